import { SlidingWindow } from "./sliding-window";
import { TokenBucket } from "shared/token-bucket";

/** How many requests may be sent. */
export interface BudgetOptions {
	/** Requests in any sliding minute. */
	readonly perMinute: number;
	/** Requests that may go out at once after a rest. */
	readonly burst: number;
	/** The same when a host takes requests again after an outage. */
	readonly catchUp: number;
}

const MINUTE_SECONDS = 60;

/** Roblox measures the minute by its own clock, so a request counts a little longer here. */
const CLOCK_MARGIN_SECONDS = 0.25;

/**
 * Meters requests. The bucket spreads them evenly. By itself it would let `perMinute + burst` through in the minute after a
 * rest, so the budget also counts the last minute.
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

	/** A host is back: much has waited, and little was sent meanwhile. */
	allowCatchUp(now: number): void {
		this.bucket.fill(this.options.catchUp, now);
	}

	/** Changes the limits. Requests sent before still count. */
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
