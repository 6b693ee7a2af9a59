import { backoffSeconds, type BackoffOptions } from "./backoff.ts";
import type { Clock } from "./clock.ts";

/** Spaces out an attempt that keeps failing. */
export class Retry {
	private count = 0;
	private cancelTimer = () => {};

	constructor(
		private readonly clock: Clock,
		private readonly random: () => number,
		private readonly options: BackoffOptions,
	) {}

	/** Failures since the last success. */
	get failures(): number {
		return this.count;
	}

	/** Counts a failure and schedules `attempt` in place of an earlier one; returns the seconds until it runs. */
	scheduleAfterFailure(attempt: () => void): number {
		this.count += 1;
		const seconds = backoffSeconds(this.count, this.random, this.options);
		this.cancel();
		this.cancelTimer = this.clock.after(seconds, attempt);
		return seconds;
	}

	/** Drops the scheduled attempt. */
	cancel(): void {
		this.cancelTimer();
	}

	/** Drops the scheduled attempt; the next pause is the shortest again. */
	reset(): void {
		this.count = 0;
		this.cancel();
	}
}
