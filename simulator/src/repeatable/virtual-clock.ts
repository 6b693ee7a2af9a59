import type { Clock } from "../../../gateway/src/timing/clock.ts";

/** A clock that stands still until the world's frames move it on. */
export interface VirtualClock extends Clock {
	/**
	 * Runs everything that falls due up to `seconds`, in order of time, then of making; after each, `settle` lets what
	 * comes of it settle, so that nothing depends on how fast this machine is.
	 */
	readonly advanceTo: (seconds: number, settle: () => Promise<void>) => Promise<void>;
}

interface Timer {
	readonly at: number;
	readonly callback: () => void;
	isCancelled: boolean;
}

/** Frames' times are sums of fractions: a difference below this is none. */
const EPSILON_SECONDS = 1e-9;

export function createVirtualClock(): VirtualClock {
	let now = 0;
	/** Earliest last; of one time, the one made first last. */
	const timers: Timer[] = [];

	function insert(timer: Timer): void {
		let low = 0;
		let high = timers.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (timers[middle]!.at > timer.at) low = middle + 1;
			else high = middle;
		}
		timers.splice(low, 0, timer);
	}

	return {
		now: () => now,
		after: (seconds, callback) => {
			const timer = { at: now + Math.max(0, seconds), callback, isCancelled: false };
			insert(timer);
			return () => (timer.isCancelled = true);
		},
		advanceTo: async (seconds, settle) => {
			for (;;) {
				const next = timers.at(-1);
				if (next === undefined || next.at > seconds + EPSILON_SECONDS) break;
				timers.pop();
				if (next.isCancelled) continue;
				now = Math.max(now, next.at);
				next.callback();
				await settle();
			}
			now = seconds;
		},
	};
}
