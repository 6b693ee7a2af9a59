import { BEHAVIOUR } from "server/constants/rules";
import type { Entity } from "server/rules/space/entity";
import { facingOf, groundDistance } from "server/rules/space/geometry";
import type { PerceptionService } from "./perception-service";

/** The nearest player who stands close in front of an NPC and looks at it. */
export function findOnlooker(
	npc: Entity,
	perception: Pick<PerceptionService, "clusterOf" | "entity">,
): Entity | undefined {
	let nearest: Entity | undefined;
	let nearestStuds = BEHAVIOUR.onlookerStuds;
	for (const id of perception.clusterOf(npc.id)?.players ?? []) {
		const other = perception.entity(id);
		if (other === undefined) continue;
		const distance = groundDistance(npc.position, other.position);
		if (distance > nearestStuds || facingOf(other, npc.position) < BEHAVIOUR.onlookerFacing) continue;
		nearest = other;
		nearestStuds = distance;
	}
	return nearest;
}
