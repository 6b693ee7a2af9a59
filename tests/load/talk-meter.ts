import { summarize, type Summary } from "./summary.ts";

export interface TalkCounts {
	/** Lines that players typed. */
	readonly lines: number;
	/** Turns that reached the back end, and how they ended. */
	readonly sent: number;
	readonly done: number;
	readonly failed: number;
	/** Bubbles that clients displayed, each on each. */
	readonly bubbles: number;
	/** From a player's line to the next bubble that the same player sees, seconds. */
	readonly firstBubble: Summary;
}

/** A bubble later than this, seconds, belongs to something else. */
const ANSWER_SECONDS = 15;

/** Counts talk, and how long players wait for an answer. */
export class TalkMeter {
	private readonly counts = { lines: 0, sent: 0, done: 0, failed: 0, bubbles: 0 };
	private readonly waiting = new Map<string, number>();
	private readonly waits: number[] = [];

	line(player: string, at: number): void {
		this.counts.lines += 1;
		this.waiting.set(player, at);
	}

	turn(): void {
		this.counts.sent += 1;
	}

	turnOver(isDone: boolean): void {
		this.counts[isDone ? "done" : "failed"] += 1;
	}

	bubble(player: string, at: number): void {
		this.counts.bubbles += 1;
		const since = this.waiting.get(player);
		this.waiting.delete(player);
		if (since !== undefined && at - since <= ANSWER_SECONDS) this.waits.push(at - since);
	}

	result(): TalkCounts {
		return { ...this.counts, firstBubble: summarize(this.waits) };
	}
}
