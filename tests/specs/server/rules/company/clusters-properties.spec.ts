/// <reference types="@rbxts/testez/globals" />
import {
	type ClusterOptions,
	type ClusterTracker,
	createClusterTracker,
} from "server/rules/company/clusters";
import type { Entity, EntityId, Point } from "server/rules/space/entity";
import { distanceBetween } from "server/rules/space/geometry";
import { CLUSTERS } from "server/constants/rules";
import { describeClusters, violation } from "../../support/cluster-invariants";
import { createCrowd } from "../../support/crowd";
import { at, npc } from "../../support/entities";
import { steppedClusters } from "../../support/full-steps";
import { seededRandom } from "../../../shared/support/random";
import {
	expectAtMost,
	expectItem,
	expectLess,
	expectMore,
	expectSame,
} from "../../../shared/support/expectations";

const STEP_SECONDS = 0.25;

/** Who is with whom, whatever the clusters' numbers. */
function describeMembers(
	tracker: Pick<ClusterTracker, "clusterOf">,
	entities: ReadonlyArray<Entity>,
): string {
	return entities.map(({ id }) => `${id}: ${tracker.clusterOf(id)?.members.join(" ")}`).join("\n");
}

/** Changes of cluster for each person and minute of a crowd that mills about, and how many of them were undone at once. */
function restlessness(options?: ClusterOptions): { changes: number; returns: number } {
	const people = 60;
	const seconds = 60;
	const crowd = createCrowd(5, people, 150);
	const tracker = steppedClusters(createClusterTracker(options));
	const left = new Map<EntityId, { from: string; at: number }>();
	let changes = 0;
	let returns = 0;
	for (let now = 0; now < seconds; now += STEP_SECONDS) {
		for (const { id, from, to } of tracker.step(crowd.walk(STEP_SECONDS), now)) {
			const last = left.get(id);
			if (last !== undefined && last.from === to && now - last.at <= 3) returns += 1;
			if (from !== undefined) left.set(id, { from, at: now });
			changes += 1;
		}
	}
	return { changes: changes / people, returns: returns / people };
}

export = () => {
	it("keeps everybody in at most one cluster, and the close together unless the cap forbids it", () => {
		for (let world = 1; world <= 1000; world++) {
			const random = seededRandom(world);
			const crowd = createCrowd(world, random.integer(2, 26), random.pick([30, 60, 90, 150]));
			const tracker = steppedClusters(createClusterTracker());
			for (let index = 0; index < 5; index++) {
				const entities = crowd.walk(2 * STEP_SECONDS);
				tracker.step(entities, index * 2 * STEP_SECONDS);
				expect(violation(tracker, entities)).to.equal(undefined);
			}
		}
	});

	it("does not depend on the order of a sample", () => {
		for (let seed = 1; seed <= 30; seed++) {
			const random = seededRandom(seed);
			const crowd = createCrowd(seed, 40, random.pick([50, 120]));
			const [one, other] = [steppedClusters(createClusterTracker()), steppedClusters(createClusterTracker())];
			for (let index = 0; index < 12; index++) {
				const entities = crowd.walk(STEP_SECONDS);
				one.step(entities, index * STEP_SECONDS);
				other.step(random.shuffled(entities), index * STEP_SECONDS);
				expect(describeClusters(other, entities)).to.equal(describeClusters(one, entities));
			}
		}
	});

	it("comes to the same when only those are seen who have moved", () => {
		for (let seed = 1; seed <= 60; seed++) {
			const random = seededRandom(seed);
			const crowd = createCrowd(seed, 70, random.pick([45, 60, 90]));
			const all = steppedClusters(createClusterTracker());
			const moved = createClusterTracker();
			let before = new Map<EntityId, Point>();
			let entities = crowd.walk(0);
			for (let index = 0; index < 16; index++) {
				const now = index * STEP_SECONDS;
				// Now and then everybody stands still: what the last steps have begun goes on.
				if (index % 4 < 2) entities = crowd.walk(random.pick([1, 4]) * STEP_SECONDS);
				for (const entity of entities) {
					const known = before.get(entity.id);
					if (known === undefined || distanceBetween(known, entity.position) > 0) moved.see(entity, now);
				}
				before = new Map(entities.map(({ id, position }) => [id, position]));
				moved.begin(now);
				moved.settle(now);
				all.step(entities, now);
				expect(describeMembers(moved, entities)).to.equal(describeMembers(all, entities));
			}
		}
	});

	describe("a crowd that is settled a piece at a time", () => {
		/** A step of everybody, in which `meanwhile` is called after the first piece. Returns how many calls it took. */
		function stepInPieces(
			tracker: ClusterTracker,
			entities: ReadonlyArray<Entity>,
			now: number,
			meanwhile: () => void = () => {},
		): number {
			for (const entity of entities) tracker.see(entity, now);
			tracker.begin(now);
			let calls = 0;
			while (!tracker.isSettled()) {
				tracker.settle(now, () => false);
				calls += 1;
				if (calls === 1) meanwhile();
			}
			return calls;
		}

		it("comes to the same, and takes many pieces", () => {
			let pieces = 0;
			for (let seed = 1; seed <= 20; seed++) {
				const crowd = createCrowd(seed, 90, 60);
				const whole = steppedClusters(createClusterTracker());
				const sliced = createClusterTracker();
				for (let index = 0; index < 8; index++) {
					const entities = crowd.walk(STEP_SECONDS);
					const now = index * STEP_SECONDS;
					whole.step(entities, now);
					const calls = stepInPieces(sliced, entities, now);
					expectMore(calls, 5);
					pieces += calls;
					expect(describeMembers(sliced, entities)).to.equal(describeMembers(whole, entities));
				}
			}
			// Splitting parties takes 9 pieces a step, and joining the crowd more than that.
			expectMore(pieces, 20 * 8 * 18);
		});

		it("comes to the same when half of it leaves between two pieces", () => {
			for (let seed = 1; seed <= 20; seed++) {
				const entities = createCrowd(seed, 90, 60).walk(STEP_SECONDS);
				const leavers = entities.filter((_, index) => index % 2 === 0).map(({ id }) => id);
				const [whole, sliced] = [createClusterTracker(), createClusterTracker()];
				for (const entity of entities) whole.see(entity, 0);
				whole.begin(0);
				whole.settle(0);
				for (const id of leavers) whole.remove(id);
				whole.settle(0);
				stepInPieces(sliced, entities, 0, () => {
					for (const id of leavers) sliced.remove(id);
					expect(sliced.isBereft()).to.equal(true);
					expect(sliced.clusterOf(leavers[0])).to.equal(undefined);
				});
				expect(describeMembers(sliced, entities)).to.equal(describeMembers(whole, entities));
			}
		});

		it("is settled first when somebody moves between two pieces, and tells of all changes", () => {
			const entities = createCrowd(3, 90, 60).walk(STEP_SECONDS);
			const [whole, sliced] = [createClusterTracker(), createClusterTracker()];
			const told = new Set<EntityId>();
			for (const tracker of [whole, sliced]) {
				for (const entity of entities) tracker.see(entity, 0);
				tracker.begin(0);
			}
			whole.settle(0);
			for (const id of sliced.settle(0, () => false)) told.add(id);
			expect(sliced.isSettled()).to.equal(false);
			for (const tracker of [whole, sliced]) tracker.see(npc("p0", at(500, 500)), 0);
			whole.settle(0);
			for (const id of sliced.settle(0)) told.add(id);
			expect(describeMembers(sliced, entities)).to.equal(describeMembers(whole, entities));
			for (const { id } of entities) if (sliced.clusterOf(id) !== undefined) expectItem([...told], id);
		});
	});

	it("changes nothing while nobody moves", () => {
		for (let seed = 1; seed <= 30; seed++) {
			const entities = createCrowd(seed, 60, 80).walk(0);
			const tracker = steppedClusters(createClusterTracker());
			tracker.step(entities, 0);
			for (let index = 1; index <= 8; index++) {
				expectSame(tracker.step(entities, index * STEP_SECONDS), []);
			}
		}
	});

	it("changes nothing for people who shift from foot to foot", () => {
		for (let seed = 1; seed <= 10; seed++) {
			const random = seededRandom(seed);
			const still = createCrowd(seed, 30, 120).walk(0);
			const shift = () =>
				still.map(({ id, position }) =>
					npc(id.sub(5), at(position.x + random.next(), position.z + random.next())),
				);
			const tracker = steppedClusters(createClusterTracker());
			let now = 0;
			const changesOver = (seconds: number) => {
				let changes = 0;
				const deadline = now + seconds;
				for (; now < deadline; now += STEP_SECONDS) changes += tracker.step(shift(), now).size();
				return changes;
			};
			// Some stand so that a chance step joins them, once.
			changesOver(10);
			expectAtMost(changesOver(30), 2);
		}
	});

	it("makes less than half the changes that bare nearness would, and hardly any that are undone at once", () => {
		const bare = restlessness({ ...CLUSTERS, partStuds: CLUSTERS.joinStuds, graceSeconds: 0 });
		const { changes, returns } = restlessness();
		expectLess(changes, bare.changes / 2);
		expectLess(returns, 1);
		expectMore(bare.returns, 2);
	});
};
