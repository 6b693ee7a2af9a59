import { CLUSTERS } from "server/constants/rules";
import { Bodies } from "./cluster-bodies";
import { joinParties } from "./cluster-join";
import type { ClusterOptions } from "./cluster-options";
import type { Cluster } from "./cluster-party";
import { splitParty } from "./cluster-split";
import type { Entity, EntityId } from "server/rules/space/entity";

export type { ClusterOptions } from "./cluster-options";
export type { Cluster } from "./cluster-party";

/** An entity is in another cluster than before; undefined means in none. */
export interface ClusterChange {
	readonly id: EntityId;
	readonly from: string | undefined;
	readonly to: string | undefined;
}

/** Keeps who is together from step to step. */
export interface ClusterTracker {
	/**
	 * Call with all entities, in any order. An entity in `goneIds` is out at once; one that is only missing stays for the
	 * grace. `now` in seconds.
	 */
	readonly step: (
		entities: ReadonlyArray<Entity>,
		now: number,
		goneIds?: ReadonlyArray<EntityId>,
	) => ReadonlyArray<ClusterChange>;
	/** Undefined for an entity that is alone. */
	readonly clusterOf: (id: EntityId) => Cluster | undefined;
}

/** Remembers the cluster that each entity was last reported in. */
class Reports {
	private readonly byId = new Map<EntityId, string>();

	/** Sorted by entity id. */
	public changes(bodies: Bodies): ReadonlyArray<ClusterChange> {
		const changes = new Array<ClusterChange>();
		for (const { id, party } of bodies.inOrder()) this.note(id, party.cluster()?.id, changes);
		for (const [id] of this.byId) {
			if (bodies.get(id) === undefined) this.note(id, undefined, changes);
		}
		return changes.sort((a, b) => a.id < b.id);
	}

	private note(id: EntityId, to: string | undefined, changes: Array<ClusterChange>): void {
		const from = this.byId.get(id);
		if (from === to) return;
		if (to === undefined) this.byId.delete(id);
		else this.byId.set(id, to);
		changes.push({ id, from, to });
	}
}

/** Tracks who is together: the one calculation of nearness that all other rules build on. */
export function createClusterTracker(options: ClusterOptions = CLUSTERS): ClusterTracker {
	const bodies = new Bodies(options);
	const reports = new Reports();
	let lastNumber = 0;
	const nextNumber = () => ++lastNumber;

	function splitAll(now: number): void {
		for (const body of bodies.inOrder()) {
			const { party } = body;
			// Once for each party: at its first member.
			if (party.size() > 1 && party.members()[0] === body) splitParty(party, now, options);
		}
	}

	return {
		step: (entities, now, goneIds = []) => {
			bodies.update(entities, now);
			bodies.removeGone(goneIds, now);
			splitAll(now);
			joinParties(bodies.contacts(), options);
			// New clusters get their numbers in the order of their first members.
			for (const { party } of bodies.inOrder()) party.publish(nextNumber);
			return reports.changes(bodies);
		},
		clusterOf: (id) => bodies.get(id)?.party.cluster(),
	};
}
