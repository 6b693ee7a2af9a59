/// <reference types="@rbxts/testez/globals" />
import { createInteractionService } from "server/services/interaction-service";
import { Acquaintances } from "shared/core/acquaintances";
import { playerEntityId } from "shared/core/entity";
import { createFakeClock } from "../support/fake-clock";
import { createFakeWorld, npcAt, playerAt } from "../support/fake-world";

const ALEX = playerEntityId(1);
const CAFE = { name: "Cafe", center: { x: 0, y: 0, z: 0 }, size: { x: 40, y: 20, z: 40 } };
const PLAZA = { name: "Plaza", center: { x: 100, y: 0, z: 0 }, size: { x: 40, y: 20, z: 40 } };

interface Write {
	readonly npcId: string;
	readonly label: string;
	readonly value: string;
	readonly urgent: boolean;
}

function setUp() {
	const clock = createFakeClock();
	const world = createFakeWorld();
	world.setZones([CAFE, PLAZA]);
	world.put(npcAt("mara", "Mara", 0));
	const writes = new Array<Write>();
	const actions = { mara: "Idle" };
	const interaction = createInteractionService({
		clock,
		world,
		blocks: {
			set: (npcId, label, value, _now, urgency = "normal") =>
				writes.push({ npcId, label, value, urgent: urgency === "urgent" }),
			step: () => {},
		},
		actionOf: () => actions.mara,
		acquaintances: new Acquaintances(),
	});
	const last = (label: string) => {
		const all = writes.filter((write) => write.npcId === "mara" && write.label === label);
		return all[all.size() - 1];
	};
	return { clock, world, interaction, writes, last, actions };
}

function has(text: string, part: string): boolean {
	return text.find(part, 1, true)[0] !== undefined;
}

export = () => {
	describe("the perception loop", () => {
		it("writes an NPC's status at first sight, by the location's name", () => {
			const { interaction, last } = setUp();
			interaction.start();
			expect(last("status").value).to.equal("health: 100 | location: Cafe | current_action: Idle");
			expect(interaction.statusOf("mara")).to.equal(last("status").value);
			expect(interaction.blocksOf("mara").status).to.equal(last("status").value);
		});

		it("says what its behaviour says that it does", () => {
			const { clock, interaction, last, actions } = setUp();
			interaction.start();
			actions.mara = "Return home";
			clock.advance(0.5);
			expect(last("status").value).to.equal("health: 100 | location: Cafe | current_action: Return home");
		});

		it("keys company by display name", () => {
			const { clock, world, interaction, last } = setUp();
			interaction.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			const group = last("group_members").value;
			expect(has(group, '"Alex"')).to.equal(true);
			expect(has(group, "player:1")).to.equal(false);
			expect(
				interaction
					.companyOf("mara")
					.map((member) => member.name)
					.join(","),
			).to.equal("Alex");
		});

		it("tells two players of one name apart, and takes out the one who left", () => {
			const { clock, world, interaction } = setUp();
			interaction.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			world.put(playerAt(2, "Alex", 6));
			clock.advance(1);
			const second = interaction.nameFor("mara", playerEntityId(2));
			expect(second).to.equal("Alex (2)");
			world.leave(ALEX);
			const left = interaction.companyOf("mara").map((member) => member.id);
			expect(left.join(",")).to.equal(playerEntityId(2));
		});

		it("takes a player who disconnects out at once, as an urgent write", () => {
			const { clock, world, interaction, writes, last } = setUp();
			interaction.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			const before = writes.size();
			world.leave(ALEX);
			expect(writes.size()).to.equal(before + 1);
			expect(last("group_members").urgent).to.equal(true);
			expect(interaction.companyOf("mara").size()).to.equal(0);
			expect(interaction.entity(ALEX)).never.to.be.ok();
		});

		it("takes a player who walks away out within two seconds", () => {
			const { clock, world, interaction } = setUp();
			interaction.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			world.move(ALEX, 60);
			clock.advance(2);
			expect(interaction.companyOf("mara").size()).to.equal(0);
		});

		it("takes a destroyed NPC out of the others' company at once", () => {
			const { clock, world, interaction } = setUp();
			world.put(npcAt("bram", "Bram", 5));
			interaction.start();
			clock.advance(1);
			expect(interaction.companyOf("mara").size()).to.equal(1);
			world.remove("npc:bram");
			interaction.removeNpc("bram");
			expect(interaction.companyOf("mara").size()).to.equal(0);
			expect(next(interaction.blocksOf("bram"))[0]).never.to.be.ok();
		});

		it("writes nothing while nobody moves and nothing changes", () => {
			const { clock, world, interaction, writes } = setUp();
			interaction.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(2);
			const before = writes.size();
			clock.advance(600);
			expect(writes.size()).to.equal(before);
		});

		it("makes no noise from steps within a place, and none at its edge", () => {
			const { clock, world, interaction, writes } = setUp();
			interaction.start();
			const before = writes.size();
			for (let step = 0; step < 200; step++) {
				world.move("npc:mara", step % 2 === 0 ? 18 : 22);
				clock.advance(0.25);
			}
			expect(writes.size()).to.equal(before);
			expect(interaction.takeEvents("mara").size()).to.equal(0);
		});

		it("tells of a change of place once, with names and no coordinates", () => {
			const { clock, world, interaction, last } = setUp();
			interaction.start();
			world.move("npc:mara", 100);
			clock.advance(5);
			expect(last("status").value).to.equal("health: 100 | location: Plaza | current_action: Idle");
			expect(interaction.takeEvents("mara").join(",")).to.equal("you went from Cafe to Plaza");
			expect(interaction.takeEvents("mara").size()).to.equal(0);
		});

		it("tells who came and who left since it was last asked, in one event each", () => {
			const { clock, world, interaction } = setUp();
			interaction.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			world.put(playerAt(2, "Robin", 6));
			clock.advance(1);
			expect(interaction.takeEvents("mara").join(";")).to.equal("joined you: Alex, Robin");
			world.put(playerAt(3, "Sam", 4));
			world.leave(ALEX);
			clock.advance(1);
			expect(interaction.takeEvents("mara").join(";")).to.equal("left you: Alex;joined you: Sam");
			expect(interaction.takeEvents("mara").size()).to.equal(0);
		});

		it("says nothing of the coming of a player who has been forgotten meanwhile", () => {
			const { clock, world, interaction } = setUp();
			interaction.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			interaction.forgetPlayer(ALEX, ["mara"]);
			expect(interaction.takeEvents("mara").size()).to.equal(0);
		});

		it("says nothing of who went and is back", () => {
			const { clock, world, interaction } = setUp();
			interaction.start();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(1);
			interaction.takeEvents("mara");
			for (let round = 0; round < 50; round++) {
				world.move(ALEX, 60);
				clock.advance(3);
				world.move(ALEX, 5);
				clock.advance(3);
			}
			expect(interaction.takeEvents("mara").size()).to.equal(0);
		});

		it("stops looking when it is destroyed", () => {
			const { clock, world, interaction, writes } = setUp();
			interaction.start();
			interaction.destroy();
			interaction.destroy();
			const before = writes.size();
			world.put(playerAt(1, "Alex", 5));
			clock.advance(5);
			world.leave(ALEX);
			expect(writes.size()).to.equal(before);
		});
	});
};
