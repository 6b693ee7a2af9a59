import { BEHAVIOUR } from "shared/constants";
import type { Entity } from "shared/core/entity";
import { facingOf } from "shared/core/facing";
import { groundDistance } from "shared/core/geometry";
import type { InteractionService } from "./interaction-service";

/** The nearest player who stands close before an NPC and looks at it. */
export function findOnlooker(
	npc: Entity,
	interaction: Pick<InteractionService, "clusterOf" | "entity">,
): Entity | undefined {
	let nearest: Entity | undefined;
	let nearestStuds = BEHAVIOUR.noticeStuds;
	for (const id of interaction.clusterOf(npc.id)?.members ?? []) {
		const other = interaction.entity(id);
		if (other?.kind !== "player") continue;
		const distance = groundDistance(npc.position, other.position);
		if (distance > nearestStuds || facingOf(other, npc.position) < BEHAVIOUR.noticeFacing) continue;
		nearest = other;
		nearestStuds = distance;
	}
	return nearest;
}
