import type { EntityId, Point } from "server/rules/space/entity";
import { distanceBetween } from "server/rules/space/geometry";

/** An entity as the cluster rules see it. */
export interface Body {
	readonly id: EntityId;
	position: Point;
	/** When it was last in a sample, seconds. */
	seenAt: number;
	party: Party;
	/** Since when it is out of reach of its party's main part, seconds. */
	apartSince?: number;
}

/** Two bodies of different parties that are near enough to join. */
export interface Contact {
	readonly a: Body;
	readonly b: Body;
	/** Studs. */
	readonly distance: number;
}

/** Entities that are together: two at least. The object stays the same for as long as its members do. */
export interface Cluster {
	/** Stays with the larger part through merge and split; never used again. */
	readonly id: string;
	/** Sorted. */
	readonly members: ReadonlyArray<EntityId>;
}

/** Bodies that are together, or one that is alone; every body is in exactly one. */
export class Party {
	/** Set while it has company; a lone body is in no cluster. */
	private clusterNumber?: number;
	/** What the world sees of it; undefined until its members have been published. */
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

	/** Smaller is older; a party that is no cluster yet is the youngest. */
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

	/** Takes all of the other's members, which is empty after. */
	public absorb(other: Party): void {
		for (const body of [...other.bodies]) {
			other.remove(body);
			this.add(body);
		}
	}

	/** Makes its members known as a cluster; a new one takes its number from `nextNumber`. */
	public publish(nextNumber: () => number): void {
		if (this.bodies.size() < 2) {
			this.clusterNumber = undefined;
			return;
		}
		if (this.view !== undefined) return;
		this.clusterNumber ??= nextNumber();
		this.view = { id: `c${this.clusterNumber}`, members: this.bodies.map((body) => body.id) };
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

	/** Its members, the farthest from a point first; of equals the one whose id comes last. */
	public farthestFirst(point: Point): ReadonlyArray<{ readonly body: Body; readonly distance: number }> {
		const measured = this.bodies.map((body) => ({ body, distance: distanceBetween(body.position, point) }));
		return measured.sort((a, b) =>
			a.distance === b.distance ? a.body.id > b.body.id : a.distance > b.distance,
		);
	}
}

/** Puts a body, or several that are in no party any more, into a party of their own. */
export function newParty(bodies: ReadonlyArray<Body>): Party {
	const party = new Party();
	for (const body of bodies) party.add(body);
	return party;
}

/** True for the party whose cluster lives on when the two merge: the larger, then the older, then by id. */
export function outranks(a: Party, b: Party): boolean {
	if (a.size() !== b.size()) return a.size() > b.size();
	if (a.age() !== b.age()) return a.age() < b.age();
	return a.members()[0].id < b.members()[0].id;
}
