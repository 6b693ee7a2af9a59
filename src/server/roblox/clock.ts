import type { Clock } from "server/ports";
import type { Threads } from "./threads";

/** The engine's clock. A callback that throws is reported and runs again next time. */
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
		const tick = () => {
			if (cancelled) return;
			threads.runLater("timer", seconds, tick);
			callback();
		};
		threads.runLater("timer", seconds, tick);
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
