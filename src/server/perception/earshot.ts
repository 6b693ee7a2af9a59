import { HEARING } from "server/constants/rules";
import { type Entity, type EntityId, userIdOf } from "server/rules/space/entity";
import { type Heard, playersInEarshot, whoHears } from "server/rules/company/hearing";
import type { PerceptionService } from "./perception-service";

type Perception = Pick<PerceptionService, "entity" | "near" | "clusterOf">;

function hearingAround(perception: Perception, speaker: Entity) {
	return {
		speakerId: speaker.id,
		position: speaker.position,
		entities: perception.near(speaker.position, math.max(HEARING.earshotStuds, HEARING.alwaysStuds)),
		clusterOf: perception.clusterOf,
	};
}

/** The NPCs that hear `speaker`, nearest first. */
export function npcsHearing(perception: Perception, speaker: Entity): ReadonlyArray<Heard> {
	return whoHears(hearingAround(perception, speaker));
}

/** The players who hear `speaker`, nearest first, without the speaker. */
export function playersHearing(perception: Perception, speaker: Entity): ReadonlyArray<Heard> {
	return playersInEarshot(hearingAround(perception, speaker));
}

/** The user ids of the players who hear `speakerId`, nearest first; none if it has no body. */
export function usersHearing(perception: Perception, speakerId: EntityId): ReadonlyArray<number> {
	const speaker = perception.entity(speakerId);
	if (speaker === undefined) return [];
	return playersHearing(perception, speaker).mapFiltered(({ id }) => userIdOf(id));
}
