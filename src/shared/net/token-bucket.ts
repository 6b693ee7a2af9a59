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

	/** Books the next free token and returns the seconds until it may be used; 0 means at once. */
	reserve(now: number): number {
		const { ratePerSecond, burst } = this.options;
		const earned = math.max(0, now - this.refilledAt) * ratePerSecond;
		this.tokens = math.min(burst, this.tokens + earned) - 1;
		this.refilledAt = now;
		return this.tokens >= 0 ? 0 : -this.tokens / ratePerSecond;
	}
}
