import type { Clock } from "../timing/clock.ts";
import type { EventHaste } from "./event-haste.ts";

export interface HeldPollsOptions {
	readonly coalesceSeconds: number;
	readonly minAnswerGapSeconds: number;
	readonly maxHeldPolls: number;
	readonly maxStaleRestSeconds: number;
}

/** How long a poll may wait for events. */
export interface PollTimes {
	readonly waitSeconds: number;
	/** For so long, events of this haste are no reason to answer it. */
	readonly restSeconds: number;
	readonly idleSeconds: number;
}

/**
 * The polls that a session holds open, oldest first. The oldest is answered shortly after an awaited event arrives, when
 * other events have rested for long enough, or when there are too many. Each is answered when its time is up. All are
 * answered when the session ends.
 */
export class HeldPolls {
	private readonly held: Array<() => void> = [];
	private planned: { readonly at: number; readonly cancel: () => void } | undefined;
	/** Until when events of a haste are no reason to answer a poll, as the newest one says. */
	private until = { now: -Infinity, rest: -Infinity, idle: -Infinity };
	private answeredAt = -Infinity;

	constructor(
		private readonly clock: Clock,
		private readonly options: HeldPollsOptions,
	) {}

	get isOpen(): boolean {
		return this.held.length > 0;
	}

	/** Resolves when the poll should be answered: after `waitSeconds` at the latest, or when `signal` aborts. */
	hold({ waitSeconds, restSeconds, idleSeconds }: PollTimes, signal?: AbortSignal): Promise<void> {
		const now = this.clock.now();
		this.until = { now, rest: now + restSeconds, idle: now + idleSeconds };
		return new Promise((resolve) => {
			const answer = () => {
				cancelTimeout();
				this.forget(answer);
				resolve();
			};
			const cancelTimeout = this.clock.after(waitSeconds, answer);
			signal?.addEventListener("abort", answer);
			this.held.push(answer);
			if (this.held.length > this.options.maxHeldPolls) this.held[0]?.();
		});
	}

	/**
	 * An event is there: answers the oldest poll soon, so that the rest of a burst goes out with it; later if nobody awaits
	 * it. `isLate`: it came before the poll, so the rest of its burst has come as well.
	 */
	notify(haste: EventHaste, isLate = false): void {
		if (!this.isOpen) return;
		const now = this.clock.now();
		const soon = isLate ? now : now + this.options.coalesceSeconds;
		const at = Math.max(soon, this.answeredAt + this.gapSeconds(), this.until[haste]);
		if (this.planned !== undefined && this.planned.at <= at) return;
		this.withdraw();
		const cancel = this.clock.after(at - now, () => this.answerOldest());
		this.planned = { at, cancel };
	}

	/** Another answer has carried the waiting events: the polls stay open for the next one. */
	withdraw(): void {
		this.planned?.cancel();
		this.planned = undefined;
	}

	/** Answers all open polls now. */
	release(): void {
		for (const answer of [...this.held]) answer();
	}

	/** The game need not send another poll while there are several, so that they may follow one another closely. */
	private gapSeconds(): number {
		const { coalesceSeconds, minAnswerGapSeconds } = this.options;
		return this.held.length > 1 ? coalesceSeconds : minAnswerGapSeconds;
	}

	private answerOldest(): void {
		const now = this.clock.now();
		this.answeredAt = now;
		this.withdraw();
		// With this answer players read something else than when the game sent the newest poll.
		this.until.rest = Math.min(this.until.rest, now + this.options.maxStaleRestSeconds);
		this.held[0]?.();
	}

	private forget(answer: () => void): void {
		const index = this.held.indexOf(answer);
		if (index >= 0) this.held.splice(index, 1);
		if (!this.isOpen) this.withdraw();
	}
}
