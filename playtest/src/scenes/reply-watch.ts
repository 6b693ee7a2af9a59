import type { TurnNote } from "../minds/turn-follower.ts";
import type { ShownLine } from "../player/shown-line.ts";
import type { Reply, ReplyWatch } from "./stage.ts";

export interface ReplyWatchOptions {
	/** How long the reply may take, seconds: a model on a laptop needs its time. */
	readonly timeoutSeconds: number;
	/** Seconds after the turn's end and the last line, before the reply counts as whole. */
	readonly settleSeconds: number;
	/** Seconds that an NPC waits after this line before it says the next; default none. */
	readonly paceSeconds?: (text: string) => number;
}

/** A reply watch and what feeds it: the caller passes only what belongs to the NPC. */
export interface FedReplyWatch extends ReplyWatch {
	readonly shown: (line: ShownLine) => void;
	readonly turn: (note: TurnNote) => void;
	/** Nothing more can be learnt of the NPC's turns. */
	readonly fail: (problem: string) => void;
	/** The reply is there. */
	readonly isOver: () => boolean;
}

/**
 * Collects one NPC's reply: its lines until its turn is over and nothing more comes for a moment. A turn that ends
 * without a line is waited on until the time-out: its lines are still on their way, or the NPC kept silent.
 */
export function createReplyWatch(options: ReplyWatchOptions): FedReplyWatch {
	const { timeoutSeconds, settleSeconds, paceSeconds = () => 0 } = options;
	const bubbles: string[] = [];
	const windowLines: string[] = [];
	let isOver = false;
	let isTurnOver = false;
	let failure: string | undefined;
	let resolve: (reply: Reply) => void;
	const finished = new Promise<Reply>((done) => (resolve = done));
	const finish = (problem: string | undefined) => {
		isOver = true;
		clearTimeout(timeout);
		clearTimeout(settling);
		resolve({ bubbles, windowLines, problem });
	};
	const timeout = setTimeout(() => {
		const found = bubbles.length > 0 ? "its turn did not end" : "nothing was displayed";
		finish(failure ?? `${found} within ${timeoutSeconds} s`);
	}, timeoutSeconds * 1000);
	let settling: NodeJS.Timeout | undefined;
	const settle = () => {
		clearTimeout(settling);
		const isWhole = isTurnOver && (bubbles.length > 0 || failure !== undefined);
		const seconds = settleSeconds + paceSeconds(bubbles.at(-1) ?? "");
		if (isWhole && !isOver) settling = setTimeout(() => finish(failure), seconds * 1000);
	};

	return {
		reply: () => finished,
		shown: (line) => {
			// A typing bubble is no answer yet.
			if (line.surface === "typing") return;
			(line.surface === "bubble" ? bubbles : windowLines).push(line.text);
			settle();
		},
		turn: (note) => {
			isTurnOver = note.state !== "sent";
			// After a greeting that was cancelled for the player's line, the turn after it has the reply.
			failure = note.problem;
			settle();
		},
		fail: finish,
		isOver: () => isOver,
	};
}
