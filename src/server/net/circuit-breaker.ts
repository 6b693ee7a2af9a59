/** When a host counts as down, and how soon it is tried again. */
export interface BreakerOptions {
	/** Failures in a row that open it. */
	readonly failures: number;
	/** Seconds that it stays open before one request may try. */
	readonly openSeconds: number;
}

/**
 * Keeps requests from a host that does not answer. `closed`: all pass. `open`: none does. `halfOpen`: one does, and
 * what becomes of it decides.
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

	/** Seconds until it may admit one; 0 when only an answer can change that. */
	secondsUntilTry(now: number): number {
		return this.openUntil === undefined ? 0 : math.max(0, this.openUntil - now);
	}

	/** A request is sent. Returns true if it is the one that tries: hand that on to what follows it. */
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

	/** It did not, or not as a host that is well. Returns true if that opens it for the first time. */
	noteFailure(now: number, wasTry: boolean): boolean {
		this.failures += 1;
		const wasOpen = this.openUntil !== undefined;
		// What was under way when it opened tells nothing new.
		if (wasOpen && !wasTry) return false;
		if (!wasOpen && this.failures < this.options.failures) return false;
		this.isProbing = false;
		this.openUntil = now + this.options.openSeconds;
		return !wasOpen;
	}

	/** What was sent to try it ended without telling anything. */
	noteNothing(wasTry: boolean): void {
		if (wasTry) this.isProbing = false;
	}
}
