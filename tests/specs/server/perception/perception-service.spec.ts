/// <reference types="@rbxts/testez/globals" />
import { createPerceptionService } from "server/perception/perception-service";
import { FrameBudget } from "server/net/frame-budget";
import type { WriteUrgency } from "server/net/block-slot";
import { Acquaintances } from "server/rules/company/acquaintances";
import type { AttentionTier } from "server/rules/load/attention";
import { playerEntityId } from "server/rules/space/entity";
import { type LateText, lateText } from "server/rules/text/late-text";
import { createFakeClock } from "../support/fake-clock";
import { createFakeWorld, npcAt, playerAt } from "../support/fake-world";
import { expectMore, expectNoText, expectSame, expectText } from "../../shared/support/expectations";

const ALEX = playerEntityId(1);
const CAFE = { name: "Cafe", center: { x: 0, y: 0, z: 0 }, size: { x: 40, y: 20, z: 40 } };
const PLAZA = { name: "Plaza", center: { x: 100, y: 0, z: 0 }, size: { x: 40, y: 20, z: 40 } };

interface Write {
	readonly npcId: string;
	readonly label: string;
	readonly value: string;
	readonly urgency: WriteUrgency;
}

/** @param keep gets the texts as perception hands them over, instead of `writes` */
function setUp(keep?: Array<LateText>) {
	const clock = createFakeClock();
	const world = createFakeWorld();
	world.setZones([CAFE, PLAZA]);
	world.put(npcAt("mara", "Mara", 0));
	const writes = new Array<Write>();
	const actions = { mara: "Idle" };
	const mara: { tier: AttentionTier } = { tier: "awake" };
	const acquaintances = new Acquaintances();
	const perception = createPerceptionService({
		clock,
		world,
		blocks: {
			set: (npcId, label, value, _now, urgency = "normal") => {
				const text = lateText(value);
				if (keep !== undefined) keep.push(text);
				else writes.push({ npcId, label, value: text.read(), urgency });
			},
			step: () => {},
		},
		budget: new FrameBudget(clock.now),
		attention: {
			tierOf: () => mara.tier,
			meet: () => {},
			near: () => new Map(mara.tier === "asleep" ? [] : [["npc:mara", mara.tier]]),
		},
		actionOf: () => actions.mara,
		acquaintances,
	});
	const last = (label: string) => {
		const all = writes.filter((write) => write.npcId === "mara" && write.label === label);
		return all[all.size() - 1];
	};
	return { clock, world, perception, acquaintances, writes, last, actions, mara };
}

export = () => {
	describe("the perception loop", () => {
		it("writes an NPC's status at first sight, by the location's name", () => {
			const { perception, last } = setUp();
			perception.start();
			expect(last("status").value).to.equal("health: 100 | location: Cafe | current_action: Idle");
			expect(perception.statusOf("mara")).to.equal(last("status").value);
			expect(perception.blocksOf("mara").status).to.equal(last("status").value);
		});

		it("says what its behaviour says that it does", () => {
			const { clock, perception, last, actions } = setUp();
			perception.start();
			actions.mara = "Return home";
			clock.advance(0.5);
			expect(last("status").value).to.equal("health: 100 | location: Cafe | current_action: Return home");
		});

		it("makes no text before somebody reads it, and then says what was so when it was decided", () => {
			const texts = new Array<LateText>();
			const { clock, world, perception, actions } = setUp(texts);
			perception.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			const first = texts.size();
			actions.mara = "Return home";
			world.put(playerAt(2, "Robin", 6));
			world.leave(ALEX);
			clock.advance(2);
			expectMore(texts.size(), first);
			expectSame(
				texts.map((text) => text.isMade()),
				texts.map(() => false),
			);
			const before = texts[first - 1].read();
			expectText(before, "Alex");
			expectNoText(before, "recently_left");
			expectNoText(before, "Robin");
			expectText(perception.blocksOf("mara").group_members, "recently_left");
		});

		it("keys company by display name", () => {
			const { clock, world, perception, last } = setUp();
			perception.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			const group = last("group_members").value;
			expectText(group, '"Alex"');
			expectNoText(group, "player:1");
			expect(
				perception
					.companyOf("mara")
					.map((member) => member.name)
					.join(","),
			).to.equal("Alex");
		});

		it("tells two players of one name apart, and takes out the one who left", () => {
			const { clock, world, perception } = setUp();
			perception.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			world.put(playerAt(2, "Alex", 6));
			clock.advance(1);
			const second = perception.nameFor("mara", playerEntityId(2));
			expect(second).to.equal("Alex (2)");
			world.leave(ALEX);
			const left = perception.companyOf("mara").map((member) => member.id);
			expect(left.join(",")).to.equal(playerEntityId(2));
		});

		it("takes a player who disconnects out at once, as an urgent write", () => {
			const { clock, world, perception, writes, last } = setUp();
			perception.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			const before = writes.size();
			world.leave(ALEX);
			expect(writes.size()).to.equal(before + 1);
			expect(last("group_members").urgency).to.equal("urgent");
			expect(perception.companyOf("mara").size()).to.equal(0);
			expect(perception.entity(ALEX)).never.to.be.ok();
		});

		it("takes a player who walks away out within two seconds", () => {
			const { clock, world, perception } = setUp();
			perception.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			world.move(ALEX, 60);
			clock.advance(2);
			expect(perception.companyOf("mara").size()).to.equal(0);
		});

		it("takes a destroyed NPC out of the others' company at once", () => {
			const { clock, world, perception } = setUp();
			world.put(npcAt("bram", "Bram", 5));
			perception.start();
			clock.advance(1);
			expect(perception.companyOf("mara").size()).to.equal(1);
			world.remove("npc:bram");
			perception.removeNpc("bram");
			expect(perception.companyOf("mara").size()).to.equal(0);
			expect(next(perception.blocksOf("bram"))[0]).never.to.be.ok();
		});

		it("knows nothing of a destroyed NPC when another of its id comes", () => {
			const { clock, world, perception, last, writes } = setUp();
			perception.start();
			world.put(playerAt(1, "Alex", 5));
			perception.noteEvent("mara", "time", "it is late");
			clock.advance(1);
			world.remove("npc:mara");
			perception.removeNpc("mara");
			const before = writes.size();
			clock.advance(1);
			expectSame(writes.size(), before);
			world.put(npcAt("mara", "Mara", 0));
			clock.advance(1);
			expectMore(writes.size(), before);
			expect(last("status").value).to.equal("health: 100 | location: Cafe | current_action: Idle");
			expectSame(perception.takeEvents("mara"), []);
		});

		it("writes at once that an NPC has died, and a smaller wound in its turn", () => {
			const { clock, world, perception, last } = setUp();
			perception.start();
			world.put({ ...npcAt("mara", "Mara", 0), healthPercent: 90 });
			clock.advance(1);
			expectText(last("status").value, "health: 90");
			expectSame(last("status").urgency, "normal");
			world.remove("npc:mara");
			clock.advance(1);
			expectText(last("status").value, "health: 0");
			expectSame(last("status").urgency, "urgent");
		});

		it("lets it wait that somebody left long ago can be forgotten", () => {
			const { clock, world, perception, last } = setUp();
			perception.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			world.leave(ALEX);
			expectText(last("group_members").value, "recently_left");
			clock.advance(400);
			expectNoText(last("group_members").value, "Alex");
			expectSame(last("group_members").urgency, "lazy");
		});

		it("tells the acquaintances whom an NPC met", () => {
			const { clock, world, perception, acquaintances } = setUp();
			perception.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			expectSame(acquaintances.whoKnows(1), ["mara"]);
		});

		it("writes nothing while nobody moves and nothing changes", () => {
			const { clock, world, perception, writes } = setUp();
			perception.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(2);
			const before = writes.size();
			clock.advance(600);
			expect(writes.size()).to.equal(before);
		});

		it("makes no noise from steps within a place, and none at its edge", () => {
			const { clock, world, perception, writes } = setUp();
			perception.start();
			const before = writes.size();
			for (let step = 0; step < 200; step++) {
				world.move("npc:mara", step % 2 === 0 ? 18 : 22);
				clock.advance(0.25);
			}
			expect(writes.size()).to.equal(before);
			expect(perception.takeEvents("mara").size()).to.equal(0);
		});

		it("tells of a change of place once, with names and no coordinates", () => {
			const { clock, world, perception, last } = setUp();
			perception.start();
			world.move("npc:mara", 100);
			clock.advance(5);
			expect(last("status").value).to.equal("health: 100 | location: Plaza | current_action: Idle");
			expect(perception.takeEvents("mara").join(",")).to.equal("you went from Cafe to Plaza");
			expect(perception.takeEvents("mara").size()).to.equal(0);
		});

		it("tells who came and who left since it was last asked, in one event each", () => {
			const { clock, world, perception } = setUp();
			perception.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			world.put(playerAt(2, "Robin", 6));
			clock.advance(1);
			expect(perception.takeEvents("mara").join(";")).to.equal("Alex, Robin have joined you");
			world.put(playerAt(3, "Sam", 4));
			world.leave(ALEX);
			clock.advance(1);
			expect(perception.takeEvents("mara").join(";")).to.equal("Alex has left you;Sam has joined you");
			expect(perception.takeEvents("mara").size()).to.equal(0);
		});

		it("tells two of the same name apart, by the names that the group block has", () => {
			const { clock, world, perception } = setUp();
			perception.start();
			world.put(playerAt(1, "Alex", 5));
			world.put(playerAt(2, "Alex", 6));
			clock.advance(1);
			expect(perception.takeEvents("mara").join(";")).to.equal("Alex, Alex (2) have joined you");
			world.leave(playerEntityId(2));
			clock.advance(1);
			expect(perception.takeEvents("mara").join(";")).to.equal("Alex (2) has left you");
		});

		it("says nothing of the coming of a player who has been forgotten meanwhile", () => {
			const { clock, world, perception } = setUp();
			perception.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			perception.forgetPlayer(ALEX, ["mara"]);
			expect(perception.takeEvents("mara").size()).to.equal(0);
		});

		it("says nothing of who went and is back", () => {
			const { clock, world, perception } = setUp();
			perception.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			perception.takeEvents("mara");
			for (let round = 0; round < 50; round++) {
				world.move(ALEX, 60);
				clock.advance(3);
				world.move(ALEX, 5);
				clock.advance(3);
			}
			expect(perception.takeEvents("mara").size()).to.equal(0);
		});

		it("puts nothing about a sleeper into words, until somebody asks", () => {
			const { clock, world, perception, writes, mara } = setUp();
			mara.tier = "asleep";
			perception.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(10);
			expectSame(writes.size(), 0);
			expectText(perception.blocksOf("mara").group_members, "Alex");
			expectText(perception.statusOf("mara"), "Cafe");
		});

		it("brings an NPC up to date that wakes, in the same moment", () => {
			const { clock, world, perception, last, mara } = setUp();
			perception.start();
			clock.advance(1);
			mara.tier = "asleep";
			world.put({ ...npcAt("mara", "Mara", 0), healthPercent: 30 });
			clock.advance(0.25);
			expectText(last("status").value, "health: 100");
			mara.tier = "awake";
			perception.refresh("mara");
			expectText(last("status").value, "health: 30");
		});

		it("takes a forgotten player out of a sleeper's memory at once", () => {
			const { clock, world, perception, last, mara } = setUp();
			perception.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			mara.tier = "asleep";
			world.put({ ...playerAt(1, "Someone", 5) });
			perception.forgetPlayer(ALEX, ["mara"]);
			expectNoText(last("group_members").value, "Alex");
		});

		it("stops looking when it is destroyed", () => {
			const { clock, world, perception, writes } = setUp();
			perception.start();
			perception.destroy();
			perception.destroy();
			const before = writes.size();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(5);
			world.leave(ALEX);
			expect(writes.size()).to.equal(before);
		});
	});
};
