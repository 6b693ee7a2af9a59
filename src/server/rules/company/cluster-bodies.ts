import type { ClusterOptions } from "./cluster-options";
import { type Body, type Contact, newParty } from "./cluster-party";
import type { Entity, EntityId, Point } from "server/rules/space/entity";
import { distanceBetween } from "server/rules/space/geometry";
import { SpatialGrid } from "server/rules/space/spatial-grid";

function isFinite(point: Point): boolean {
	// NaN and the infinities are the numbers that do not give 0 when taken from themselves.
	return point.x - point.x === 0 && point.y - point.y === 0 && point.z - point.z === 0;
}

/** All bodies, where they are, and which of them are near each other. */
export class Bodies {
	private readonly byId = new Map<EntityId, Body>();
	private readonly grid: SpatialGrid<Body>;
	/** Undefined after a body came or went. */
	private sorted: ReadonlyArray<Body> | undefined;

	constructor(private readonly options: Pick<ClusterOptions, "joinStuds" | "graceSeconds">) {
		this.grid = new SpatialGrid(options.joinStuds);
	}

	public get(id: EntityId): Body | undefined {
		return this.byId.get(id);
	}

	/** Sorted by id, so that nothing depends on the order of a sample. */
	public inOrder(): ReadonlyArray<Body> {
		this.sorted ??= [...this.byId].map(([, body]) => body).sort((a, b) => a.id < b.id);
		return this.sorted;
	}

	/** Moves bodies to where their entities are; new ones start alone. */
	public update(entities: ReadonlyArray<Entity>, now: number): void {
		for (const { id, position } of entities) {
			if (!isFinite(position)) continue;
			const body = this.byId.get(id) ?? this.create(id, position, now);
			body.position = position;
			body.seenAt = now;
			this.grid.put(body);
		}
	}

	/** Removes the bodies in `goneIds` at once, missing ones after the grace, and missing ones without company at once. */
	public removeGone(goneIds: ReadonlyArray<EntityId>, now: number): void {
		for (const id of goneIds) {
			const body = this.byId.get(id);
			if (body !== undefined) this.remove(body);
		}
		for (const body of this.inOrder()) {
			const missing = now - body.seenAt;
			if (missing <= 0) continue;
			// Nobody new joins a missing body, but it keeps its company: it may be back within the grace.
			this.grid.remove(body);
			if (body.party.size() === 1 || missing >= this.options.graceSeconds) this.remove(body);
		}
	}

	/** All pairs of bodies that are near enough to join but in different parties. */
	public contacts(): ReadonlyArray<Contact> {
		const contacts = new Array<Contact>();
		const { joinStuds } = this.options;
		this.grid.forEachNeighbours((a, b) => {
			if (a.party === b.party) return;
			const distance = distanceBetween(a.position, b.position);
			if (distance < joinStuds) contacts.push({ a, b, distance });
		});
		return contacts;
	}

	private create(id: EntityId, position: Point, now: number): Body {
		const body = { id, position, seenAt: now } as Body;
		newParty([body]);
		this.byId.set(id, body);
		this.sorted = undefined;
		return body;
	}

	private remove(body: Body): void {
		body.party.remove(body);
		this.byId.delete(body.id);
		this.grid.remove(body);
		this.sorted = undefined;
	}
}
