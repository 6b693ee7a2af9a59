import { ATTENTION } from "server/constants/rules";
import type { Entity, EntityId, Point } from "server/rules/space/entity";
import { SpatialGrid } from "server/rules/space/spatial-grid";

/**
 * How much an NPC costs. `awake`: a player is near, or it is in a conversation. `drowsy`: players can see it from afar.
 * `asleep`: nobody would notice; nothing is sent for it.
 */
export type AttentionTier = "awake" | "drowsy" | "asleep";

/** An NPC is in another tier than before. */
export interface AttentionChange {
	readonly id: EntityId;
	/** Undefined when first seen. */
	readonly from: AttentionTier | undefined;
	readonly to: AttentionTier;
}

export interface AttentionTracker {
	/** Call with everybody there is: who is missing is forgotten. */
	readonly step: (
		entities: ReadonlyArray<Entity>,
		isTalking: (id: EntityId) => boolean,
	) => ReadonlyArray<AttentionChange>;
	/** `asleep` for whom it does not know. */
	readonly tierOf: (id: EntityId) => AttentionTier;
	/** True while a player is near enough to see what an NPC does; without the tiers' hysteresis. */
	readonly isWatched: (id: EntityId) => boolean;
	/** Multiplies the tiers' distances, from the next step on; 1, the most, is as the options say. */
	readonly setScale: (scale: number) => void;
}

export type AttentionOptions = Readonly<typeof ATTENTION>;

interface Regard {
	tier: AttentionTier;
	/** Studs to the nearest player, as far as it matters. */
	nearestStuds: number;
}

interface Watcher {
	position: Point;
}

/** Says how much attention each NPC gets: cost follows the players, not the number of NPCs. */
export function createAttentionTracker(options: AttentionOptions = ATTENTION): AttentionTracker {
	const farthestStuds = options.drowsyStuds + options.hysteresisStuds;
	const regards = new Map<EntityId, Regard>();
	const watchers = new Map<EntityId, Watcher>();
	const grid = new SpatialGrid<Watcher>(farthestStuds);
	let scale = 1;

	function placeWatchers(entities: ReadonlyArray<Entity>): void {
		const seen = new Set<EntityId>();
		for (const { id, kind, position } of entities) {
			if (kind !== "player") continue;
			seen.add(id);
			const watcher = watchers.get(id) ?? { position };
			watcher.position = position;
			watchers.set(id, watcher);
			grid.put(watcher);
		}
		for (const [id, watcher] of watchers) {
			if (seen.has(id)) continue;
			watchers.delete(id);
			grid.remove(watcher);
		}
	}

	function nearestWatcher(position: Point): number {
		let nearest = math.huge;
		grid.forEachWithin(position, farthestStuds, (_, distance) => {
			nearest = math.min(nearest, distance);
		});
		return nearest;
	}

	/** A tier is entered at its own distance and left only `hysteresisStuds` beyond it. */
	function tierAt(nearestStuds: number, before: AttentionTier | undefined): AttentionTier {
		const awakeSlack = before === "awake" ? options.hysteresisStuds : 0;
		if (nearestStuds <= options.awakeStuds * scale + awakeSlack) return "awake";
		const drowsySlack = before === "awake" || before === "drowsy" ? options.hysteresisStuds : 0;
		return nearestStuds <= options.drowsyStuds * scale + drowsySlack ? "drowsy" : "asleep";
	}

	function forgetMissing(seen: ReadonlySet<EntityId>): void {
		for (const [id] of regards) {
			if (!seen.has(id)) regards.delete(id);
		}
	}

	return {
		step: (entities, isTalking) => {
			placeWatchers(entities);
			const changes = new Array<AttentionChange>();
			const seen = new Set<EntityId>();
			for (const { id, kind, position } of entities) {
				if (kind !== "npc") continue;
				seen.add(id);
				const from = regards.get(id)?.tier;
				const nearestStuds = nearestWatcher(position);
				const to = isTalking(id) ? "awake" : tierAt(nearestStuds, from);
				regards.set(id, { tier: to, nearestStuds });
				if (to !== from) changes.push({ id, from, to });
			}
			forgetMissing(seen);
			return changes.sort((a, b) => a.id < b.id);
		},
		tierOf: (id) => regards.get(id)?.tier ?? "asleep",
		isWatched: (id) => (regards.get(id)?.nearestStuds ?? math.huge) <= options.drowsyStuds * scale,
		setScale: (newScale) => {
			scale = math.min(newScale, 1);
		},
	};
}
