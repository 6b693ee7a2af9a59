import type { Clock } from "server/ports";
import { type Mail, Mailbox } from "server/rules/talk/mailbox";
import { createSpeechPacer, type SpeechPacer } from "./speech-pacer";

/** One turn, from when it is sent until all of its reply has been said. */
export interface TurnInHand {
	readonly turnId: string;
	readonly mail: Mail;
	/** Who asked for it: a player, another NPC, or nobody (a greeting). */
	readonly cause: "player" | "npc" | "own";
	/** What has been said of its reply, sentence by sentence. */
	readonly said: Array<string>;
	/** The first sentence has come. */
	hasSentence: boolean;
	/** Nothing more of it is said. */
	isWithdrawn: boolean;
	/** With it the NPC takes leave. */
	readonly endsTalk: boolean;
}

function causeOf({ lines }: Mail): TurnInHand["cause"] {
	if (lines.some((line) => line.wakes && line.from !== "npc")) return "player";
	return lines.some((line) => line.wakes) ? "npc" : "own";
}

/** What one NPC has heard, what it thinks of and what it is saying. */
export class NpcMind {
	public readonly mailbox = new Mailbox();
	public readonly pacer: SpeechPacer;
	/** The turn that is under way. */
	public turn?: TurnInHand;
	/** It has had its turns for now, and is tried again. */
	public isRetryPlanned = false;
	/** Turns whose replies are still being said, oldest first. */
	private saying: ReadonlyArray<TurnInHand> = [];

	constructor(clock: Pick<Clock, "now" | "after">) {
		this.pacer = createSpeechPacer(clock);
	}

	public begin(turnId: string, mail: Mail): TurnInHand {
		const endsTalk = mail.lines.some((line) => line.endsTalk === true);
		const state = { said: [], hasSentence: false, isWithdrawn: false };
		const turn: TurnInHand = { turnId, mail, cause: causeOf(mail), endsTalk, ...state };
		this.turn = turn;
		return turn;
	}

	/** Its agent is done with the turn. */
	public end(turn: TurnInHand): void {
		if (this.turn === turn) this.turn = undefined;
		this.saying = [...this.saying, turn];
		this.pacer.whenSaid(() => {
			this.saying = this.saying.filter((other) => other !== turn);
		});
	}

	/** Nothing more is said of what has been thought of so far. */
	public hush(): void {
		this.pacer.clear();
		this.saying = [];
	}

	/** Turns of which something may still be said. */
	public unfinished(): ReadonlyArray<TurnInHand> {
		return this.turn === undefined ? this.saying : [...this.saying, this.turn];
	}
}
