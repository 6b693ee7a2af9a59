import type { Clock } from "server/ports";
import { HEARING } from "shared/constants";
import type { Entity } from "shared/core/entity";
import { groundDistance } from "shared/core/geometry";
import type { Talks } from "shared/core/talks";
import type { InteractionService } from "./interaction-service";
import type { Npc } from "./npc-manager";

export interface TalkPartnersDeps {
	readonly clock: Clock;
	readonly talks: Talks;
	readonly interaction: Pick<InteractionService, "entity">;
	/** Its agent's answer is still to come. */
	readonly isThinking: (npcId: string) => boolean;
}

/** Whom an NPC is in talk with, as long as they are there to hear it. */
export type TalkPartnerOf = (npc: Pick<Npc, "entityId" | "definition">) => Entity | undefined;

/** The one notion of a talk, by which both an NPC's attention and its behaviour go. */
export function createTalkPartners(deps: TalkPartnersDeps): TalkPartnerOf {
	const { clock, talks, interaction, isThinking } = deps;
	return ({ entityId, definition }) => {
		const partnerId = talks.partnerOf(entityId, clock.now(), isThinking(definition.npcId));
		if (partnerId === undefined) return undefined;
		const npc = interaction.entity(entityId);
		const partner = interaction.entity(partnerId);
		const isInEarshot =
			npc !== undefined &&
			partner !== undefined &&
			groundDistance(npc.position, partner.position) <= HEARING.earshotStuds;
		if (isInEarshot) return partner;
		talks.end(entityId);
		return undefined;
	};
}
