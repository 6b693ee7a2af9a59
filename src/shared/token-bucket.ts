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

	/** Takes a token if one is free now. Otherwise it books nothing, so trying too often does not lengthen the wait. */
	take(now: number): boolean {
		if (this.reserve(now) === 0) return true;
		this.tokens += 1;
		return false;
	}

	/** Books the next free token. Returns the seconds until the caller may use it; 0 means now. */
	reserve(now: number): number {
		this.refill(now);
		this.tokens -= 1;
		return this.tokens >= 0 ? 0 : -this.tokens / this.options.ratePerSecond;
	}

	/** Seconds until a token is free. Books nothing. */
	secondsUntilFree(now: number): number {
		this.refill(now);
		return math.max(0, (1 - this.tokens) / this.options.ratePerSecond);
	}

	/** Raises the tokens to this number if it has fewer, even beyond a burst. */
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
