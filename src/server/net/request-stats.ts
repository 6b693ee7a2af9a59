import { REQUEST_CLASSES, type RequestClass } from "./request-class";

/** Why a request was given up before its caller had an answer. */
export type DropReason = "deadline" | "cancelled" | "superseded" | "down" | "denied";

/** One class's counts since the start. */
export interface ClassStats {
	/** Those that wait now. */
	readonly waiting: number;
	/** Replaced by a newer one with the same key before they were sent. */
	readonly merged: number;
	/** Each attempt counts. */
	readonly sent: number;
	readonly retried: number;
	readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
	/** Seconds until a request was first sent, for the last `rememberedWaits` requests. */
	readonly wait: { readonly p50: number; readonly p95: number; readonly max: number };
}

export interface SchedulerStats {
	readonly byClass: Readonly<Record<RequestClass, ClassStats>>;
	readonly inFlight: number;
	/** Requests sent within the last minute, and how many may be. */
	readonly usedLastMinute: number;
	readonly perMinute: number;
}

interface Counts {
	merged: number;
	sent: number;
	retried: number;
	dropped: Partial<Record<DropReason, number>>;
	/** A ring: the oldest is overwritten. */
	waits: Array<number>;
	/** The same, the shortest first: whoever reads them often need not sort them. */
	sortedWaits: Array<number>;
	nextWait: number;
	maxWait: number;
}

const percentile = (sorted: ReadonlyArray<number>, share: number) =>
	sorted.isEmpty() ? 0 : sorted[math.min(sorted.size() - 1, math.floor(share * sorted.size()))];

/** The place of the first value that is not less. */
function placeOf(value: number, sorted: ReadonlyArray<number>): number {
	let [from, to] = [0, sorted.size()];
	while (from < to) {
		const middle = math.floor((from + to) / 2);
		if (sorted[middle] < value) from = middle + 1;
		else to = middle;
	}
	return from;
}

/** Counts what became of requests, by class. */
export class RequestStats {
	private readonly counts = new Map<RequestClass, Counts>();

	constructor(private readonly rememberedWaits: number) {
		for (const each of REQUEST_CLASSES)
			this.counts.set(each, {
				merged: 0,
				sent: 0,
				retried: 0,
				dropped: {},
				waits: [],
				sortedWaits: [],
				nextWait: 0,
				maxWait: 0,
			});
	}

	noteMerged(requestClass: RequestClass): void {
		this.of(requestClass).merged += 1;
	}

	/** `waitSeconds` only for the first attempt. */
	noteSent(requestClass: RequestClass, waitSeconds?: number): void {
		const counts = this.of(requestClass);
		counts.sent += 1;
		if (waitSeconds === undefined) return;
		counts.maxWait = math.max(counts.maxWait, waitSeconds);
		const oldest = counts.waits[counts.nextWait] as number | undefined;
		if (oldest !== undefined) counts.sortedWaits.remove(placeOf(oldest, counts.sortedWaits));
		counts.sortedWaits.insert(placeOf(waitSeconds, counts.sortedWaits), waitSeconds);
		counts.waits[counts.nextWait] = waitSeconds;
		counts.nextWait = (counts.nextWait + 1) % this.rememberedWaits;
	}

	noteRetried(requestClass: RequestClass): void {
		this.of(requestClass).retried += 1;
	}

	noteDropped(requestClass: RequestClass, reason: DropReason): void {
		const { dropped } = this.of(requestClass);
		dropped[reason] = (dropped[reason] ?? 0) + 1;
	}

	read(waiting: (requestClass: RequestClass) => number): Record<RequestClass, ClassStats> {
		const result = {} as Record<RequestClass, ClassStats>;
		for (const each of REQUEST_CLASSES) {
			const { merged, sent, retried, dropped, sortedWaits: sorted, maxWait } = this.of(each);
			const wait = { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), max: maxWait };
			result[each] = { waiting: waiting(each), merged, sent, retried, dropped: { ...dropped }, wait };
		}
		return result;
	}

	private of(requestClass: RequestClass): Counts {
		const counts = this.counts.get(requestClass);
		assert(counts, `there is no class ${requestClass}`);
		return counts;
	}
}
