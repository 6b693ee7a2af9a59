import { CLUSTERS } from "server/constants/rules";
import { Bodies } from "./cluster-bodies";
import { componentOf } from "./cluster-component";
import { contactsBetween, joinParties } from "./cluster-join";
import type { ClusterOptions } from "./cluster-options";
import type { Body, Cluster, Contact, Party } from "./cluster-party";
import { splitParty } from "./cluster-split";
import { type Breathe, InPieces } from "server/rules/load/in-pieces";
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
	 * Settles what has changed, the largest crowd in pieces, as long as `mayGoOn`. Returns the entities whose cluster is another,
	 * or has other members, and who are still there; each once.
	 */
	readonly settle: (now: number, mayGoOn?: () => boolean) => ReadonlyArray<EntityId>;
	/** Settles what concerns one entity. */
	readonly settleAround: (id: EntityId, now: number) => ReadonlyArray<EntityId>;
	/** As last settled; undefined for an entity that is alone. */
	readonly clusterOf: (id: EntityId) => Cluster | undefined;
}

const ALWAYS = () => true;

/** Parties split between two breaths. */
const PARTIES_AT_ONCE = 8;

/** A component that is being settled, in pieces. */
interface Settling {
	readonly work: InPieces;
	/** It had lost a member. */
	readonly isBereft: boolean;
	/** The component's, once they are settled. */
	bodies: ReadonlyArray<Body>;
}

class Clusters {
	private readonly bodies: Bodies;
	/** Parties with members out of reach: their grace ends by time alone. */
	private readonly inGrace = new Set<Party>();
	/** In components that the last round changed. One more look at them may change them again. */
	private unsettled = new Set<Body>();
	private lastNumber = 0;
	/** No body changes before it is over. */
	private settling?: Settling;
	/** They have gone meanwhile, and are taken out when it is over. */
	private readonly leaving = new Set<EntityId>();
	/** Entities whose cluster has changed, and of whom nobody has been told. */
	private changed = new Array<EntityId>();

	constructor(private readonly options: ClusterOptions) {
		this.bodies = new Bodies(options);
	}

	/** Hundreds of questions a second come down to this one. */
	public readonly clusterOf = (id: EntityId): Cluster | undefined =>
		this.leaving.has(id) ? undefined : this.bodies.byId.get(id)?.shown;

	public see({ id, position }: Pick<Entity, "id" | "position">, now: number): void {
		this.finish();
		this.bodies.see(id, position, now);
	}

	public miss(id: EntityId, seenAt: number): void {
		this.finish();
		this.bodies.miss(id, seenAt);
	}

	/** Many may leave at once: none of them makes the others wait for all of a crowd. */
	public remove(id: EntityId): void {
		if (this.settling === undefined) this.bodies.remove(id);
		else this.leaving.add(id);
	}

	public begin(now: number): void {
		this.finish();
		this.bodies.dropMissing(now);
		for (const body of this.unsettled) if (this.bodies.get(body.id) === body) this.bodies.touch(body);
		this.unsettled = new Set();
		for (const party of this.inGrace) for (const body of party.members()) this.bodies.touch(body);
		this.inGrace.clear();
	}

	public isSettled(): boolean {
		return this.settling === undefined && this.changed.isEmpty() && this.bodies.nextTouched() === undefined;
	}

	public isBereft(): boolean {
		return this.bodies.isBereft() || this.settling?.isBereft === true || !this.leaving.isEmpty();
	}

	public settle(now: number, mayGoOn: () => boolean): ReadonlyArray<EntityId> {
		let worked = new Array<ReadonlyArray<Body>>();
		do {
			const settling = this.settling ?? this.begun(this.bodies.nextTouched(), now);
			if (settling === undefined || !settling.work.workWhile(mayGoOn)) break;
			worked.push(settling.bodies);
			this.settling = undefined;
			if (this.leaving.isEmpty()) continue;
			this.conclude(worked);
			worked = [];
			this.takeOutLeaving();
		} while (mayGoOn());
		this.conclude(worked);
		return this.takeChanged();
	}

	public settleAround(id: EntityId, now: number): ReadonlyArray<EntityId> {
		this.finish();
		this.begun(this.bodies.get(id), now);
		this.finish();
		return this.takeChanged();
	}

	/** Ends what is under way, before a body changes. */
	private finish(): void {
		const { settling } = this;
		if (settling === undefined) return;
		settling.work.finish();
		this.settling = undefined;
		this.conclude([settling.bodies]);
		this.takeOutLeaving();
	}

	private takeOutLeaving(): void {
		for (const id of this.leaving) this.bodies.remove(id);
		this.leaving.clear();
	}

	private takeChanged(): ReadonlyArray<EntityId> {
		if (this.changed.isEmpty()) return [];
		const ids = new Set(this.changed);
		this.changed = [];
		return [...ids].filter((id) => this.bodies.get(id) !== undefined).sort();
	}

	private conclude(worked: ReadonlyArray<ReadonlyArray<Body>>): void {
		if (worked.isEmpty()) return;
		this.publish(worked);
		this.report(worked);
	}

	private begun(seed: Body | undefined, now: number): Settling | undefined {
		if (seed === undefined) return undefined;
		const settling: Settling = {
			isBereft: this.bodies.isBereft(),
			bodies: [],
			work: new InPieces((breathe) => {
				settling.bodies = this.settleComponent(seed, now, breathe);
			}),
		};
		this.settling = settling;
		return settling;
	}

	private settleComponent(seed: Body, now: number, breathe: Breathe): ReadonlyArray<Body> {
		const { bodies, contacts } = componentOf(seed, this.bodies, breathe);
		for (const body of bodies) this.bodies.settled(body);
		const parted = this.splitParties(bodies, now, breathe);
		const all = parted.isEmpty() ? contacts : [...contacts, ...this.contactsAmong(parted)];
		joinParties(all, this.options, breathe);
		for (const body of bodies) if (body.apartSince !== undefined) this.inGrace.add(body.party);
		return bodies;
	}

	/** Returns who was in a party before from which members have parted, each party by itself. */
	private splitParties(
		bodies: ReadonlyArray<Body>,
		now: number,
		breathe: Breathe,
	): ReadonlyArray<ReadonlyArray<Body>> {
		const parted = new Array<ReadonlyArray<Body>>();
		let split = 0;
		for (const party of partiesOf([bodies])) {
			if (party.size() === 1) continue;
			const leaving = splitParty(party, now, this.options);
			if (!leaving.isEmpty()) parted.push([...party.members(), ...leaving]);
			split += 1;
			if (split % PARTIES_AT_ONCE === 0) breathe();
		}
		return parted;
	}

	/** Those who were in one party until now may be near enough to join again: another who is apart, too, for example. */
	private contactsAmong(parted: ReadonlyArray<ReadonlyArray<Body>>): ReadonlyArray<Contact> {
		const contacts = new Array<Contact>();
		for (const before of parted) {
			const present = before.filter((body) => !this.bodies.isMissing(body));
			for (const contact of contactsBetween(present, this.options.joinStuds))
				if (contact.a.party !== contact.b.party) contacts.push(contact);
		}
		return contacts;
	}

	/** New clusters get their numbers in the order of their first members. */
	private publish(worked: ReadonlyArray<ReadonlyArray<Body>>): void {
		const parties = [...partiesOf(worked)].filter((party) => party.cluster() === undefined);
		parties.sort((a, b) => a.members()[0].id < b.members()[0].id);
		for (const party of parties) party.publish(() => ++this.lastNumber);
	}

	private report(worked: ReadonlyArray<ReadonlyArray<Body>>): void {
		for (const bodies of worked) {
			const before = this.changed.size();
			for (const body of bodies) {
				const cluster = body.party.cluster();
				if (body.shown === cluster) continue;
				body.shown = cluster;
				this.changed.push(body.id);
			}
			if (this.changed.size() > before) for (const body of bodies) this.unsettled.add(body);
		}
	}
}

function partiesOf(groups: ReadonlyArray<ReadonlyArray<Body>>): ReadonlySet<Party> {
	const parties = new Set<Party>();
	for (const bodies of groups) for (const { party } of bodies) parties.add(party);
	return parties;
}

/** Tracks who is together: the one calculation of nearness that all other rules build on. */
export function createClusterTracker(options: ClusterOptions = CLUSTERS): ClusterTracker {
	const clusters = new Clusters(options);
	return {
		see: (entity, now) => clusters.see(entity, now),
		miss: (id, seenAt) => clusters.miss(id, seenAt),
		remove: (id) => clusters.remove(id),
		begin: (now) => clusters.begin(now),
		isBereft: () => clusters.isBereft(),
		isSettled: () => clusters.isSettled(),
		settle: (now, mayGoOn = ALWAYS) => clusters.settle(now, mayGoOn),
		settleAround: (id, now) => clusters.settleAround(id, now),
		clusterOf: clusters.clusterOf,
	};
}
