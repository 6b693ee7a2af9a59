import { LIMITS } from "server/constants/rules";
import type { EntityId } from "server/rules/space/entity";

/**
 * How a player's conversation stands: `free`; `windUp` (said once): it has lasted as long as it may, and the answer to
 * this line is to be a goodbye; `resting`: it is over, and a new one begins after a while.
 */
export type TalkPhase = "free" | "windUp" | "resting";

export interface TalkTimeOptions {
	/** Seconds of one conversation, with whichever NPCs. */
	readonly maxTalkSeconds: number;
	/** Seconds without a line after which a conversation is over by itself. */
	readonly talkGapSeconds: number;
	/** Seconds for which NPCs do not answer after one has been wound up. */
	readonly talkRestSeconds: number;
}

interface Conversation {
	startedAt: number;
	lastAt: number;
	restingSince?: number;
}

/** Limits how long a player talks without a pause: Roblox counts endless talk with an AI as an extended interaction. */
export class TalkTime {
	private readonly conversations = new Map<EntityId, Conversation>();

	constructor(private readonly options: TalkTimeOptions = LIMITS) {}

	/** A player says a line to an NPC. `now` in seconds. */
	public line(playerId: EntityId, now: number): TalkPhase {
		const { maxTalkSeconds, talkGapSeconds, talkRestSeconds } = this.options;
		const known = this.conversations.get(playerId);
		if (known?.restingSince !== undefined && now - known.restingSince < talkRestSeconds) return "resting";
		if (known === undefined || known.restingSince !== undefined || now - known.lastAt > talkGapSeconds) {
			this.conversations.set(playerId, { startedAt: now, lastAt: now });
			return "free";
		}
		known.lastAt = now;
		if (now - known.startedAt < maxTalkSeconds) return "free";
		known.restingSince = now;
		return "windUp";
	}

	public forget(playerId: EntityId): void {
		this.conversations.delete(playerId);
	}
}
