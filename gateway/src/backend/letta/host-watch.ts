import type { Log } from "../../logging.ts";
import type { LettaLimits } from "../../limits.ts";
import type { Clock } from "../../timing/clock.ts";
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
 * Whether Letta is in reach and takes the key, judged by what becomes of requests. While it is not, a small request now and
 * then finds out whether it is back.
 */
export class HostWatch implements LinkStatus {
	private current: LinkState = "connecting";
	private words = "Letta has not answered yet";
	private listener: HostListener | undefined;
	private readonly retry: Retry;
	/** Failures in a row that speak of trouble. */
	private troubles = 0;
	private isClosed = false;

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

	close(): void {
		this.isClosed = true;
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
