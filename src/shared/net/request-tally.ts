import { RecentValues } from "./recent-values";
import { type ClassStats, REQUEST_CLASSES, type RequestClass } from "./request-stats";

class ClassTally {
	merged = 0;
	sent = 0;
	retried = 0;
	readonly dropped: Record<string, number> = {};
	readonly waits = new RecentValues();
}

/** Counts what becomes of requests, by class. */
export class RequestTally {
	private readonly tallies = new Map<RequestClass, ClassTally>(
		REQUEST_CLASSES.map((requestClass) => [requestClass, new ClassTally()]),
	);

	merged(requestClass: RequestClass): void {
		this.of(requestClass).merged += 1;
	}

	/** For the first time, after `waitedSeconds`. */
	sent(requestClass: RequestClass, waitedSeconds: number, now: number): void {
		const tally = this.of(requestClass);
		tally.sent += 1;
		tally.waits.add(waitedSeconds, now);
	}

	retried(requestClass: RequestClass): void {
		this.of(requestClass).retried += 1;
	}

	dropped(requestClass: RequestClass, reason: string): void {
		const { dropped } = this.of(requestClass);
		dropped[reason] = (dropped[reason] ?? 0) + 1;
	}

	/** `waiting` says how many of a class wait now. */
	classes(waiting: (requestClass: RequestClass) => number, now: number): Record<RequestClass, ClassStats> {
		const stats: Partial<Record<RequestClass, ClassStats>> = {};
		for (const requestClass of REQUEST_CLASSES) {
			const { merged, sent, retried, dropped, waits } = this.of(requestClass);
			stats[requestClass] = {
				waiting: waiting(requestClass),
				merged,
				sent,
				retried,
				dropped: { ...dropped },
				waitSeconds: waits.spread(now),
			};
		}
		return stats as Record<RequestClass, ClassStats>;
	}

	private of(requestClass: RequestClass): ClassTally {
		const tally = this.tallies.get(requestClass);
		assert(tally, `there is no class ${requestClass}`);
		return tally;
	}
}
