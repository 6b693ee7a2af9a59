/** Limits a rate: a burst passes at once, then `perSecond` requests a second. */
export class TokenBucket {
	private tokens: number;
	private filledAt: number;

	/** The bucket starts full at `now` (seconds). */
	constructor(
		private readonly perSecond: number,
		private readonly burst: number,
		now: number,
	) {
		this.tokens = burst;
		this.filledAt = now;
	}

	/** 0 if the request may pass now; otherwise the seconds until it may. `cost`: tokens that it takes. */
	take(now: number, cost = 1): number {
		this.tokens = Math.min(this.burst, this.tokens + (now - this.filledAt) * this.perSecond);
		this.filledAt = now;
		if (this.tokens < cost) return (cost - this.tokens) / this.perSecond;
		this.tokens -= cost;
		return 0;
	}
}
