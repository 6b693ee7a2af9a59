import type { Clock } from "server/ports";
import type { Threads } from "./threads";

/**
 * The engine's clock. It reports a callback that throws, and runs it again next time. Repeated callbacks run with the
 * next frame, but keep their pace on average. A server that stalled skips the runs that it missed.
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

/** The wall clock, Unix seconds. All servers agree on it. */
export function unixNow(): number {
	return DateTime.now().UnixTimestamp;
}
