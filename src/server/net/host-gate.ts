import { type BreakerOptions, CircuitBreaker } from "./circuit-breaker";
import { isThinking, type RequestClass } from "./request-class";
import { isHostFailure, type Outcome } from "./retry-policy";

/** When a host counts as down, and how long it is left alone. */
export interface GateOptions {
	readonly breaker: BreakerOptions;
	/** Seconds of a pause that a host asks for without saying how long. */
	readonly defaultPauseSeconds: number;
}

/** What an outcome changed for everybody who talks with the host. */
export type GateChange = "down" | "up" | undefined;

/** A slow or broken model looks like a slow or broken host. The next request that needs no model tells them apart. */
function mayBeTheModel({ kind }: Outcome): boolean {
	return kind === "lost" || kind === "trouble";
}

/**
 * What one host lets through, by its circuit breaker and the pauses that it has asked for. After a pause, one request tries
 * whether the host takes requests again: a refused burst would bring as many new pauses, and the longest counts.
 */
export class HostGate {
	private readonly breaker: CircuitBreaker;
	private pausedUntil = -math.huge;
	private thinkingPausedUntil = -math.huge;
	/** The host has asked for a pause and has taken no request since: the next request only tries. */
	private isLimited = false;
	/** The request that tries after a pause is under way. */
	private isTrying = false;

	constructor(private readonly options: GateOptions) {
		this.breaker = new CircuitBreaker(options.breaker);
	}

	/** Seconds until a request of the class may be sent; undefined if only an answer can change that. */
	secondsUntilOpen(requestClass: RequestClass, now: number): number | undefined {
		const pausedUntil = isThinking(requestClass)
			? math.max(this.pausedUntil, this.thinkingPausedUntil)
			: this.pausedUntil;
		const wait = math.max(pausedUntil - now, this.breaker.secondsUntilTry(now), 0);
		if (wait > 0) return wait;
		return this.breaker.admits(now) && !this.isTrying ? 0 : undefined;
	}

	/** `down`: out of reach. `limited`: it has asked for a pause. In both, the next request only tries. */
	state(now: number): "up" | "limited" | "down" {
		if (this.breaker.state(now) !== "closed") return "down";
		return this.isLimited ? "limited" : "up";
	}

	/** Returns true for a request that only tries whether the host is there. */
	noteSent(now: number): boolean {
		const probes = this.breaker.noteSent(now);
		this.isTrying = this.isLimited;
		return probes || this.isTrying;
	}

	note(requestClass: RequestClass, outcome: Outcome, wasTry: boolean, now: number): GateChange {
		if (wasTry) {
			this.isTrying = false;
			this.isLimited = false;
		}
		// The engine's doing, which says nothing of the host.
		if (outcome.kind === "crowded") {
			this.breaker.noteNothing(wasTry);
			return undefined;
		}
		if (outcome.kind === "limited") {
			const seconds = outcome.retryAfterSeconds ?? this.options.defaultPauseSeconds;
			// A host that refuses what needs no model refuses everything.
			this.pause(isThinking(requestClass) ? outcome.scope : "all", now + seconds);
		}
		if (isThinking(requestClass) && mayBeTheModel(outcome)) {
			this.breaker.noteNothing(wasTry);
			return undefined;
		}
		if (isHostFailure(outcome)) return this.breaker.noteFailure(now, wasTry) ? "down" : undefined;
		return this.breaker.noteAnswer() ? "up" : undefined;
	}

	private pause(scope: "all" | "turns", deadline: number): void {
		if (scope === "all") {
			this.pausedUntil = math.max(this.pausedUntil, deadline);
			this.isLimited = true;
		} else this.thinkingPausedUntil = math.max(this.thinkingPausedUntil, deadline);
	}
}
