import type { RequestClass } from "./request-class";
import type { Repeat } from "./retry-policy";

/** One request, as its caller wants it. */
export interface RequestSpec<T> {
	readonly class: RequestClass;
	readonly payload: T;
	/** Where it goes. Hosts fail and recover independently. */
	readonly host: string;
	/** One request of a lane is under way at a time; those of a class keep their order. */
	readonly lane?: string;
	/** A newer request with the same key replaces one that still waits. */
	readonly key?: string;
	readonly repeat: Repeat;
	/** It only tries whether the host answers. */
	readonly isProbe?: boolean;
	/** Seconds after which it is given up if it is not under way. Absent: it can wait for ever. */
	readonly deadlineSeconds?: number;
	/** When it was wanted, if that was before it was added; seconds. */
	readonly since?: number;
}

export interface Queued<T> {
	readonly id: number;
	spec: RequestSpec<T>;
	/** A more urgent class whose requests wait for it. */
	promotedTo?: RequestClass;
	readonly since: number;
	attempts: number;
	/** It must not be sent earlier; seconds. */
	notBefore: number;
}

/**
 * The requests that wait. A class is no more than a handicap of some seconds: a request that has waited that much longer
 * goes first, so no class starves.
 */
export class RequestQueue<T extends defined> {
	/** In the order in which they were added. That order decides between equally urgent requests. */
	private entries: ReadonlyArray<Queued<T>> = [];

	/** `handicaps`: seconds that each class is behind. */
	constructor(private readonly handicaps: Readonly<Record<RequestClass, number>>) {}

	/** Returns the request that it replaces, if any. It takes over that request's place in the queue. */
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

	/** Puts a taken entry back, before all that came after it. */
	putBack(entry: Queued<T>): void {
		this.entries = [...this.entries, entry].sort((a, b) => a.id < b.id);
	}

	hasKey(key: string): boolean {
		return this.entries.some(({ spec }) => spec.key === key);
	}

	/** Takes out all matching entries. */
	takeWhere(matches: (entry: Queued<T>) => boolean): ReadonlyArray<Queued<T>> {
		const taken = this.entries.filter((entry) => matches(entry));
		if (!taken.isEmpty()) this.entries = this.entries.filter((entry) => !taken.includes(entry));
		return taken;
	}

	/** The entry to send next among those that `isEligible` accepts. It stays in the queue. */
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

	/** By lane, the entry that has to go first. */
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

	/** When a request was wanted, plus its handicap; the smallest goes first. */
	private orderOf({ spec, since, promotedTo }: Queued<T>): number {
		return since + this.handicaps[promotedTo ?? spec.class];
	}
}
