const WINDOW_SECONDS = 60;

/** What a limited request is told: creator-docs, cloud/reference/rate-limits. */
export interface Quota {
	readonly isAllowed: boolean;
	readonly headers: Readonly<Record<string, string>>;
}

/** "5 calls per minute": a window that begins with the first call. */
export class RateLimit {
	private windowStart = -Infinity;
	private used = 0;

	constructor(private readonly perMinute: number) {}

	take(now: number): Quota {
		if (now - this.windowStart >= WINDOW_SECONDS) {
			this.windowStart = now;
			this.used = 0;
		}
		const isAllowed = this.used < this.perMinute;
		if (isAllowed) this.used += 1;
		const reset = String(Math.ceil(this.windowStart + WINDOW_SECONDS - now));
		return {
			isAllowed,
			headers: {
				"x-ratelimit-limit": `${this.perMinute}, ${this.perMinute};w=${WINDOW_SECONDS}`,
				"x-ratelimit-remaining": String(this.perMinute - this.used),
				"x-ratelimit-reset": reset,
				...(!isAllowed && { "retry-after": reset }),
			},
		};
	}
}
