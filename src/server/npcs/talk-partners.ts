import type { Clock } from "server/ports";
import { HEARING } from "server/constants/rules";
import type { Entity, EntityId } from "server/rules/space/entity";
import { groundDistance } from "server/rules/space/geometry";
import type { Talks } from "server/rules/talk/talks";
import type { PerceptionService } from "server/perception/perception-service";
import type { Npc } from "./npc-manager";

export interface TalkPartnersDeps {
	readonly clock: Pick<Clock, "now">;
	readonly talks: Pick<Talks, "partnerOf">;
	readonly perception: Pick<PerceptionService, "entity">;
}

/** Whom an NPC talks with, as long as they are in earshot of each other. */
export type TalkPartnerOf = (npc: Pick<Npc, "entityId">, now?: number) => Entity | undefined;

/** True if two who talk are too far apart to hear each other, or one of them is not in the world. */
export function haveParted(
	perception: Pick<PerceptionService, "entity">,
	npcId: EntityId,
	partnerId: EntityId,
): boolean {
	const npc = perception.entity(npcId);
	const partner = perception.entity(partnerId);
	if (npc === undefined || partner === undefined) return true;
	return groundDistance(npc.position, partner.position) > HEARING.earshotStuds;
}

/** Attention and behaviour of an NPC depend on this one answer. */
export function createTalkPartners({ clock, talks, perception }: TalkPartnersDeps): TalkPartnerOf {
	return ({ entityId }, now = clock.now()) => {
		const partnerId = talks.partnerOf(entityId, now);
		if (partnerId === undefined || haveParted(perception, entityId, partnerId)) return undefined;
		return perception.entity(partnerId);
	};
}
