import type { TrueEntity } from "../ground-truth.ts";
import { RULES } from "./rules.ts";

export type Tier = "awake" | "drowsy" | "asleep";

export const TIERS: ReadonlyArray<Tier> = ["awake", "drowsy", "asleep"];

/** The attention that an NPC must get at the nearest player's distance; on an edge, the lesser. */
export function tierOf(npc: TrueEntity, players: ReadonlyArray<TrueEntity>): Tier {
	let nearest = Infinity;
	for (const { x, y, z } of players) nearest = Math.min(nearest, Math.hypot(npc.x - x, npc.y - y, npc.z - z));
	if (nearest <= RULES.awakeStuds) return "awake";
	return nearest <= RULES.drowsyStuds + RULES.tierSlackStuds ? "drowsy" : "asleep";
}
