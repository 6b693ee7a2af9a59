/** Meters a stream of requests: bursts pass at once, then one every `1 / ratePerSecond` seconds. */
export class TokenBucket {
	private tokens: number;
	private refilledAt: number;

	/** Full at `now` (seconds). */
	constructor(
		private readonly options: { readonly ratePerSecond: number; readonly burst: number },
		now: number,
	) {
		this.tokens = options.burst;
		this.refilledAt = now;
	}

	/** Takes a token if there is one now; otherwise nothing is booked, so that who tries too often is not kept out longer. */
	take(now: number): boolean {
		if (this.reserve(now) === 0) return true;
		this.tokens += 1;
		return false;
	}

	/** Books the next free token and returns the seconds until it may be used; 0 means at once. */
	reserve(now: number): number {
		this.refill(now);
		this.tokens -= 1;
		return this.tokens >= 0 ? 0 : -this.tokens / this.options.ratePerSecond;
	}

	/** Seconds until a token is free; books nothing. */
	secondsUntilFree(now: number): number {
		this.refill(now);
		return math.max(0, (1 - this.tokens) / this.options.ratePerSecond);
	}

	/** So many may be used at once, if it has fewer. */
	fill(tokens: number, now: number): void {
		this.refill(now);
		this.tokens = math.max(this.tokens, tokens);
	}

	private refill(now: number): void {
		const { ratePerSecond, burst } = this.options;
		const earned = math.max(0, now - this.refilledAt) * ratePerSecond;
		this.tokens = math.max(this.tokens, math.min(burst, this.tokens + earned));
		this.refilledAt = math.max(this.refilledAt, now);
	}
}
