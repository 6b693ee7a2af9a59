import type { AgentLimits } from "../../limits.ts";
import type { Log } from "../../logging.ts";
import type { Clock } from "../../timing/clock.ts";
import { Retry } from "../../timing/retry.ts";
import { eraseAgents, reportErasure, type EraseDeps } from "./erase-agent.ts";
import type { LinkStatus } from "./link-state.ts";

export interface ErasureDeps extends EraseDeps {
	readonly link: LinkStatus;
	readonly clock: Clock;
	readonly random: () => number;
	readonly log: Log;
	/** Runs a job when it is this agent's turn to be deleted. */
	readonly inTurn: <T>(job: () => Promise<T>) => Promise<T>;
	/** It is time for another attempt. */
	readonly onRetry: () => void;
}

/** `later`: the next attempt is scheduled. */
type State = "none" | "due" | "later";

/** Erases all agents of one NPC, tried again until the back end answers. Nothing else is done with the agent meanwhile. */
export class Erasure {
	private state: State = "none";
	private isClosed = false;
	/** What earlier attempts have not erased. */
	private readonly remaining = new Set<string>();
	private readonly retry: Retry;

	constructor(
		private readonly deps: ErasureDeps,
		/** All of the NPC's agents have them. */
		private readonly tags: ReadonlyArray<string>,
		limits: AgentLimits,
	) {
		this.retry = new Retry(deps.clock, deps.random, {
			baseSeconds: limits.provisionBaseSeconds,
			capSeconds: limits.provisionCapSeconds,
		});
	}

	ask(): void {
		this.state = "due";
	}

	get isAsked(): boolean {
		return this.state !== "none";
	}

	/** Whether `run` would help now. Without a connection the erasure waits for one. */
	get isDue(): boolean {
		return this.state === "due" && this.deps.link.state() === "up";
	}

	/**
	 * Also erases the agent with this id, which may have vanished from the back end's list. Resolves with whether nothing is
	 * left, and with undefined when it will be tried again.
	 */
	async run(agentId: string | undefined): Promise<boolean | undefined> {
		this.state = "none";
		if (agentId !== undefined) this.remaining.add(agentId);
		const wish = { tags: this.tags, remaining: this.remaining };
		const erased = await this.deps.inTurn(() => eraseAgents(wish, this.deps));
		// To erase twice does no harm, and the game must not take a lost answer for an agent that stays.
		const isUnanswered = erased.kind === "down" || erased.kind === "timeout";
		if (isUnanswered && !this.isClosed) {
			this.tryAgain();
			return undefined;
		}
		this.retry.reset();
		return reportErasure(erased, wish, this.deps.log);
	}

	/** No attempt is scheduled any more; one that runs is the last. */
	close(): void {
		this.isClosed = true;
		this.retry.cancel();
	}

	/** Without a connection at once when there is one. */
	private tryAgain(): void {
		const isUp = this.deps.link.state() === "up";
		this.state = isUp ? "later" : "due";
		if (!isUp) return;
		this.retry.scheduleAfterFailure(() => {
			if (this.state === "later") this.state = "due";
			this.deps.onRetry();
		});
	}
}
