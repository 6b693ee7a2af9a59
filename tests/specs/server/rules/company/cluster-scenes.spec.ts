/// <reference types="@rbxts/testez/globals" />
import { createClusterTracker } from "server/rules/company/clusters";
import type { Entity } from "server/rules/space/entity";
import { violation } from "../../support/cluster-invariants";
import { at, npc, player } from "../../support/entities";
import { steppedClusters } from "../../support/full-steps";
import { expectAtMost, expectNoItem } from "../../../shared/support/expectations";

const STEP_SECONDS = 0.25;

/** Plays a scene; says what was wrong at any moment of it, and how many changes of cluster it made. */
function play(seconds: number, scene: (now: number) => ReadonlyArray<Entity>) {
	const tracker = steppedClusters(createClusterTracker());
	let changes = 0;
	let wrong: string | undefined;
	for (let now = 0; now <= seconds; now += STEP_SECONDS) {
		const entities = scene(now);
		changes += tracker.step(entities, now).size();
		wrong ??= violation(tracker, entities);
	}
	return { tracker, changes, wrong };
}

function people(
	count: number,
	place: (index: number) => readonly [x: number, z: number],
): ReadonlyArray<Entity> {
	const all = new Array<Entity>();
	for (let index = 0; index < count; index++) {
		const [x, z] = place(index);
		all.push(npc(`p${index}`, at(x, z)));
	}
	return all;
}

export = () => {
	it("follows a crowd through a door", () => {
		// Thirty people in single file from x = -120 through x = 0, then spreading out.
		const { tracker, changes, wrong } = play(40, (now) =>
			people(30, (index) => {
				const x = -120 - index * 4 + now * 8;
				return [x, x > 0 ? ((index % 5) - 2) * math.min(x, 60) : 0];
			}),
		);
		expect(wrong).to.equal(undefined);
		expectAtMost(changes, 30 * 6);
		expectNoItem(tracker.clusterOf("npc:p0")?.members ?? [], "npc:p29");
	});

	it("merges two groups that meet and gives the larger its id back when they part", () => {
		const { tracker, wrong } = play(40, (now) => {
			const gap = 60 - math.min(now, 40 - now) * 4;
			const five = people(5, (index) => [0, index * 2]);
			const three = [0, 1, 2].map((index) => player(index, at(gap, index * 2)));
			return [...five, ...three];
		});
		expect(wrong).to.equal(undefined);
		expect(tracker.clusterOf("npc:p0")?.id).to.equal("c1");
		expect(tracker.clusterOf("player:0")?.members.size()).to.equal(3);
	});

	it("leaves an NPC alone that stands just where clusters end", () => {
		for (const studs of [17.9, 18.1, 21, 23.9]) {
			const { changes, wrong } = play(30, (now) => [
				npc("mara", at(0)),
				npc("bram", at(5)),
				npc("edge", at(studs + 5 + 0.2 * math.sin(now * 3))),
			]);
			expect(wrong).to.equal(undefined);
			expectAtMost(changes, 3);
		}
	});

	it("parts a line of dancers longer than the cap, and leaves nobody alone in it", () => {
		const { tracker, wrong } = play(30, (now) =>
			people(30, (index) => [80 * math.cos(now / 8 - index / 9), 80 * math.sin(now / 8 - index / 9)]),
		);
		expect(wrong).to.equal(undefined);
		for (let index = 0; index < 30; index++) {
			expect(tracker.clusterOf(`npc:p${index}`)).to.be.ok();
		}
	});

	it("follows a player who teleports from one NPC to another at once, and never makes company of the two", () => {
		const { tracker, wrong } = play(20, (now) => {
			const there = math.floor(now / 3) % 2 === 0;
			return [npc("mara", at(0)), npc("zoe", at(300)), player(1, at(there ? 5 : 305))];
		});
		expect(wrong).to.equal(undefined);
		expect(tracker.clusterOf("npc:mara")?.members.join(" ")).to.equal("npc:mara player:1");
		tracker.step([npc("mara", at(0)), npc("zoe", at(300)), player(1, at(305))], 20.25);
		expect(tracker.clusterOf("npc:zoe")?.members.join(" ")).to.equal("npc:zoe player:1");
		expect(tracker.clusterOf("npc:mara")).to.equal(undefined);
	});
};
