import { SlidingWindow } from "./sliding-window";
import { TokenBucket } from "shared/token-bucket";

/** What may be sent. */
export interface BudgetOptions {
	/** Requests in any sliding minute. */
	readonly perMinute: number;
	/** Requests that may go out at once after a rest. */
	readonly burst: number;
	/** The same when a host takes requests again that took none. */
	readonly catchUp: number;
}

const MINUTE_SECONDS = 60;

/** A sliding minute is measured by another's clock: a request counts a little longer than it has to. */
const CLOCK_MARGIN_SECONDS = 0.25;

/**
 * How many requests may be sent. The bucket spreads them evenly; by itself it would let `perMinute + burst` through
 * in the minute after a rest, so the last minute is counted as well.
 */
export class RequestBudget {
	private readonly sent = new SlidingWindow(MINUTE_SECONDS + CLOCK_MARGIN_SECONDS);
	private bucket: TokenBucket;

	constructor(
		private options: BudgetOptions,
		now: number,
	) {
		this.bucket = RequestBudget.bucketOf(options, now);
	}

	/** Seconds until a request may be sent; 0 means now. */
	secondsUntilFree(now: number): number {
		const byBucket = this.bucket.secondsUntilFree(now);
		return math.max(byBucket, this.sent.secondsUntilBelow(this.options.perMinute, now));
	}

	/** Counts a request that is sent now. */
	take(now: number): void {
		this.bucket.reserve(now);
		this.sent.add(now);
	}

	/** Much has waited, and little was sent meanwhile. */
	allowCatchUp(now: number): void {
		this.bucket.fill(this.options.catchUp, now);
	}

	/** Other limits from now on; what was sent before still counts. */
	setOptions(options: BudgetOptions, now: number): void {
		this.options = options;
		this.bucket = RequestBudget.bucketOf(options, now);
	}

	usedLastMinute(now: number): number {
		return this.sent.count(now);
	}

	private static bucketOf({ perMinute, burst }: BudgetOptions, now: number): TokenBucket {
		return new TokenBucket({ ratePerSecond: perMinute / MINUTE_SECONDS, burst }, now);
	}
}
