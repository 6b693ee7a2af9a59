import { type Entity, type EntityId, npcIdOf, type Point } from "server/rules/space/entity";
import { distanceBetween } from "server/rules/space/geometry";
import type { ZoneMap } from "server/rules/space/zone-map";
import { SpatialGrid } from "server/rules/space/spatial-grid";

/** Studs: twice the farthest that a line is heard, and half of what a drowsy NPC is away from players. */
const CELL_STUDS = 80;

/** Somebody as of the last look at them. */
export class Seen {
	public readonly npcId?: string;
	/** What the world gave. */
	public raw: Entity;
	/** The same, with what only our services know. */
	public entity: Entity;
	public position: Point;
	/** False while they have no body. */
	public isThere = true;
	/** When they were last there, seconds. */
	public seenAt: number;
	/** Their location was last worked out with these zones; undefined before the first time. */
	public zones?: ZoneMap;
	/** Time alone may change their location. */
	public isBetweenLocations = false;

	constructor(
		public readonly id: EntityId,
		entity: Entity,
		now: number,
	) {
		this.npcId = npcIdOf(id);
		this.raw = entity;
		this.entity = entity;
		this.position = entity.position;
		this.seenAt = now;
	}
}

/** Everybody in the world, each as of the last look at them. */
export class Sight {
	private readonly byId = new Map<EntityId, Seen>();
	private readonly present = new Map<EntityId, Entity>();
	private readonly playersWithBody = new Map<EntityId, Seen>();
	private readonly grid = new SpatialGrid<Seen>(CELL_STUDS);

	/** Undefined for somebody without a body. Hundreds of questions a second come down to this one. */
	public readonly entity = (id: EntityId): Entity | undefined => this.present.get(id);

	public get(id: EntityId): Seen | undefined {
		return this.byId.get(id);
	}

	/** Takes in somebody, or a new look at them. */
	public put(seen: Seen, entity: Entity): void {
		seen.entity = entity;
		seen.position = entity.position;
		seen.isThere = true;
		this.byId.set(seen.id, seen);
		this.present.set(seen.id, entity);
		this.grid.put(seen);
		if (entity.kind === "player") this.playersWithBody.set(seen.id, seen);
	}

	/** They have no body now. */
	public lose(seen: Seen): void {
		seen.isThere = false;
		this.present.delete(seen.id);
		this.grid.remove(seen);
		this.playersWithBody.delete(seen.id);
	}

	public delete(id: EntityId): void {
		const seen = this.byId.get(id);
		if (seen === undefined) return;
		this.lose(seen);
		this.byId.delete(id);
	}

	public players(): ReadonlyArray<Entity> {
		const players = new Array<Entity>();
		for (const [, { entity }] of this.playersWithBody) players.push(entity);
		return players;
	}

	/** Everybody at most `studs` from a point, in no particular order. */
	public near(point: Point, studs: number): ReadonlyArray<Entity> {
		const entities = new Array<Entity>();
		this.grid.forEachWithin(point, studs, ({ entity }) => entities.push(entity));
		return entities;
	}
}

/** True if two looks at somebody show them at different places. */
export function hasMoved(before: Point, after: Point): boolean {
	return before !== after && distanceBetween(before, after) > 0;
}
