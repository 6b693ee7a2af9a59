/// <reference types="@rbxts/testez/globals" />
import { createAttentionTracker } from "server/rules/load/attention";
import type { Entity } from "server/rules/space/entity";
import { at, npc, player } from "../../support/entities";
import { steppedAttention } from "../../support/full-steps";
import { expectMore, expectSame } from "../../../shared/support/expectations";
import { type SeededRandom, seededRandom } from "../../../shared/support/random";

const OPTIONS = { awakeStuds: 60, drowsyStuds: 150, hysteresisStuds: 10 };
const NOBODY = () => false;

/** An NPC at the origin and one player, who walks. */
function meeting() {
	const tracker = steppedAttention(createAttentionTracker(OPTIONS));
	return {
		tracker,
		/** The NPC's tier with the player at so many studs; `=` before it when it has not changed. */
		tierAt: (studs: number, isTalking = false): string => {
			const changes = tracker.step([npc("mara", at(0)), player(1, at(studs))], () => isTalking);
			return `${changes.isEmpty() ? "=" : ""}${tracker.tierOf("npc:mara")}`;
		},
	};
}

/** People who walk, run, come, go and stand in a large square. */
function createPlayers(random: SeededRandom) {
	const side = 400;
	const somewhere = () => at(random.between(0, side), random.between(0, side));
	const players = new Map<number, Entity>();
	return () => {
		for (let userId = 1; userId <= 4; userId++) {
			const known = players.get(userId);
			const chance = random.next();
			if (known === undefined) {
				if (chance < 0.3) players.set(userId, player(userId, somewhere()));
			} else if (chance < 0.03) players.delete(userId);
			else if (chance < 0.06) players.set(userId, player(userId, somewhere()));
			else if (chance < 0.7) {
				const { x, z } = known.position;
				const studs = random.pick([1, 4, 12]);
				players.set(
					userId,
					player(userId, at(x + random.between(-studs, studs), z + random.between(-studs, studs))),
				);
			}
		}
		return [...players].map(([, entity]) => entity);
	};
}

export = () => {
	it("NPCs that are checked when they are due have the tiers of NPCs that are always checked", () => {
		let leftOut = 0;
		for (let seed = 1; seed <= 60; seed++) {
			const random = seededRandom(seed);
			const walk = createPlayers(random);
			const npcs = new Array<Entity>();
			for (let index = 0; index < 20; index++)
				npcs.push(npc(`n${index}`, at(random.between(0, 400), random.between(0, 400))));
			const always = steppedAttention(createAttentionTracker(OPTIONS));
			const tracker = createAttentionTracker(OPTIONS);
			let before = new Set<string>();
			let talker = npcs[0].id;
			for (let step = 0; step < 80; step++) {
				const players = walk();
				if (random.next() < 0.2) talker = random.pick(npcs).id;
				// Who talks is near a player; the talk may outlast that.
				const isTalking = (id: string) => id === talker && always.tierOf(id) === "awake";
				const index = random.integer(0, npcs.size() - 1);
				if (random.next() < 0.3) {
					npcs[index] = npc(`n${index}`, at(random.between(0, 400), random.between(0, 400)));
					tracker.meet(npcs[index].id);
				}
				// One walks.
				const { x, z } = npcs[0].position;
				npcs[0] = npc("n0", at(x + random.between(-2, 2), z + random.between(-2, 2)));
				tracker.meet("npc:n0");
				if (step === 0) for (const { id } of npcs) tracker.meet(id);
				const talkers = new Set(npcs.filter(({ id }) => isTalking(id)).map(({ id }) => id));
				always.step([...npcs, ...players], (id) => talkers.has(id));
				for (const entity of players) tracker.place(entity);
				const here = new Set(players.map(({ id }) => id));
				for (const id of before) if (!here.has(id)) tracker.remove(id);
				before = here;
				const due = new Set(tracker.takeDue());
				for (const entity of npcs) {
					if (!due.has(entity.id) && tracker.tierOf(entity.id) !== "asleep") continue;
					if (tracker.mayHaveChanged(entity)) tracker.check(entity, () => talkers.has(entity.id));
					else leftOut += 1;
				}
				const tiers = (of: Pick<typeof tracker, "tierOf" | "isWatched">) =>
					npcs.map(({ id }) => `${id} ${of.tierOf(id)} ${of.isWatched(id)}`);
				expectSame(tiers(tracker), tiers(always));
			}
		}
		expectMore(leftOut, 1000);
	});

	describe("an NPC", () => {
		it("is awake, drowsy or asleep by how far the nearest player is", () => {
			for (const [studs, tier] of [
				[0, "awake"],
				[60, "awake"],
				[61, "drowsy"],
				[150, "drowsy"],
				[151, "asleep"],
				[5000, "asleep"],
			] as ReadonlyArray<[number, string]>) {
				expect(meeting().tierAt(studs)).to.equal(tier);
			}
		});
		it("falls a tier only 10 studs beyond where it rose, so that pacing along an edge changes nothing", () => {
			const { tierAt } = meeting();
			expect(tierAt(200)).to.equal("asleep");
			expect(tierAt(155)).to.equal("=asleep");
			expect(tierAt(150)).to.equal("drowsy");
			for (let round = 0; round < 20; round++)
				expect(tierAt(round % 2 === 0 ? 159 : 141)).to.equal("=drowsy");
			expect(tierAt(65)).to.equal("=drowsy");
			expect(tierAt(59)).to.equal("awake");
			for (let round = 0; round < 20; round++) expect(tierAt(round % 2 === 0 ? 69 : 51)).to.equal("=awake");
			expect(tierAt(71)).to.equal("drowsy");
			expect(tierAt(161)).to.equal("asleep");
		});
		it("does not linger in a tier that the player has left behind at once", () => {
			const { tierAt } = meeting();
			tierAt(10);
			expect(tierAt(155)).to.equal("drowsy");
			tierAt(10);
			expect(tierAt(1000)).to.equal("asleep");
		});
		it("is awake while it talks, wherever its partner is", () => {
			const { tierAt } = meeting();
			expect(tierAt(1000, true)).to.equal("awake");
			expect(tierAt(1000)).to.equal("asleep");
		});
		it("is watched within 150 studs exactly", () => {
			const { tierAt, tracker } = meeting();
			tierAt(150);
			expect(tracker.isWatched("npc:mara")).to.equal(true);
			tierAt(155);
			expect(tracker.tierOf("npc:mara")).to.equal("drowsy");
			expect(tracker.isWatched("npc:mara")).to.equal(false);
		});
		it("goes by the nearest of many players", () => {
			const tracker = steppedAttention(createAttentionTracker(OPTIONS));
			tracker.step(
				[player(1, at(900)), npc("mara", at(0)), player(2, at(0, 55)), player(3, at(-140))],
				NOBODY,
			);
			expect(tracker.tierOf("npc:mara")).to.equal("awake");
		});
		it("is not woken by other NPCs", () => {
			const tracker = steppedAttention(createAttentionTracker(OPTIONS));
			tracker.step([npc("mara", at(0)), npc("bram", at(5))], NOBODY);
			expect(tracker.tierOf("npc:mara")).to.equal("asleep");
		});
	});

	describe("under load", () => {
		it("an NPC gets attention from nearer by, with the same slack", () => {
			const { tracker, tierAt } = meeting();
			tracker.setScale(0.5);
			expect(tierAt(31)).to.equal("drowsy");
			expect(tierAt(30)).to.equal("awake");
			expect(tierAt(39)).to.equal("=awake");
			expect(tierAt(41)).to.equal("drowsy");
			expect(tierAt(76)).to.equal("=drowsy");
			expect(tracker.isWatched("npc:mara")).to.equal(false);
			expect(tierAt(86)).to.equal("asleep");
			expect(tierAt(75)).to.equal("drowsy");
			expect(tracker.isWatched("npc:mara")).to.equal(true);
		});
		it("a scale above 1 counts as 1: nobody looks farther than the options say", () => {
			const { tracker, tierAt } = meeting();
			tracker.setScale(2);
			expect(tierAt(61)).to.equal("drowsy");
			expect(tierAt(151)).to.equal("=drowsy");
			expect(tracker.isWatched("npc:mara")).to.equal(false);
		});
		it("one that talks is awake all the same", () => {
			const { tracker, tierAt } = meeting();
			tracker.setScale(0.5);
			expect(tierAt(58, true)).to.equal("awake");
		});
		it("it changes with the next look, and back when the load is over", () => {
			const { tracker, tierAt } = meeting();
			expect(tierAt(55)).to.equal("awake");
			tracker.setScale(0.5);
			expect(tierAt(55)).to.equal("drowsy");
			tracker.setScale(1);
			expect(tierAt(55)).to.equal("awake");
		});
	});

	it("a player who is gone keeps nobody awake", () => {
		const tracker = steppedAttention(createAttentionTracker(OPTIONS));
		tracker.step([npc("mara", at(0)), player(1, at(5))], NOBODY);
		tracker.step([npc("mara", at(0))], NOBODY);
		expect(tracker.tierOf("npc:mara")).to.equal("asleep");
		expect(tracker.isWatched("npc:mara")).to.equal(false);
	});

	it("an NPC that was gone is new", () => {
		const tracker = steppedAttention(createAttentionTracker(OPTIONS));
		const both = [npc("mara", at(0)), player(1, at(5))];
		tracker.step(both, NOBODY);
		tracker.step([player(1, at(5))], NOBODY);
		expect(tracker.tierOf("npc:mara")).to.equal("asleep");
		const [change] = tracker.step(both, NOBODY);
		expect(change.from).never.to.be.ok();
		expect(change.to).to.equal("awake");
	});

	it("reports changes in the order of ids, whatever the order of the sample", () => {
		const world = [npc("mara", at(0)), npc("bram", at(300)), player(1, at(5))];
		for (const sample of [world, [world[2], world[1], world[0]]]) {
			const changes = steppedAttention(createAttentionTracker(OPTIONS)).step(sample, NOBODY);
			expect(changes.map(({ id, to }) => `${id} ${to}`).join(", ")).to.equal(
				"npc:bram asleep, npc:mara awake",
			);
		}
	});
};
