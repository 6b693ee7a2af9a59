import { type EntityId, isPlayerId, type Point } from "server/rules/space/entity";
import { distanceBetween } from "server/rules/space/geometry";

/** An entity as the cluster rules see it. */
export interface Body {
	readonly id: EntityId;
	position: Point;
	/** When it was last seen, seconds; only of a body that is missing now. */
	seenAt: number;
	party: Party;
	/** Its cluster as last reported. */
	shown?: Cluster;
	/** Since when it has been out of reach of its party's main part, seconds. */
	apartSince?: number;
	/** The last search that has found it. */
	foundBy?: number;
}

/** Two bodies of different parties that are near enough to join. */
export interface Contact {
	readonly a: Body;
	readonly b: Body;
	/** Studs. */
	readonly distance: number;
}

/** Two or more entities that are together. The object stays the same while its members do. */
export interface Cluster {
	/** Stays with the larger part through merge and split; no other cluster ever gets it. */
	readonly id: string;
	/** Sorted. */
	readonly members: ReadonlyArray<EntityId>;
	/** The players among them. */
	readonly players: ReadonlyArray<EntityId>;
}

/** Bodies that are together, or one that is alone. Every body is in exactly one party. */
export class Party {
	/** The last search that has found it. */
	public foundBy?: number;
	/** Set while it has company; a lone body is in no cluster. */
	private clusterNumber?: number;
	/** Its cluster as published; undefined when its members have changed since. */
	private view?: Cluster;
	private readonly bodies = new Array<Body>();

	/** Sorted by id. */
	public members(): ReadonlyArray<Body> {
		return this.bodies;
	}

	public size(): number {
		return this.bodies.size();
	}

	/** Its cluster as last published; a lone body has none. */
	public cluster(): Cluster | undefined {
		return this.view;
	}

	/** Smaller is older; a party without a cluster is the youngest. */
	public age(): number {
		return this.clusterNumber ?? math.huge;
	}

	/** Keeps them sorted by id: sums over them must not depend on who came first. */
	public add(body: Body): void {
		const at = this.bodies.findIndex((other) => other.id > body.id);
		this.bodies.insert(at === -1 ? this.bodies.size() : at, body);
		body.party = this;
		body.apartSince = undefined;
		this.view = undefined;
	}

	public remove(body: Body): void {
		this.bodies.remove(this.bodies.indexOf(body));
		this.view = undefined;
	}

	/** Takes all members of the other party, which is empty afterwards. */
	public absorb(other: Party): void {
		for (const body of [...other.bodies]) {
			other.remove(body);
			this.add(body);
		}
	}

	/** Publishes its members as a cluster; a new cluster takes its number from `nextNumber`. */
	public publish(nextNumber: () => number): void {
		if (this.bodies.size() < 2) {
			this.clusterNumber = undefined;
			return;
		}
		if (this.view !== undefined) return;
		this.clusterNumber ??= nextNumber();
		const members = this.bodies.map((body) => body.id);
		this.view = { id: `c${this.clusterNumber}`, members, players: members.filter(isPlayerId) };
	}

	public center(): Point {
		let [x, y, z] = [0, 0, 0];
		for (const { position } of this.bodies) {
			x += position.x;
			y += position.y;
			z += position.z;
		}
		const count = this.bodies.size();
		return { x: x / count, y: y / count, z: z / count };
	}

	/** Its members, the farthest from a point first; of equals the last by id first. */
	public farthestFirst(point: Point): ReadonlyArray<{ readonly body: Body; readonly distance: number }> {
		const measured = this.bodies.map((body) => ({ body, distance: distanceBetween(body.position, point) }));
		return measured.sort((a, b) =>
			a.distance === b.distance ? a.body.id > b.body.id : a.distance > b.distance,
		);
	}
}

/** Puts bodies that are in no party into one of their own. */
export function newParty(bodies: ReadonlyArray<Body>): Party {
	const party = new Party();
	for (const body of bodies) party.add(body);
	return party;
}

/** True if the cluster of `a` survives a merge with `b`: the larger does, then the older, then the first by id. */
export function outranks(a: Party, b: Party): boolean {
	if (a.size() !== b.size()) return a.size() > b.size();
	if (a.age() !== b.age()) return a.age() < b.age();
	return a.members()[0].id < b.members()[0].id;
}
