import { SCHEDULER } from "server/constants/letta";
import { type BackoffOptions, nextBackoff } from "./backoff";
import { FlightLimit, type FlightLimitOptions } from "./flight-limit";
import { type GateChange, type GateOptions, HostGate } from "./host-gate";
import { type BudgetOptions, RequestBudget } from "./request-budget";
import { isThinking, type RequestClass } from "./request-class";
import { type Queued, RequestQueue, type RequestSpec } from "./request-queue";
import { type DropReason, RequestStats, type SchedulerStats } from "./request-stats";
import { mayRepeat, type Outcome } from "./retry-policy";

/** A request to send now, or one that was given up. */
export interface Scheduled<T> {
	readonly id: number;
	readonly payload: T;
}

export interface ToSend<T> extends Scheduled<T> {
	/** It only tries whether the host takes requests again, so its answer is not worth a long wait. */
	readonly isTry: boolean;
}

export interface StepResult<T> {
	/** To send now, in this order. Settle each once. */
	readonly send: ReadonlyArray<ToSend<T>>;
	/** Given up: their deadline has passed, and they were never sent. */
	readonly expired: ReadonlyArray<Scheduled<T>>;
}

/** What becomes of a request after an outcome. */
export interface Settlement {
	/** `again`: it waits to be sent again. `superseded`: a newer one with its key waits; its caller gets no answer. */
	readonly kind: "over" | "again" | "superseded";
	/** The host has just gone out of reach, or come back. */
	readonly change: GateChange;
}

/** What the scheduler may send, and when; see `SCHEDULER`. */
export interface SchedulerOptions extends GateOptions {
	readonly budget: BudgetOptions;
	/** Seconds that a request of each class must be older than a turn to go before it. */
	readonly handicapSeconds: Readonly<Record<RequestClass, number>>;
	/** Requests under way at once. */
	readonly flight: FlightLimitOptions;
	/** Requests under way at once that a model has to answer. */
	readonly maxThinkingInFlight: number;
	/** Waits before a request is sent again. */
	readonly retry: BackoffOptions;
	/** Waiting times kept for each class, from which the statistics take percentiles. */
	readonly rememberedWaits: number;
}

/** Of the requests that may be under way: the most that a model has to answer. */
const THINKING_SHARE = 0.75;

/**
 * Decides which request goes out when: a state machine without clock or dice. Call `step` after every `add` and
 * `settle`, and when `secondsUntilStep` has passed.
 */
export class RequestScheduler<T extends defined> {
	private readonly queue: RequestQueue<T>;
	private readonly budget: RequestBudget;
	private readonly flight: FlightLimit;
	private readonly stats: RequestStats;
	private readonly gates = new Map<string, HostGate>();
	private readonly inFlight = new Map<number, Queued<T> & { readonly isTry: boolean }>();
	private readonly busyLanes = new Set<string>();
	private thinkingInFlight = 0;
	/** The last request went ahead of one that a player waits for. The next must not. */
	private hasAgeGoneFirst = false;
	private lastId = 0;

	/** `random` is uniform in [0, 1). */
	constructor(
		now: number,
		private readonly random: () => number,
		private readonly options: SchedulerOptions = SCHEDULER,
	) {
		this.queue = new RequestQueue(options.handicapSeconds);
		this.budget = new RequestBudget(options.budget, now);
		this.flight = new FlightLimit(options.flight);
		this.stats = new RequestStats(options.rememberedWaits);
	}

	/** Adds a request, or puts it in the place of one that waits under the same key. */
	add(spec: RequestSpec<T>, now: number): void {
		this.lastId += 1;
		const since = spec.since ?? now;
		const replaced = this.queue.add({ id: this.lastId, spec, since, attempts: 0, notBefore: now });
		if (replaced !== undefined) this.stats.noteMerged(replaced.class);
	}

	/** Chooses what to send now. Only what is sent uses the budget. */
	step(now: number): StepResult<T> {
		const expired = this.drop((entry) => this.secondsLeft(entry, now) <= 0, "deadline");
		const send = new Array<ToSend<T>>();
		while (this.inFlight.size() < this.flight.current() && this.budget.secondsUntilFree(now) <= 0) {
			const chosen = this.choose(now);
			if (chosen === undefined) break;
			const isTry = this.take(chosen, now);
			send.push({ id: chosen.id, payload: chosen.spec.payload, isTry });
		}
		return { send, expired };
	}

	settle(id: number, outcome: Outcome, now: number): Settlement {
		const entry = this.inFlight.get(id);
		assert(entry, "a request that is not under way was settled");
		if (outcome.kind === "crowded") this.flight.noteRefused(this.inFlight.size(), now);
		else this.flight.noteAnswer(now);
		this.leaveFlight(entry);
		const gate = this.gateOf(entry.spec.host);
		const before = gate.state(now);
		const change = gate.note(entry.spec.class, outcome, entry.isTry, now);
		if (before !== "up" && gate.state(now) === "up") this.budget.allowCatchUp(now);
		// Requests that waited because the host was away have waited enough.
		if (change === "up") for (const waiting of this.queue.all()) waiting.notBefore = now;
		return { kind: this.next(entry, outcome, now), change };
	}

	/** Gives up waiting requests and returns them. Those under way go on. */
	drop(matches: (entry: Queued<T>) => boolean, reason: DropReason): ReadonlyArray<Scheduled<T>> {
		const dropped = this.queue.takeWhere(matches);
		for (const { spec } of dropped) this.stats.noteDropped(spec.class, reason);
		return dropped.map(({ id, spec }) => ({ id, payload: spec.payload }));
	}

	/** Lets matching requests that wait go ahead as if they were of that class. */
	promote(matches: (spec: RequestSpec<T>) => boolean, requestClass: RequestClass): void {
		for (const entry of this.queue.all()) if (matches(entry.spec)) entry.promotedTo = requestClass;
	}

	/** A host that refused everything takes requests again, and much has waited. */
	allowCatchUp(now: number): void {
		this.budget.allowCatchUp(now);
	}

	/** Changes the limits: a closing server may use what it had kept in reserve. */
	setBudget(options: BudgetOptions, now: number): void {
		this.budget.setOptions(options, now);
	}

	/** Seconds until `step` may have something to do without an answer; undefined if nothing waits. */
	secondsUntilStep(now: number): number | undefined {
		let least: number | undefined;
		const budgetWait = this.budget.secondsUntilFree(now);
		for (const entry of this.queue.all()) {
			const gate = this.gateOf(entry.spec.host);
			const isAdmitted = this.maySend(entry.spec, gate.state(now));
			const gateWait = isAdmitted ? gate.secondsUntilOpen(entry.spec.class, now) : undefined;
			const sendWait = math.max(entry.notBefore - now, gateWait ?? math.huge, budgetWait);
			const wait = math.min(sendWait, this.secondsLeft(entry, now));
			if (least === undefined || wait < least) least = wait;
		}
		return least;
	}

	/** Whether the host needs a probe: it has to be tried, and no request that waits or is under way tries it. */
	wantsProbe(host: string, now: number): boolean {
		const state = this.gateOf(host).state(now);
		if (state === "up" || [...this.inFlight].some(([, { isTry }]) => isTry)) return false;
		const waiting = this.queue.all().filter(({ spec }) => spec.host === host);
		const isTried = waiting.some(({ spec }) => this.maySend(spec, state));
		return !isTried && (state === "down" || !waiting.isEmpty());
	}

	/** Whether no matching request waits or is under way. */
	isIdle(matches: (spec: RequestSpec<T>) => boolean = () => true): boolean {
		for (const [, { spec }] of this.inFlight) if (matches(spec)) return false;
		return !this.queue.all().some(({ spec }) => matches(spec));
	}

	readStats(now: number): SchedulerStats {
		const waiting = (each: RequestClass) =>
			this.queue
				.all()
				.filter(({ spec }) => spec.class === each)
				.size();
		return {
			byClass: this.stats.read(waiting),
			inFlight: this.inFlight.size(),
			usedLastMinute: this.budget.usedLastMinute(now),
			perMinute: this.options.budget.perMinute,
		};
	}

	private next(entry: Queued<T>, outcome: Outcome, now: number): Settlement["kind"] {
		const { spec } = entry;
		if (outcome.kind === "ok" || !mayRepeat(spec.repeat, outcome)) return "over";
		if (spec.key !== undefined && this.queue.hasKey(spec.key)) {
			this.stats.noteDropped(spec.class, "superseded");
			return "superseded";
		}
		const asked = outcome.kind === "limited" ? outcome.retryAfterSeconds : undefined;
		const wait = asked ?? nextBackoff(entry.attempts - 1, this.random, this.options.retry);
		this.queue.putBack({ ...entry, notBefore: now + wait });
		this.stats.noteRetried(spec.class);
		return "again";
	}

	/**
	 * By class and age. An old request goes ahead of a turn every other time at most. There may be hundreds of old ones, as
	 * when a town's agents are made, and a turn that waited for all of them would be too late.
	 */
	private choose(now: number): Queued<T> | undefined {
		const firsts = this.queue.lanesFirst();
		const oldest = this.queue.best((entry) => this.isEligible(entry, firsts, now));
		if (oldest === undefined || isAwaited(oldest)) {
			this.hasAgeGoneFirst = false;
			return oldest;
		}
		const awaited = this.queue.best((entry) => isAwaited(entry) && this.isEligible(entry, firsts, now));
		this.hasAgeGoneFirst = awaited !== undefined && !this.hasAgeGoneFirst;
		return awaited === undefined || this.hasAgeGoneFirst ? oldest : awaited;
	}

	private isEligible(entry: Queued<T>, firsts: ReadonlyMap<string, Queued<T>>, now: number): boolean {
		const { spec } = entry;
		if (entry.notBefore > now) return false;
		if (spec.lane !== undefined && (this.busyLanes.has(spec.lane) || firsts.get(spec.lane) !== entry))
			return false;
		if (isThinking(spec.class) && this.thinkingInFlight >= this.maxThinking()) return false;
		const gate = this.gateOf(spec.host);
		return this.maySend(spec, gate.state(now)) && gate.secondsUntilOpen(spec.class, now) === 0;
	}

	/** Where little may be under way, slow answers must still leave room. */
	private maxThinking(): number {
		const share = math.max(1, math.floor(this.flight.current() * THINKING_SHARE));
		return math.min(this.options.maxThinkingInFlight, share);
	}

	/**
	 * A host that is down gets nothing but a probe: the requests that wait may be what it fails at. After a pause a turn must
	 * not go first: it takes long, and everything else would wait for its answer.
	 */
	private maySend(spec: RequestSpec<T>, host: "up" | "limited" | "down"): boolean {
		return host === "up" || spec.isProbe === true || (host === "limited" && spec.repeat === "always");
	}

	private take(entry: Queued<T>, now: number): boolean {
		const { id, spec } = entry;
		this.queue.takeWhere((other) => other === entry);
		this.budget.take(now);
		entry.attempts += 1;
		this.stats.noteSent(spec.class, entry.attempts === 1 ? now - entry.since : undefined);
		const isTry = this.gateOf(spec.host).noteSent(now);
		this.inFlight.set(id, { ...entry, isTry });
		if (spec.lane !== undefined) this.busyLanes.add(spec.lane);
		if (isThinking(spec.class)) this.thinkingInFlight += 1;
		return isTry;
	}

	private leaveFlight({ id, spec }: Queued<T>): void {
		this.inFlight.delete(id);
		if (spec.lane !== undefined) this.busyLanes.delete(spec.lane);
		if (isThinking(spec.class)) this.thinkingInFlight -= 1;
	}

	private secondsLeft({ spec, since }: Queued<T>, now: number): number {
		return spec.deadlineSeconds === undefined ? math.huge : since + spec.deadlineSeconds - now;
	}

	private gateOf(host: string): HostGate {
		const known = this.gates.get(host);
		if (known !== undefined) return known;
		const created = new HostGate(this.options);
		this.gates.set(host, created);
		return created;
	}
}

/** A player waits for it. */
function isAwaited({ spec, promotedTo }: Queued<defined>): boolean {
	return isThinking(promotedTo ?? spec.class);
}
