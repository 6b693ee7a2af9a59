import type { Clock } from "server/ports";
import type { Threads } from "./threads";

/**
 * The engine's clock. A callback that throws is reported and runs again next time. What runs again and again keeps to
 * its times on average, though each comes with the next frame; times that a stalled server missed are skipped.
 */
export function createClock(threads: Threads): Clock {
	const after = (seconds: number, callback: () => void) => {
		let cancelled = false;
		threads.runLater("timer", seconds, () => {
			if (!cancelled) callback();
		});
		return () => {
			cancelled = true;
		};
	};

	const every = (seconds: number, callback: () => void) => {
		let cancelled = false;
		let dueAt = os.clock();
		const plan = () => {
			const now = os.clock();
			dueAt = math.max(dueAt + seconds, now);
			threads.runLater("timer", dueAt - now, tick);
		};
		const tick = () => {
			if (cancelled) return;
			plan();
			callback();
		};
		plan();
		return () => {
			cancelled = true;
		};
	};

	return { now: () => os.clock(), isoNow: () => DateTime.now().ToIsoDate(), every, after };
}

/** The wall clock, Unix seconds; servers agree on it. */
export function unixNow(): number {
	return DateTime.now().UnixTimestamp;
}
