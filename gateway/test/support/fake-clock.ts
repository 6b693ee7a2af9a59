import { setImmediate as macrotask } from "node:timers/promises";
import type { Clock } from "../../src/timing/clock.ts";

/** A clock that stands still until it is turned. */
export interface FakeClock extends Clock {
	/** Runs what falls due within `seconds`, in order, and what comes of it. */
	readonly advance: (seconds: number) => Promise<void>;
	/** How many timers wait. */
	readonly timers: () => number;
}

/** Lets everything that was promised and can settle, settle. */
export async function settle(): Promise<void> {
	await macrotask();
}

const PATIENCE_SECONDS = 10;

/** Waits, without the fake time passing, until something has come about; meanwhile does `work`. Throws when it does not. */
export async function until(condition: () => boolean, work: () => unknown = () => {}): Promise<void> {
	const deadline = performance.now() + PATIENCE_SECONDS * 1000;
	while (!condition()) {
		if (performance.now() > deadline) throw new Error(`in vain: ${String(condition)}`);
		await work();
		await macrotask();
	}
}

export function createFakeClock(): FakeClock {
	let now = 1000;
	const timers = new Map<object, { readonly at: number; readonly callback: () => void }>();

	async function advance(seconds: number): Promise<void> {
		const target = now + seconds;
		await settle();
		for (;;) {
			const due = [...timers].filter(([, { at }]) => at <= target).sort((a, b) => a[1].at - b[1].at)[0];
			if (due === undefined) break;
			const [key, { at, callback }] = due;
			timers.delete(key);
			now = Math.max(now, at);
			callback();
			await settle();
		}
		now = target;
	}

	return {
		now: () => now,
		after: (seconds, callback) => {
			const key = {};
			timers.set(key, { at: now + seconds, callback });
			return () => void timers.delete(key);
		},
		advance,
		timers: () => timers.size,
	};
}
