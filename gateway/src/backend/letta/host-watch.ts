import type { Log } from "../../logging.ts";
import type { LettaLimits } from "../../limits.ts";
import { sleep, type Clock } from "../../timing/clock.ts";
import { Retry } from "../../timing/retry.ts";
import type { LinkState, LinkStatus } from "../agents/link-state.ts";
import { isKeyRefused, summaryOf, type RequestFailure } from "./request-failure.ts";

export interface HostWatchDeps {
	/** Asks Letta for something small; what went wrong, if anything did. */
	readonly probe: () => Promise<RequestFailure | undefined>;
	readonly clock: Clock;
	readonly random: () => number;
	readonly log: Log;
}

export interface HostListener {
	readonly onUp: () => void;
	readonly onDown: (reason: string) => void;
}

/** Letta did not do it, and would not do anything else either. */
function isTrouble(failure: RequestFailure): boolean {
	if (failure.kind === "lost") return true;
	if (failure.kind !== "answered") return false;
	const { status, problem } = failure;
	return status === 408 || status >= 500 || ((status === 401 || status === 403) && !problem.isReadable);
}

/**
 * Whether Letta is in reach and takes the key, judged by what becomes of requests. There is no connection that could break, so
 * after a request that speaks of trouble small ones find out whether Letta is away, and then whether it is back.
 */
export class HostWatch implements LinkStatus {
	private current: LinkState = "connecting";
	private words = "Letta has not answered yet";
	private listener: HostListener | undefined;
	private readonly retry: Retry;
	/** Failures in a row that speak of trouble. */
	private troubles = 0;
	private isChecking = false;
	private isClosed = false;
	private waiting: (() => void)[] = [];

	constructor(
		private readonly deps: HostWatchDeps,
		private readonly limits: LettaLimits,
	) {
		this.retry = new Retry(deps.clock, deps.random, {
			baseSeconds: limits.probeBaseSeconds,
			capSeconds: limits.probeCapSeconds,
		});
	}

	readonly state = (): LinkState => this.current;
	readonly detail = (): string => this.words;

	start(listener: HostListener): void {
		this.listener = listener;
		void this.ask();
	}

	/** Calls back when Letta is in reach (immediately if it is now), unless the watch is closed before. */
	whenUp(callback: () => void): void {
		if (this.current === "up") callback();
		else if (!this.isClosed) this.waiting.push(callback);
	}

	close(): void {
		this.isClosed = true;
		this.waiting = [];
		this.retry.cancel();
		this.current = "down";
		this.words = "closed";
	}

	/** Letta has answered a request. */
	noteAnswer(): void {
		this.troubles = 0;
	}

	noteFailure(failure: RequestFailure): void {
		const isDenied = failure.kind === "answered" && isKeyRefused(failure.status, failure.problem);
		if (failure.kind === "unsent" || isDenied) return this.goDown(summaryOf(failure));
		if (!isTrouble(failure)) return this.noteAnswer();
		this.troubles += 1;
		if (this.troubles >= this.limits.troublesUntilDown) this.goDown(summaryOf(failure));
		else void this.check();
	}

	/** One failure may be an accident. */
	private async check(): Promise<void> {
		if (this.isChecking || this.current !== "up") return;
		this.isChecking = true;
		await sleep(this.deps.clock, this.limits.probeBaseSeconds);
		const failure = this.isClosed ? undefined : await this.deps.probe();
		this.isChecking = false;
		if (this.isClosed || this.current !== "up") return;
		if (failure === undefined) this.noteAnswer();
		else this.noteFailure(failure);
	}

	private async ask(): Promise<void> {
		const failure = await this.deps.probe();
		if (this.isClosed) return;
		if (failure === undefined) this.goUp();
		else if (this.current === "connecting") this.goDown(summaryOf(failure));
		else {
			this.words = summaryOf(failure);
			this.planProbe();
		}
	}

	private goUp(): void {
		this.current = "up";
		this.words = "Letta answers";
		this.troubles = 0;
		this.retry.reset();
		this.deps.log.info("Letta answers");
		for (const callback of this.waiting.splice(0)) callback();
		this.listener?.onUp();
	}

	private goDown(reason: string): void {
		if (this.isClosed || this.current === "down") return;
		this.current = "down";
		this.words = reason;
		this.deps.log.error({ reason }, "Letta cannot be used: NPCs have no minds until it can");
		this.planProbe();
		this.listener?.onDown(reason);
	}

	private planProbe(): void {
		this.retry.scheduleAfterFailure(() => void this.ask());
	}
}
