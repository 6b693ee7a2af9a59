import { GATEWAY } from "server/constants/letta";
import { TokenBucket } from "shared/token-bucket";

/** How soon an op has to leave. What a player waits for goes `now`. The others are blocks'. */
export type Haste = "now" | "soon" | "departure" | "group" | "patient";

/** A wait that rounding leaves over would not move the clock. */
const LEAST_WAIT_SECONDS = 0.01;

/**
 * When requests may leave. However many are wanted, a minute has at most so many. Blocks get requests of their own from what
 * the others leave of a smaller number; otherwise they ride on the next request, for a while.
 */
export class RequestPace {
	private readonly all: TokenBucket;
	private readonly spare: TokenBucket;

	constructor(now: number) {
		this.all = new TokenBucket(GATEWAY.requestRate, now);
		this.spare = new TokenBucket(GATEWAY.spareRate, now);
	}

	/** A request leaves. */
	note(now: number): void {
		this.all.reserve(now);
		this.spare.reserve(now);
		this.spare.fill(-GATEWAY.spareRate.burst, now);
	}

	/** Seconds until a request may leave; 0 means now. */
	secondsUntilFree(now: number): number {
		const seconds = this.all.secondsUntilFree(now);
		return seconds > 0 ? math.max(seconds, LEAST_WAIT_SECONDS) : 0;
	}

	/** Seconds that an op should wait for others to share its request. */
	secondsFor(haste: Haste, now: number): number {
		if (haste === "now") return GATEWAY.turnSeconds;
		const { coalesceSeconds, maxRideSeconds } = GATEWAY;
		if (haste === "soon") return coalesceSeconds;
		return math.clamp(this.spare.secondsUntilFree(now), coalesceSeconds, maxRideSeconds[haste]);
	}
}
