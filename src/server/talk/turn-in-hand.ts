import type { Mail } from "server/rules/talk/mailbox";

/** One turn, from sending it until all of its reply has been said. */
export interface TurnInHand {
	readonly turnId: string;
	readonly mail: Mail;
	/** Who asked for it: a player, another NPC, or nobody (a greeting). */
	readonly cause: "player" | "npc" | "own";
	/** With its reply the NPC takes leave. */
	readonly endsTalk: boolean;
	/** What has been said of its reply, sentence by sentence. */
	readonly said: Array<string>;
	/** The first sentence has come. */
	hasSentence: boolean;
	/** The NPC says nothing more of it. */
	isWithdrawn: boolean;
}

function causeOf({ lines }: Mail): TurnInHand["cause"] {
	if (lines.some((line) => line.wakes && line.from !== "npc")) return "player";
	return lines.some((line) => line.wakes) ? "npc" : "own";
}

export function newTurn(turnId: string, mail: Mail): TurnInHand {
	const endsTalk = mail.lines.some((line) => line.endsTalk === true);
	return { turnId, mail, cause: causeOf(mail), endsTalk, said: [], hasSentence: false, isWithdrawn: false };
}
