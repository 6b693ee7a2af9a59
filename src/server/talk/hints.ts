import { LIMITS } from "server/constants/rules";
import type { EntityId } from "server/rules/space/entity";

export type HintKind = "tooFast" | "resting";

/** What an NPC says, in its own voice, to a player who has reached a limit. */
const LINES: Readonly<Record<HintKind, string>> = {
	tooFast: "Easy now, one thing at a time! My head is spinning.",
	resting: "We have talked for so long! Let me rest my voice a while, and come by again later.",
};

/** NPCs tell a player of a limit now and then, not with every line. */
export class Hints {
	private readonly lastAt = new Map<EntityId, number>();

	/** Undefined: stay silent. `now` in seconds. */
	public take(playerId: EntityId, kind: HintKind, now: number): string | undefined {
		if (now - (this.lastAt.get(playerId) ?? -math.huge) < LIMITS.hintSeconds) return undefined;
		this.lastAt.set(playerId, now);
		return LINES[kind];
	}

	public forget(playerId: EntityId): void {
		this.lastAt.delete(playerId);
	}
}
