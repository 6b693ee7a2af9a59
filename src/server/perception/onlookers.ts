import { BEHAVIOUR } from "server/constants/rules";
import type { Entity } from "server/rules/space/entity";
import type { PerceptionService } from "./perception-service";

/**
 * The nearest player who stands close in front of an NPC and looks at it. Every awake NPC asks several times a second, so this
 * calls no function that it can do without.
 */
export function findOnlooker(
	npc: Entity,
	perception: Pick<PerceptionService, "clusterOf" | "entity">,
): Entity | undefined {
	const cluster = perception.clusterOf(npc.id);
	if (cluster === undefined) return undefined;
	const { x, z } = npc.position;
	let nearest: Entity | undefined;
	let nearestStuds = BEHAVIOUR.onlookerStuds;
	for (const id of cluster.players) {
		const other = perception.entity(id);
		if (other?.facing === undefined) continue;
		const dx = x - other.position.x;
		const dz = z - other.position.z;
		const distance = math.sqrt(dx * dx + dz * dz);
		if (distance > nearestStuds) continue;
		// The cosine of the angle between where the player looks and the NPC, times the distance.
		const ahead = dx * other.facing.x + dz * other.facing.z;
		if (distance === 0 || ahead < BEHAVIOUR.onlookerFacing * distance) continue;
		nearest = other;
		nearestStuds = distance;
	}
	return nearest;
}
