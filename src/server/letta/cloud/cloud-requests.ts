import type { Clock, HttpPort, Json, Log, Random } from "server/ports";
import { CLOUD, SCHEDULER } from "server/constants/letta";
import { isThinking, type RequestClass } from "server/net/request-class";
import type { DropReason, SchedulerStats } from "server/net/request-stats";
import { RequestScheduler, type Settlement, type ToSend } from "server/net/request-scheduler";
import type { Repeat } from "server/net/retry-policy";
import type { LettaError } from "server/wire/letta-guards";
import { readOutcome, type Reading } from "./read-outcome";

/** A request to Letta, as the one who wants it sees it. */
export interface CloudCall<T> {
	readonly class: RequestClass;
	readonly method: "GET" | "POST" | "PATCH" | "DELETE";
	readonly path: string;
	readonly body?: unknown;
	/** What the answer is; undefined for one that cannot be used. */
	readonly read: (value: unknown) => T | undefined;
	readonly repeat: Repeat;
	/** Whose it is; such calls can be dropped together. */
	readonly npcId?: string;
	/** See `RequestSpec`. */
	readonly lane?: string;
	readonly key?: string;
	readonly deadlineSeconds?: number;
	readonly since?: number;
	readonly timeoutSeconds?: number;
	/** A closing server sends it all the same. */
	readonly isFinal?: boolean;
}

export type CloudReply<T> =
	| { readonly kind: "ok"; readonly value: T }
	/** Letta has not done it. `status` 0: it was not asked. */
	| { readonly kind: "refused"; readonly status: number; readonly error: LettaError }
	/** It may have been done. */
	| { readonly kind: "unknown"; readonly message: string }
	/** It never left. */
	| { readonly kind: "dropped"; readonly reason: DropReason; readonly message: string };

/** What waits at the requests, its answer's type forgotten. */
interface Job extends CloudCall<defined> {
	readonly isProbe?: boolean;
	readonly onReply: (reply: CloudReply<defined>) => void;
}

export interface CloudRequestsListeners {
	/** Letta is out of reach; said once for each outage, until `onUp`. */
	readonly onDown: (message: string) => void;
	readonly onUp: () => void;
	/** What costs nothing is refused for want of credits. */
	readonly onUnpaid: (message: string) => void;
	/** The key is refused: nothing is sent any more. */
	readonly onDenied: (message: string) => void;
}

/** Every request to Letta passes here. */
export interface CloudRequests {
	/**
	 * `onReply` is called once, never within this call; not at all if a newer call with the same key takes its place.
	 */
	readonly send: <T extends defined>(call: CloudCall<T>, onReply: (reply: CloudReply<T>) => void) => void;
	/** Gives up what waits and matches, as `reason`. */
	readonly drop: (matches: (call: CloudCall<defined>) => boolean, reason: DropReason) => void;
	/** What waits and matches goes ahead as if it were of a class. */
	readonly promote: (matches: (call: CloudCall<defined>) => boolean, requestClass: RequestClass) => void;
	/** Calls back as soon as nothing that matches waits or is under way; at once, if it is so. */
	readonly whenIdle: (matches: (call: CloudCall<defined>) => boolean, callback: () => void) => void;
	/** Only what is final is sent from now on, as fast as Roblox allows. */
	readonly beginClosing: () => void;
	/** Sends nothing more and answers nobody. */
	readonly stop: () => void;
	readonly stats: () => SchedulerStats;
}

export interface CloudRequestsDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly http: HttpPort;
	readonly json: Json;
	readonly log: Log;
}

/** The one host there is here. */
const HOST = "letta";
/** A wait shorter than this is not worth a timer of its own, seconds. */
const LEAST_WAIT_SECONDS = 0.02;

/** Runs the scheduler: asks it what to send, sends it, and brings the answers to those who wait for them. */
export function createCloudRequests(
	deps: CloudRequestsDeps,
	listeners: CloudRequestsListeners,
): CloudRequests {
	const { clock, http, json, log } = deps;
	const scheduler = new RequestScheduler<Job>(clock.now(), deps.random.next);
	let watchers: ReadonlyArray<{
		matches: (call: CloudCall<defined>) => boolean;
		callback: () => void;
	}> = [];
	let cancelWake: (() => void) | undefined;
	let isPumping = false;
	let denied: string | undefined;
	let isClosing = false;
	let isStopped = false;

	const replyDropped = (
		jobs: ReadonlyArray<{ readonly payload: Job }>,
		reason: DropReason,
		message: string,
	) => {
		for (const { payload } of jobs) payload.onReply({ kind: "dropped", reason, message });
	};

	const dropJobs = (matches: (job: Job) => boolean, reason: DropReason, message: string) =>
		replyDropped(
			scheduler.drop(({ spec }) => matches(spec.payload), reason),
			reason,
			message,
		);

	const checkWatchers = () => {
		const over = watchers.filter(({ matches }) => scheduler.isIdle(({ payload }) => matches(payload)));
		if (over.isEmpty()) return;
		watchers = watchers.filter((watcher) => !over.includes(watcher));
		for (const { callback } of over) callback();
	};

	const deny = (message: string) => {
		if (denied !== undefined) return;
		denied = message;
		listeners.onDenied(message);
		dropJobs(() => true, "denied", message);
	};

	const replyOf = (reading: Reading<defined>): CloudReply<defined> => {
		if (reading.kind === "value") return { kind: "ok", value: reading.value };
		const { kind } = reading.outcome;
		if (kind === "lost" || kind === "trouble") return { kind: "unknown", message: reading.error.message };
		return { kind: "refused", status: reading.status, error: reading.error };
	};

	const noteFailure = (job: Job, status: number, message: string, { kind, change }: Settlement) => {
		if (kind === "again") log.debug("a request is sent again", { path: job.path, problem: message });
		if (status === 401 || status === 403) deny(message);
		if (status === 402 && !isThinking(job.class)) listeners.onUnpaid(message);
		if (change === "down") listeners.onDown(message);
	};

	const onResult = (id: number, job: Job, reading: Reading<defined>) => {
		const settlement = scheduler.settle(id, reading.outcome, clock.now());
		const { kind, change } = settlement;
		if (reading.kind === "failure") noteFailure(job, reading.status, reading.error.message, settlement);
		if (change === "up") listeners.onUp();
		if (kind === "over") job.onReply(replyOf(reading));
		pump();
	};

	const perform = ({ id, payload: job, isTry }: ToSend<Job>) => {
		const body = job.body === undefined ? undefined : json.encode(job.body);
		const patience = job.timeoutSeconds ?? CLOUD.timeoutSeconds;
		const timeoutSeconds = isTry ? math.min(patience, CLOUD.tryTimeoutSeconds) : patience;
		http.send({ method: job.method, path: job.path, body, timeoutSeconds }, (result) => {
			if (!isStopped) onResult(id, job, readOutcome(result, json, job.read, isThinking(job.class)));
		});
	};

	const probeHost = () =>
		add({
			class: "housekeeping",
			method: "GET",
			path: "/v1/agents/?limit=1",
			read: (value) => value as defined,
			repeat: "never",
			isProbe: true,
			isFinal: true,
			onReply: () => {},
		});

	const add = (job: Job) => {
		const { class: requestClass, lane, key, repeat: policy, isProbe, deadlineSeconds, since } = job;
		const spec = { class: requestClass, payload: job, host: HOST, lane, key, repeat: policy, isProbe };
		scheduler.add({ ...spec, deadlineSeconds, since }, clock.now());
	};

	const planWake = () => {
		cancelWake?.();
		const wait = scheduler.secondsUntilStep(clock.now());
		if (wait === undefined || wait === math.huge) return;
		cancelWake = clock.after(math.max(wait, LEAST_WAIT_SECONDS), pump);
	};

	const stepOnce = () => {
		const { send, expired } = scheduler.step(clock.now());
		replyDropped(expired, "deadline", "it waited too long for its turn to be sent");
		for (const each of send) perform(each);
		return !send.isEmpty() || !expired.isEmpty();
	};

	/** Answers may come within a step, and ask for more. */
	const pump = () => {
		if (isPumping || isStopped) return;
		isPumping = true;
		while (stepOnce());
		if (scheduler.wantsProbe(HOST, clock.now())) probeHost();
		isPumping = false;
		checkWatchers();
		planWake();
	};

	/** Sent a moment later, so that all that is wanted together is weighed together. */
	const pumpSoon = () => {
		cancelWake?.();
		cancelWake = clock.after(0, pump);
	};

	const refuseAtOnce = (job: Job, reason: DropReason, message: string) => {
		clock.after(0, () => job.onReply({ kind: "dropped", reason, message }));
	};

	return {
		send: <T extends defined>(call: CloudCall<T>, onReply: (reply: CloudReply<T>) => void) => {
			// The answer is read by the call's own `read`, so the types belong together.
			const job = { ...call, onReply } as unknown as Job;
			if (denied !== undefined) return refuseAtOnce(job, "denied", denied);
			if (isStopped || (isClosing && call.isFinal !== true))
				return refuseAtOnce(job, "cancelled", "the server closes");
			add(job);
			pumpSoon();
		},
		drop: (matches, reason) => {
			dropJobs(matches, reason, "given up");
			pumpSoon();
		},
		promote: (matches, requestClass) => {
			scheduler.promote(({ payload }) => matches(payload), requestClass);
			pumpSoon();
		},
		whenIdle: (matches, callback) => {
			watchers = [...watchers, { matches, callback }];
			checkWatchers();
		},
		beginClosing: () => {
			isClosing = true;
			scheduler.setBudget(SCHEDULER.closingBudget, clock.now());
			dropJobs((job) => job.isFinal !== true, "cancelled", "the server closes");
			pumpSoon();
		},
		stop: () => {
			isStopped = true;
			cancelWake?.();
		},
		stats: () => scheduler.readStats(clock.now()),
	};
}
