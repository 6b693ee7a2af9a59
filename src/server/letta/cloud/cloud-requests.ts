import type { Clock, HttpPort, Json, Log, Random } from "server/ports";
import { CLOUD, SCHEDULER } from "server/constants/letta";
import { isThinking, type RequestClass } from "server/net/request-class";
import type { DropReason, SchedulerStats } from "server/net/request-stats";
import { RequestScheduler, type Scheduled, type Settlement, type ToSend } from "server/net/request-scheduler";
import type { Repeat } from "server/net/retry-policy";
import { type CloudReply, replyOf } from "./cloud-reply";
import type { Operation } from "./operation";
import { readOutcome, type Reading } from "./read-outcome";

/** How an operation is sent. */
export interface CallOptions {
	readonly class: RequestClass;
	/** The NPC that it is for; an NPC's calls can be dropped together. */
	readonly npcId?: string;
	/** The turn that it sends a part of. */
	readonly turnId?: string;
	/** See `RequestSpec`. */
	readonly lane?: string;
	readonly key?: string;
	readonly deadlineSeconds?: number;
	readonly since?: number;
	/** Instead of the operation's own. */
	readonly repeat?: Repeat;
	/** A closing server still sends it. */
	readonly isFinal?: boolean;
}

export type CloudCall = Operation<defined> & CallOptions;
type CallFilter = (call: CloudCall) => boolean;

/** A call that waits or is under way, without its answer's type. */
type Job = CloudCall & {
	readonly repeat: Repeat;
	readonly isProbe?: boolean;
	readonly onReply: (reply: CloudReply<defined>) => void;
};

export interface CloudRequestsListeners {
	/** Letta is out of reach; called once for each outage, until `onUp`. */
	readonly onDown: (message: string) => void;
	readonly onUp: () => void;
	/** Letta refuses even requests that cost nothing, because the credits are spent. */
	readonly onUnpaid: (message: string) => void;
	/** Letta refuses the key: nothing is sent until `onAdmitted`. */
	readonly onDenied: (message: string) => void;
	/** Letta takes the key again. */
	readonly onAdmitted: () => void;
}

export interface CloudRequestsDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly http: HttpPort;
	readonly json: Json;
	readonly log: Log;
	/** The operator asks for Letta's own words, at `debug`. They may quote players. */
	readonly logErrorText?: boolean;
}

type Phase =
	| { readonly kind: "open" }
	/** Only final calls are sent, as fast as Roblox allows. */
	| { readonly kind: "closing" }
	/** Letta refuses the key: nothing is sent, but for a try now and then. */
	| { readonly kind: "denied"; readonly message: string }
	/** Nothing is sent, and no answer is passed on. */
	| { readonly kind: "stopped" };

interface IdleWatcher {
	readonly matches: CallFilter;
	readonly callback: () => void;
}

/** The scheduler can serve several hosts; here there is one. */
const HOST = "letta";
/** A small request. */
const PROBE_PATH = "/v1/agents/?limit=1";
/** A shorter wait is not worth a timer of its own, seconds. */
const LEAST_WAIT_SECONDS = 0.02;

/**
 * Every request to Letta goes through here: asks the scheduler what to send, sends it, and brings each answer to its
 * caller.
 */
export class CloudRequests {
	private readonly scheduler: RequestScheduler<Job>;
	private watchers: ReadonlyArray<IdleWatcher> = [];
	private phase: Phase = { kind: "open" };
	private isPumping = false;
	private isCrowdSaid = false;
	private cancelWake: () => void = () => {};

	constructor(
		private readonly deps: CloudRequestsDeps,
		private readonly listeners: CloudRequestsListeners,
	) {
		this.scheduler = new RequestScheduler<Job>(deps.clock.now(), deps.random.next);
	}

	/**
	 * Calls `onReply` once, never within this call. Does not call it at all if a newer call with the same key takes this
	 * one's place.
	 */
	send<T extends defined>(
		operation: Operation<T>,
		options: CallOptions,
		onReply: (reply: CloudReply<T>) => void,
	): void {
		// The operation itself reads the answer, so the types fit.
		const job = { ...operation, ...options, onReply } as unknown as Job;
		const refusal = this.refusalOf(job);
		if (refusal !== undefined) {
			this.deps.clock.after(0, () => job.onReply(refusal));
			return;
		}
		this.add(job);
		this.pumpSoon();
	}

	/** Gives up calls that wait. */
	drop(matches: CallFilter, reason: DropReason): void {
		this.dropJobs(matches, reason, "given up");
		this.pumpSoon();
	}

	/** Lets calls that wait go ahead as if they were of that class. */
	promote(matches: CallFilter, requestClass: RequestClass): void {
		this.scheduler.promote(({ payload }) => matches(payload), requestClass);
		this.pumpSoon();
	}

	/** Calls back when no matching call waits or is under way (immediately if none). */
	whenIdle(matches: CallFilter, callback: () => void): void {
		this.watchers = [...this.watchers, { matches, callback }];
		this.checkWatchers();
	}

	/** From now on only final calls are sent. */
	beginClosing(): void {
		if (this.phase.kind === "denied") this.stop();
		if (this.phase.kind !== "open") return;
		this.phase = { kind: "closing" };
		this.scheduler.setBudget(SCHEDULER.closingBudget, this.deps.clock.now());
		this.dropJobs((job) => job.isFinal !== true, "cancelled", "the server closes");
		this.pumpSoon();
	}

	/** Sends nothing more, and calls nobody back. */
	stop(): void {
		this.phase = { kind: "stopped" };
		this.cancelWake();
	}

	stats(): SchedulerStats {
		return this.scheduler.readStats(this.deps.clock.now());
	}

	private refusalOf({ isFinal }: CloudCall): CloudReply<defined> | undefined {
		const { phase } = this;
		if (phase.kind === "open" || (phase.kind === "closing" && isFinal === true)) return undefined;
		if (phase.kind === "denied") return { kind: "dropped", reason: "denied", message: phase.message };
		return { kind: "dropped", reason: "cancelled", message: "the server closes" };
	}

	private add(job: Job): void {
		const { class: requestClass, lane, key, repeat: policy, isProbe, deadlineSeconds, since } = job;
		const spec = { class: requestClass, payload: job, host: HOST, lane, key, repeat: policy, isProbe };
		this.scheduler.add({ ...spec, deadlineSeconds, since }, this.deps.clock.now());
	}

	/** Waits a moment, so that the scheduler weighs everything that is wanted together. */
	private pumpSoon(): void {
		if (this.phase.kind === "stopped") return;
		this.cancelWake();
		this.cancelWake = this.deps.clock.after(0, () => this.pump());
	}

	/** Sends all that may be sent now. Answers may come within a step, and ask for more. */
	private pump(): void {
		if (this.isPumping || this.phase.kind === "stopped") return;
		this.isPumping = true;
		while (this.stepOnce());
		if (this.scheduler.wantsProbe(HOST, this.deps.clock.now())) this.addProbe();
		this.isPumping = false;
		this.checkWatchers();
		this.planWake();
	}

	private stepOnce(): boolean {
		const { send, expired } = this.scheduler.step(this.deps.clock.now());
		this.replyDropped(expired, "deadline", "it waited too long to be sent");
		for (const each of send) this.perform(each);
		return !send.isEmpty() || !expired.isEmpty();
	}

	private planWake(): void {
		const { clock } = this.deps;
		this.cancelWake();
		const wait = this.scheduler.secondsUntilStep(clock.now());
		if (wait === undefined || wait === math.huge) return;
		this.cancelWake = clock.after(math.max(wait, LEAST_WAIT_SECONDS), () => this.pump());
	}

	/** A small request that finds out whether Letta answers again. */
	private addProbe(): void {
		this.add({
			class: "housekeeping",
			method: "GET",
			path: PROBE_PATH,
			// Not whatever answers: a proxy's error page is no sign of Letta.
			read: (value) => value as defined,
			repeat: "never",
			isProbe: true,
			isFinal: true,
			onReply: () => {},
		});
	}

	private perform({ id, payload: job, isTry }: ToSend<Job>): void {
		const { http, json } = this.deps;
		const body = job.body === undefined ? undefined : json.encode(job.body);
		const patience = job.timeoutSeconds ?? CLOUD.timeoutSeconds;
		const timeoutSeconds = isTry ? math.min(patience, CLOUD.tryTimeoutSeconds) : patience;
		http.send({ method: job.method, path: job.path, body, timeoutSeconds }, (result) => {
			if (this.phase.kind === "stopped") return;
			this.onResult(id, job, readOutcome(result, json, job.read, isThinking(job.class)));
		});
	}

	private onResult(id: number, job: Job, reading: Reading<defined>): void {
		const settlement = this.scheduler.settle(id, reading.outcome, this.deps.clock.now());
		if (reading.kind === "failure") this.noteFailure(job, reading, settlement);
		if (reading.outcome.kind === "crowded") this.noteCrowd();
		if (settlement.change === "up") this.listeners.onUp();
		if (settlement.kind === "over") job.onReply(replyOf(reading));
		this.pump();
	}

	private noteFailure(
		job: Job,
		{ status, error: problem, text, isKeyRefused }: Extract<Reading<defined>, { kind: "failure" }>,
		{ kind, change }: Settlement,
	): void {
		const { log, logErrorText } = this.deps;
		const { message } = problem;
		if (kind === "again") log.debug("a request is sent again", { path: job.path, problem: message });
		if (logErrorText === true && text !== "") log.debug("Letta's own words", { path: job.path, text });
		if (isKeyRefused) this.deny(message);
		if (status === 402 && !isThinking(job.class)) this.listeners.onUnpaid(message);
		if (change === "down") this.listeners.onDown(message);
	}

	private noteCrowd(): void {
		if (this.isCrowdSaid) return;
		this.isCrowdSaid = true;
		this.deps.log.info(
			"the engine lets fewer requests out at once than were sent: fewer are sent from now on",
		);
	}

	private deny(message: string): void {
		if (this.phase.kind === "denied") return;
		this.phase = { kind: "denied", message };
		this.listeners.onDenied(message);
		this.dropJobs(() => true, "denied", message);
		this.tryKeyLater();
	}

	/** Tries the key again after a while: the operator may have replaced it. */
	private tryKeyLater(): void {
		const { clock, http, json } = this.deps;
		clock.after(CLOUD.deniedRetrySeconds, () => {
			if (this.phase.kind !== "denied") return;
			const request = { method: "GET", path: PROBE_PATH, timeoutSeconds: CLOUD.timeoutSeconds } as const;
			http.send(request, (result) => {
				if (this.phase.kind !== "denied") return;
				if (readOutcome(result, json, (value) => value as defined).kind !== "value")
					return this.tryKeyLater();
				this.phase = { kind: "open" };
				this.scheduler.allowCatchUp(clock.now());
				this.listeners.onAdmitted();
			});
		});
	}

	private dropJobs(matches: CallFilter, reason: DropReason, message: string): void {
		const dropped = this.scheduler.drop(({ spec }) => matches(spec.payload), reason);
		this.replyDropped(dropped, reason, message);
	}

	private replyDropped(jobs: ReadonlyArray<Scheduled<Job>>, reason: DropReason, message: string): void {
		for (const { payload } of jobs) payload.onReply({ kind: "dropped", reason, message });
	}

	private checkWatchers(): void {
		const isOver = ({ matches }: IdleWatcher) => this.scheduler.isIdle(({ payload }) => matches(payload));
		const over = this.watchers.filter(isOver);
		if (over.isEmpty()) return;
		this.watchers = this.watchers.filter((watcher) => !over.includes(watcher));
		for (const { callback } of over) callback();
	}
}
