import { DEDUPE } from "server/constants/rules";
import type { EntityId } from "server/rules/space/entity";

/** Remembers the latest messages of each speaker: the text channel reports a message once for each recipient. */
export interface LineDedupe {
	/** True for the first report of a message. */
	readonly accept: (speakerId: EntityId, messageId: string) => boolean;
	readonly forget: (speakerId: EntityId) => void;
}

/** @param maxIdsPerSpeaker message ids remembered for each speaker */
export function createLineDedupe(maxIdsPerSpeaker = DEDUPE.maxIdsPerSpeaker): LineDedupe {
	/** Oldest first. */
	const idsOf = new Map<EntityId, ReadonlyArray<string>>();

	return {
		accept: (speakerId, messageId) => {
			const ids = idsOf.get(speakerId) ?? [];
			if (ids.includes(messageId)) return false;
			const surplus = ids.size() + 1 - maxIdsPerSpeaker;
			idsOf.set(speakerId, [...ids.filter((_, index) => index >= surplus), messageId]);
			return true;
		},
		forget: (speakerId) => {
			idsOf.delete(speakerId);
		},
	};
}
