import type { Clock } from "server/ports";
import { HEARING } from "server/constants/rules";
import type { Entity } from "server/rules/space/entity";
import { groundDistance } from "server/rules/space/geometry";
import type { Talks } from "server/rules/talk/talks";
import type { PerceptionService } from "server/perception/perception-service";
import type { Npc } from "./npc-manager";

export interface TalkPartnersDeps {
	readonly clock: Clock;
	readonly talks: Talks;
	readonly perception: Pick<PerceptionService, "entity">;
	/** Its agent's answer is still to come. */
	readonly isThinking: (npcId: string) => boolean;
}

/** Whom an NPC is in talk with, as long as they are there to hear it. */
export type TalkPartnerOf = (npc: Pick<Npc, "entityId" | "definition">) => Entity | undefined;

/** The one notion of a talk, by which both an NPC's attention and its behaviour go. */
export function createTalkPartners(deps: TalkPartnersDeps): TalkPartnerOf {
	const { clock, talks, perception, isThinking } = deps;
	return ({ entityId, definition }) => {
		const partnerId = talks.partnerOf(entityId, clock.now(), isThinking(definition.npcId));
		if (partnerId === undefined) return undefined;
		const npc = perception.entity(entityId);
		const partner = perception.entity(partnerId);
		const isInEarshot =
			npc !== undefined &&
			partner !== undefined &&
			groundDistance(npc.position, partner.position) <= HEARING.earshotStuds;
		if (isInEarshot) return partner;
		talks.end(entityId);
		return undefined;
	};
}
