import type { Clock } from "../timing/clock.ts";

export interface HeldPollOptions {
	readonly coalesceSeconds: number;
	readonly minAnswerGapSeconds: number;
}

/**
 * The one poll that a session holds open. It is answered shortly after an event arrives, when its time is up, when a newer
 * poll takes its place, or when the session ends.
 */
export class HeldPoll {
	private answer: (() => void) | undefined;
	private cancelTimeout = () => {};
	private cancelAnswer: (() => void) | undefined;
	private answeredAt = -Infinity;

	constructor(
		private readonly clock: Clock,
		private readonly options: HeldPollOptions,
	) {}

	get isOpen(): boolean {
		return this.answer !== undefined;
	}

	/** Resolves when the poll should be answered: after `seconds` at the latest, or when `signal` aborts. */
	hold(seconds: number, signal?: AbortSignal): Promise<void> {
		this.release();
		return new Promise((resolve) => {
			const answer = () => {
				if (this.answer === answer) this.forget();
				resolve();
			};
			this.answer = answer;
			this.cancelTimeout = this.clock.after(seconds, answer);
			signal?.addEventListener("abort", answer);
		});
	}

	/** An event waits: answers the poll soon, so that the rest of a burst goes out with it. */
	notify(): void {
		if (this.answer === undefined || this.cancelAnswer !== undefined) return;
		const sinceAnswer = this.clock.now() - this.answeredAt;
		const wait = Math.max(this.options.coalesceSeconds, this.options.minAnswerGapSeconds - sinceAnswer);
		const { answer } = this;
		this.cancelAnswer = this.clock.after(wait, () => {
			this.answeredAt = this.clock.now();
			answer();
		});
	}

	/** Another answer has carried the waiting events: the poll stays open for the next one. */
	withdraw(): void {
		this.cancelAnswer?.();
		this.cancelAnswer = undefined;
	}

	/** Answers an open poll now. */
	release(): void {
		this.answer?.();
	}

	private forget(): void {
		this.cancelTimeout();
		this.withdraw();
		this.answer = undefined;
	}
}
