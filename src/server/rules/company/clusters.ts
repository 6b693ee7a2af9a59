import { CLUSTERS } from "server/constants/rules";
import { Bodies } from "./cluster-bodies";
import { componentOf } from "./cluster-component";
import { joinParties } from "./cluster-join";
import type { ClusterOptions } from "./cluster-options";
import type { Body, Cluster, Party } from "./cluster-party";
import { splitParty } from "./cluster-split";
import type { Entity, EntityId } from "server/rules/space/entity";

export type { ClusterOptions } from "./cluster-options";
export type { Cluster } from "./cluster-party";

/** Keeps who is together. Only who has moved costs anything, with those near it. Times in seconds. */
export interface ClusterTracker {
	/** To be called when an entity comes or has moved. */
	readonly see: (entity: Pick<Entity, "id" | "position">, now: number) => void;
	/** An entity that was last seen at `seenAt` is missing: it stays in its cluster for the grace. */
	readonly miss: (id: EntityId, seenAt: number) => void;
	/** An entity is gone, and out of its cluster with the next settling. */
	readonly remove: (id: EntityId) => void;
	/** To be called after a round of looks: what time may have changed has to be settled, too. */
	readonly begin: (now: number) => void;
	/** False while something has to be settled. */
	readonly isSettled: () => boolean;
	/** True while a cluster that lost a member has to be settled. `settle` begins with these. */
	readonly isBereft: () => boolean;
	/**
	 * Settles what has changed, a component at a time, as long as `mayGoOn`. Returns the entities whose cluster is another, or
	 * has other members, and who are still there; each once.
	 */
	readonly settle: (now: number, mayGoOn?: () => boolean) => ReadonlyArray<EntityId>;
	/** Settles what concerns one entity. */
	readonly settleAround: (id: EntityId, now: number) => ReadonlyArray<EntityId>;
	/** As last settled; undefined for an entity that is alone. */
	readonly clusterOf: (id: EntityId) => Cluster | undefined;
}

const ALWAYS = () => true;

class Clusters {
	public readonly bodies: Bodies;
	/** Parties with members out of reach: their grace ends by time alone. */
	private readonly inGrace = new Set<Party>();
	/** In components that the last round changed. One more look at them may change them again. */
	private unsettled = new Set<Body>();
	private lastNumber = 0;

	constructor(private readonly options: ClusterOptions) {
		this.bodies = new Bodies(options);
	}

	public begin(now: number): void {
		this.bodies.dropMissing(now);
		for (const body of this.unsettled) if (this.bodies.get(body.id) === body) this.bodies.touch(body);
		this.unsettled = new Set();
		for (const party of this.inGrace) for (const body of party.members()) this.bodies.touch(body);
		this.inGrace.clear();
	}

	public settle(now: number, mayGoOn: () => boolean): ReadonlyArray<EntityId> {
		const worked = new Array<ReadonlySet<Body>>();
		let seed = this.bodies.nextTouched();
		while (seed !== undefined) {
			worked.push(this.settleComponent(seed, now));
			seed = mayGoOn() ? this.bodies.nextTouched() : undefined;
		}
		return this.conclude(worked);
	}

	public settleAround(id: EntityId, now: number): ReadonlyArray<EntityId> {
		const body = this.bodies.get(id);
		return body === undefined ? [] : this.conclude([this.settleComponent(body, now)]);
	}

	private conclude(worked: ReadonlyArray<ReadonlySet<Body>>): ReadonlyArray<EntityId> {
		if (worked.isEmpty()) return [];
		this.publish(worked);
		return this.report(worked);
	}

	private settleComponent(seed: Body, now: number): ReadonlySet<Body> {
		const { bodies, contacts } = componentOf(seed, this.bodies);
		for (const body of bodies) this.bodies.settled(body);
		for (const party of partiesOf([bodies])) if (party.size() > 1) splitParty(party, now, this.options);
		joinParties(
			contacts.filter(({ a, b }) => a.party !== b.party),
			this.options,
		);
		for (const body of bodies) if (body.apartSince !== undefined) this.inGrace.add(body.party);
		return bodies;
	}

	/** New clusters get their numbers in the order of their first members. */
	private publish(worked: ReadonlyArray<ReadonlySet<Body>>): void {
		const parties = [...partiesOf(worked)].filter((party) => party.cluster() === undefined);
		parties.sort((a, b) => a.members()[0].id < b.members()[0].id);
		for (const party of parties) party.publish(() => ++this.lastNumber);
	}

	private report(worked: ReadonlyArray<ReadonlySet<Body>>): ReadonlyArray<EntityId> {
		const changed = new Array<EntityId>();
		for (const bodies of worked) {
			const before = changed.size();
			for (const body of bodies) {
				const cluster = body.party.cluster();
				if (body.shown === cluster) continue;
				body.shown = cluster;
				changed.push(body.id);
			}
			if (changed.size() > before) for (const body of bodies) this.unsettled.add(body);
		}
		return changed.sort();
	}
}

function partiesOf(groups: ReadonlyArray<ReadonlySet<Body>>): ReadonlySet<Party> {
	const parties = new Set<Party>();
	for (const bodies of groups) for (const { party } of bodies) parties.add(party);
	return parties;
}

/** Tracks who is together: the one calculation of nearness that all other rules build on. */
export function createClusterTracker(options: ClusterOptions = CLUSTERS): ClusterTracker {
	const clusters = new Clusters(options);
	const { bodies } = clusters;
	return {
		see: ({ id, position }, now) => bodies.see(id, position, now),
		miss: (id, seenAt) => bodies.miss(id, seenAt),
		remove: (id) => bodies.remove(id),
		begin: (now) => clusters.begin(now),
		isBereft: () => bodies.isBereft(),
		isSettled: () => bodies.nextTouched() === undefined,
		settle: (now, mayGoOn = ALWAYS) => clusters.settle(now, mayGoOn),
		settleAround: (id, now) => clusters.settleAround(id, now),
		clusterOf: (id) => bodies.get(id)?.shown,
	};
}
