import { type BreakerOptions, CircuitBreaker } from "./circuit-breaker";
import { isThinking, type RequestClass } from "./request-class";
import { isHostFailure, type Outcome } from "./retry-policy";

/** When a host counts as down, and how long it is left alone when it asks for that without saying how long. */
export interface GateOptions {
	readonly breaker: BreakerOptions;
	readonly defaultPauseSeconds: number;
}

/** What an outcome changed for everybody who talks with the host. */
export type GateChange = "down" | "up" | undefined;

/** A slow or broken model looks like a slow or broken host. What is asked next, without a model, tells. */
function mayBeTheModel({ kind }: Outcome): boolean {
	return kind === "lost" || kind === "trouble";
}

/** What one host lets through: its circuit breaker, and the pauses that it has asked for. */
export class HostGate {
	private readonly breaker: CircuitBreaker;
	private pausedUntil = -math.huge;
	private thinkingPausedUntil = -math.huge;

	constructor(private readonly options: GateOptions) {
		this.breaker = new CircuitBreaker(options.breaker);
	}

	/** Seconds until a request of the class may be sent; undefined when only an answer can tell. */
	secondsUntilOpen(requestClass: RequestClass, now: number): number | undefined {
		const pausedUntil = isThinking(requestClass)
			? math.max(this.pausedUntil, this.thinkingPausedUntil)
			: this.pausedUntil;
		const wait = math.max(pausedUntil - now, this.breaker.secondsUntilTry(now), 0);
		if (wait > 0) return wait;
		return this.breaker.admits(now) ? 0 : undefined;
	}

	/** Out of reach: what is admitted now only tries. */
	isDown(now: number): boolean {
		return this.breaker.state(now) !== "closed";
	}

	/** Returns true for a request that only tries whether the host is there. */
	noteSent(now: number): boolean {
		return this.breaker.noteSent(now);
	}

	note(requestClass: RequestClass, outcome: Outcome, wasTry: boolean, now: number): GateChange {
		if (outcome.kind === "limited") {
			const seconds = outcome.retryAfterSeconds ?? this.options.defaultPauseSeconds;
			this.pause(outcome.scope, now + seconds);
		}
		if (isThinking(requestClass) && mayBeTheModel(outcome)) {
			this.breaker.noteNothing(wasTry);
			return undefined;
		}
		if (isHostFailure(outcome)) return this.breaker.noteFailure(now, wasTry) ? "down" : undefined;
		return this.breaker.noteAnswer() ? "up" : undefined;
	}

	/** A request was called off before it told anything. */
	noteNothing(wasTry: boolean): void {
		this.breaker.noteNothing(wasTry);
	}

	private pause(scope: "all" | "turns", deadline: number): void {
		if (scope === "all") this.pausedUntil = math.max(this.pausedUntil, deadline);
		else this.thinkingPausedUntil = math.max(this.thinkingPausedUntil, deadline);
	}
}
