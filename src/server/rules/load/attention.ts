import { ATTENTION } from "server/constants/rules";
import type { Entity, EntityId, Point } from "server/rules/space/entity";
import { SpatialGrid } from "server/rules/space/spatial-grid";

/**
 * How much an NPC may cost. `awake`: a player is near, or it is in a talk. `drowsy`: players can see it from afar.
 * `asleep`: no player would miss it, and nothing is sent for it.
 */
export type AttentionTier = "awake" | "drowsy" | "asleep";

/** An NPC is in another tier than before. */
export interface AttentionChange {
	readonly id: EntityId;
	/** Undefined at first sight. */
	readonly from: AttentionTier | undefined;
	readonly to: AttentionTier;
}

/** Keeps the tiers of all NPCs from step to step. */
export interface AttentionTracker {
	/** Call with all entities: missing ones are forgotten. */
	readonly step: (
		entities: ReadonlyArray<Entity>,
		isTalking: (id: EntityId) => boolean,
	) => ReadonlyArray<AttentionChange>;
	/** `asleep` for an unknown NPC. */
	readonly tierOf: (id: EntityId) => AttentionTier;
	/** True while a player is near enough to see what an NPC does; without the tiers' hysteresis. */
	readonly isWatched: (id: EntityId) => boolean;
	/** Multiplies the tiers' distances from the next step on; at most 1. */
	readonly setScale: (scale: number) => void;
}

/** How near players must be. `ATTENTION` has the numbers and their reasons. */
export interface AttentionOptions {
	/** Studs to the nearest player within which an NPC is awake. */
	readonly awakeStuds: number;
	/** Studs within which it is drowsy; beyond, it is asleep. */
	readonly drowsyStuds: number;
	/** Studs beyond a tier's distance before an NPC drops out of the tier. */
	readonly hysteresisStuds: number;
}

interface Regard {
	readonly tier: AttentionTier;
	/** Studs to the nearest player; infinite beyond all tiers. */
	readonly nearestStuds: number;
}

interface Watcher {
	position: Point;
}

/** The players, as NPCs see them. */
class Watchers {
	private readonly byId = new Map<EntityId, Watcher>();
	private readonly grid: SpatialGrid<Watcher>;

	constructor(private readonly sightStuds: number) {
		this.grid = new SpatialGrid(sightStuds);
	}

	public place(entities: ReadonlyArray<Entity>): void {
		const here = new Set<EntityId>();
		for (const { id, kind, position } of entities) {
			if (kind !== "player") continue;
			here.add(id);
			const watcher = this.byId.get(id) ?? { position };
			watcher.position = position;
			this.byId.set(id, watcher);
			this.grid.put(watcher);
		}
		for (const [id, watcher] of this.byId) {
			if (here.has(id)) continue;
			this.byId.delete(id);
			this.grid.remove(watcher);
		}
	}

	/** Studs to the nearest player; infinite if none is in sight. */
	public nearestTo(position: Point): number {
		let nearest = math.huge;
		this.grid.forEachWithin(position, this.sightStuds, (_, distance) => {
			nearest = math.min(nearest, distance);
		});
		return nearest;
	}
}

/** An NPC enters a tier at the tier's distance, and leaves it only `hysteresisStuds` beyond. */
function tierAt(
	nearestStuds: number,
	before: AttentionTier | undefined,
	{ awakeStuds, drowsyStuds, hysteresisStuds }: AttentionOptions,
): AttentionTier {
	const awakeSlack = before === "awake" ? hysteresisStuds : 0;
	if (nearestStuds <= awakeStuds + awakeSlack) return "awake";
	const drowsySlack = before === "awake" || before === "drowsy" ? hysteresisStuds : 0;
	return nearestStuds <= drowsyStuds + drowsySlack ? "drowsy" : "asleep";
}

/** Tracks how much attention each NPC gets: cost follows the players, not the number of NPCs. */
export function createAttentionTracker(options: AttentionOptions = ATTENTION): AttentionTracker {
	let regards = new Map<EntityId, Regard>();
	const watchers = new Watchers(options.drowsyStuds + options.hysteresisStuds);
	/** The options, scaled. */
	let reach = options;

	return {
		step: (entities, isTalking) => {
			watchers.place(entities);
			const changes = new Array<AttentionChange>();
			const updated = new Map<EntityId, Regard>();
			for (const { id, kind, position } of entities) {
				if (kind !== "npc") continue;
				const from = regards.get(id)?.tier;
				const nearestStuds = watchers.nearestTo(position);
				const to = isTalking(id) ? "awake" : tierAt(nearestStuds, from, reach);
				updated.set(id, { tier: to, nearestStuds });
				if (to !== from) changes.push({ id, from, to });
			}
			regards = updated;
			return changes.sort((a, b) => a.id < b.id);
		},
		tierOf: (id) => regards.get(id)?.tier ?? "asleep",
		isWatched: (id) => (regards.get(id)?.nearestStuds ?? math.huge) <= reach.drowsyStuds,
		setScale: (wanted) => {
			const scale = math.min(wanted, 1);
			reach = {
				...options,
				awakeStuds: options.awakeStuds * scale,
				drowsyStuds: options.drowsyStuds * scale,
			};
		},
	};
}
