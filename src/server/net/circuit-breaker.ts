/** When a host counts as down, and how soon it is tried again. */
export interface BreakerOptions {
	/** Failures in a row that open the breaker. */
	readonly failures: number;
	/** Seconds that it stays open before one request may try the host. */
	readonly openSeconds: number;
}

/**
 * Keeps requests from a host that does not answer. `closed`: all pass. `open`: none passes. `halfOpen`: one passes and tries
 * the host; its outcome decides.
 */
export class CircuitBreaker {
	private failures = 0;
	private openUntil?: number;
	private isProbing = false;

	constructor(private readonly options: BreakerOptions) {}

	state(now: number): "closed" | "open" | "halfOpen" {
		if (this.openUntil === undefined) return "closed";
		return now >= this.openUntil ? "halfOpen" : "open";
	}

	/** Whether a request may be sent now. */
	admits(now: number): boolean {
		const state = this.state(now);
		return state === "closed" || (state === "halfOpen" && !this.isProbing);
	}

	/** Seconds until it may admit a request; 0 if only an answer can change that. */
	secondsUntilTry(now: number): number {
		return this.openUntil === undefined ? 0 : math.max(0, this.openUntil - now);
	}

	/** A request is sent. Returns whether it tries the host; pass that on with its outcome. */
	noteSent(now: number): boolean {
		if (this.state(now) !== "halfOpen") return false;
		this.isProbing = true;
		return true;
	}

	/** The host answered. Returns true if that closes it. */
	noteAnswer(): boolean {
		const wasOpen = this.openUntil !== undefined;
		this.failures = 0;
		this.openUntil = undefined;
		this.isProbing = false;
		return wasOpen;
	}

	/** The host did not answer, or is in trouble. Returns true if that opens the breaker for the first time. */
	noteFailure(now: number, wasTry: boolean): boolean {
		this.failures += 1;
		const wasOpen = this.openUntil !== undefined;
		// A request that was under way when the breaker opened tells nothing new.
		if (wasOpen && !wasTry) return false;
		if (!wasOpen && this.failures < this.options.failures) return false;
		this.isProbing = false;
		this.openUntil = now + this.options.openSeconds;
		return !wasOpen;
	}

	/** A request ended without telling anything about the host. */
	noteNothing(wasTry: boolean): void {
		if (wasTry) this.isProbing = false;
	}
}
