import type { Clock, Log, Random } from "server/ports";
import { BACKOFF, GATEWAY } from "server/constants/letta";
import { nextBackoff } from "server/net/backoff";
import { GatewayHealth } from "./gateway-health";
import type { Refusal } from "./gateway-replies";
import type { OpFeed } from "./op-feed";
import type { PollLimits } from "./poll-limits";
import type { RequestPace } from "./request-pace";
import type { TransportOwner } from "./transport-owner";

export interface RecoveryDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly pace: RequestPace;
	readonly limits: PollLimits;
	readonly feed: OpFeed;
	readonly listener: Pick<TransportOwner, "onUp" | "onDown">;
}

export interface RecoveryOwner {
	/** Polls of the session that is open. */
	readonly openPolls: () => number;
	/** The gateway has said that it stops. */
	readonly isMoving: () => boolean;
	readonly loseSession: () => void;
	/** Goes on with the session; opens one if there is none. */
	readonly tryAgain: () => void;
}

/**
 * What follows when the gateway refuses a request or gives no answer: whether the session is lost, and when one request, in
 * place of all others, tries again. That request brings again what the gateway has not acknowledged; the gateway drops what it
 * has seen.
 */
export class Recovery {
	private readonly health: GatewayHealth;
	private isPlanned = false;
	/** The gateway has refused this server, and no session has been opened since. */
	private isDenied = false;

	constructor(
		private readonly deps: RecoveryDeps,
		private readonly owner: RecoveryOwner,
	) {
		this.health = new GatewayHealth(deps, (message) => deps.listener.onDown(message, false));
	}

	/** A retry is planned: nothing else leaves until then. */
	isWaiting(): boolean {
		return this.isPlanned;
	}

	noteOpened(): void {
		this.isDenied = false;
	}

	/** The gateway has answered, over whichever link. */
	noteAnswer(): void {
		if (this.health.noteSuccess()) this.deps.listener.onUp();
	}

	onRefused(refusal: Refusal): void {
		const { feed, log } = this.deps;
		const { kind, message } = refusal;
		if (kind === "denied") return this.onDenied(message);
		if (kind === "crowded") return this.onCrowded(message);
		if (kind === "unavailable") {
			// It has said everything and is gone.
			if (this.owner.isMoving()) this.owner.loseSession();
			return this.retryLater(message, refusal.retryAfterSeconds);
		}
		log.warn("the gateway did not take a frame", { problem: message });
		// A frame that the gateway never understands would be sent for ever. Only a new session ends that.
		if (kind !== "tooLarge" || !feed.halve()) this.owner.loseSession();
		if (kind === "unknownSession") this.health.noteSignOfLife();
		this.retryLater(message);
	}

	/** The engine lets too few requests out at once. One that is held open says that the gateway is well. */
	private onCrowded(message: string): void {
		const openPolls = this.owner.openPolls();
		if (openPolls === 0) return this.retryLater(message);
		this.deps.limits.noteCrowded(openPolls);
		this.plan(GATEWAY.crowdedRetrySeconds);
	}

	/** The operator may put it right, as when a token is being replaced. Then a new session tells the gateway everything. */
	private onDenied(message: string): void {
		this.owner.loseSession();
		if (!this.isDenied) {
			this.deps.log.error("the gateway refuses this server; NPCs have no minds", { problem: message });
			this.isDenied = true;
			this.deps.listener.onDown(message, true);
		}
		this.plan(GATEWAY.deniedRetrySeconds);
	}

	private retryLater(message: string, retryAfterSeconds = 0): void {
		const attempt = this.health.noteFailure(message);
		const backoff = nextBackoff(attempt, this.deps.random.next, BACKOFF);
		this.plan(math.max(backoff, retryAfterSeconds));
	}

	private plan(seconds: number): void {
		// Where several requests in flight failed, one retry is enough.
		if (this.isPlanned) return;
		this.isPlanned = true;
		const { clock, pace } = this.deps;
		clock.after(math.max(seconds, pace.secondsUntilFree(clock.now())), () => {
			this.isPlanned = false;
			this.owner.tryAgain();
		});
	}
}
