import type { RequestClass } from "./request-class";
import type { Repeat } from "./retry-policy";

/** One request, as its caller wants it. */
export interface RequestSpec<T> {
	readonly class: RequestClass;
	readonly payload: T;
	/** Where it goes: hosts fail and recover by themselves. */
	readonly host: string;
	/** Requests of one lane are sent one at a time, those of a class in the order in which they were wanted. */
	readonly lane?: string;
	/** A newer request with the same key takes the place of one that still waits. */
	readonly key?: string;
	readonly repeat: Repeat;
	/** It is there to try a host with. */
	readonly isProbe?: boolean;
	/** Seconds after which it is given up, if it is not under way by then; absent: it can wait for ever. */
	readonly deadlineSeconds?: number;
	/** When it was wanted, if that was before it is added; seconds. */
	readonly since?: number;
}

export interface Queued<T> {
	readonly id: number;
	spec: RequestSpec<T>;
	/** Ahead of its class: somebody of this one waits for it. */
	promotedTo?: RequestClass;
	readonly since: number;
	attempts: number;
	/** Not sent before; seconds. */
	notBefore: number;
}

/**
 * The requests that wait. A class is a handicap of some seconds, and no more: whoever has waited that much longer goes
 * first, so that no class starves.
 */
export class RequestQueue<T extends defined> {
	/** In the order in which they were added: it decides between those that are equally urgent. */
	private entries: ReadonlyArray<Queued<T>> = [];

	/** `handicaps`: seconds of age that a request of each class lacks. */
	constructor(private readonly handicaps: Readonly<Record<RequestClass, number>>) {}

	/** Returns what it takes the place of, if it does: the place in the queue is kept. */
	add(entry: Queued<T>): RequestSpec<T> | undefined {
		const { key } = entry.spec;
		const known = key === undefined ? undefined : this.entries.find(({ spec }) => spec.key === key);
		if (known === undefined) {
			this.entries = [...this.entries, entry];
			return undefined;
		}
		const replaced = known.spec;
		const isMoreUrgent = this.handicaps[entry.spec.class] < this.handicaps[replaced.class];
		known.spec = isMoreUrgent ? entry.spec : { ...entry.spec, class: replaced.class };
		return replaced;
	}

	/** Puts one back that was taken, before all that came after it. */
	putBack(entry: Queued<T>): void {
		this.entries = [...this.entries, entry].sort((a, b) => a.id < b.id);
	}

	hasKey(key: string): boolean {
		return this.entries.some(({ spec }) => spec.key === key);
	}

	/** Takes out all that match. */
	takeWhere(matches: (entry: Queued<T>) => boolean): ReadonlyArray<Queued<T>> {
		const taken = this.entries.filter((entry) => matches(entry));
		if (!taken.isEmpty()) this.entries = this.entries.filter((entry) => !taken.includes(entry));
		return taken;
	}

	/** The one to send next of those that `isEligible` accepts; it stays in the queue. */
	best(isEligible: (entry: Queued<T>) => boolean): Queued<T> | undefined {
		let best: Queued<T> | undefined;
		for (const entry of this.entries) {
			if (best !== undefined && this.orderOf(entry) >= this.orderOf(best)) continue;
			if (isEligible(entry)) best = entry;
		}
		return best;
	}

	all(): ReadonlyArray<Queued<T>> {
		return this.entries;
	}

	/** Of each lane, the one that has to go first. */
	lanesFirst(): ReadonlyMap<string, Queued<T>> {
		const firsts = new Map<string, Queued<T>>();
		for (const entry of this.entries) {
			const { lane } = entry.spec;
			if (lane === undefined) continue;
			const first = firsts.get(lane);
			if (first === undefined || this.orderOf(entry) < this.orderOf(first)) firsts.set(lane, entry);
		}
		return firsts;
	}

	/** The moment from which a request counts against those of other classes; the earliest goes first. */
	private orderOf({ spec, since, promotedTo }: Queued<T>): number {
		return since + this.handicaps[promotedTo ?? spec.class];
	}
}
