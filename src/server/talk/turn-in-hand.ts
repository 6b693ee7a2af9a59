import { NEW_REPLY, type ReplyContext, type ReplyState } from "server/rules/reply/reply-gate";
import type { InPieces } from "server/rules/load/in-pieces";
import type { Mail } from "server/rules/talk/mailbox";

/** One turn, from sending it until all of its reply has been said. */
export interface TurnInHand {
	readonly turnId: string;
	readonly mail: Mail;
	/** Who asked for it: a player, another NPC, or nobody (a greeting). */
	readonly cause: "player" | "npc" | "own";
	/** A player waits for a word: one who spoke, or one who came up to the NPC and asked it to talk. */
	readonly isAwaited: boolean;
	/** With its reply the NPC takes leave. */
	readonly endsTalk: boolean;
	/** What the agent read of it. Set when it is sent. */
	content?: string;
	/** Reads the texts that its reply is judged by. */
	reading?: InPieces;
	/** Set when they have been read. */
	texts?: Pick<ReplyContext, "heard" | "known">;
	/** What its reply is judged by. Set with the first sentence. */
	context?: ReplyContext;
	/** How far its reply has come through the gate. */
	reply: ReplyState;
	/** A reply that turns out to have been a thought begins anew. Sentences of an earlier draft are not said. */
	draft: number;
	/** Sentences that wait to be said. */
	waiting: number;
	/** What has been said of its reply, sentence by sentence. */
	readonly said: Array<string>;
	/** How many of these the text filter refused. */
	refused: number;
	/** All of its reply has had its time. */
	isConcluded: boolean;
	/** `asked`: nothing that players would hear has come of it yet. `stopped`: it said enough, and its agent is stopped. */
	progress: "asked" | "answered" | "stopped";
	/** The NPC says nothing more of it. */
	isWithdrawn: boolean;
	/** A player need not be told anything in its place: nobody listened, or a line of the NPC's own was said. */
	isExcused: boolean;
}

function causeOf({ lines }: Mail): TurnInHand["cause"] {
	if (lines.some((line) => line.wakes && line.from !== "npc")) return "player";
	return lines.some((line) => line.wakes) ? "npc" : "own";
}

export function newTurn(turnId: string, mail: Mail): TurnInHand {
	const cause = causeOf(mail);
	return {
		turnId,
		mail,
		cause,
		isAwaited: cause === "player" || mail.isAwaited,
		endsTalk: mail.lines.some((line) => line.endsTalk === true),
		reply: NEW_REPLY,
		draft: 0,
		waiting: 0,
		said: [],
		refused: 0,
		isConcluded: false,
		progress: "asked",
		isWithdrawn: false,
		isExcused: false,
	};
}

/**
 * True if a player waited for a word and got none: the reply was empty, all thought or wholly withheld. A chosen silence is an answer.
 */
export function leavesPlayerWithoutWords(turn: TurnInHand): boolean {
	const isWordless = turn.isConcluded && turn.isAwaited && turn.refused === turn.said.size();
	return isWordless && !turn.isWithdrawn && !turn.isExcused && !turn.reply.isSilent;
}

/** True for a reply of which something was said and much is left: a player's new line goes before it. */
export function isLong({ said, waiting, progress }: TurnInHand, isUnderWay: boolean): boolean {
	if (said.isEmpty()) return false;
	return waiting >= 2 || (isUnderWay && progress === "answered" && said.size() >= 2);
}
