import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";

/** Delays frames, so that the world's time does not run ahead of the wall clock or of outside work. */
export interface Pacer {
	/** Resolves when the frame that brings the world's time to `worldSeconds` may run. */
	readonly beforeFrame: (worldSeconds: number) => Promise<void>;
}

/** A world that is further behind the wall clock skips the time instead of catching up. */
const MAX_LAG_SECONDS = 0.5;

/** Keeps the world's time on the wall clock. */
export function createRealPacer(wallSeconds: () => number): Pacer {
	let offset: number | undefined;
	return {
		beforeFrame: async (worldSeconds) => {
			const wall = wallSeconds();
			offset ??= wall - worldSeconds;
			const ahead = worldSeconds + offset - wall;
			if (ahead < -MAX_LAG_SECONDS) offset = wall - worldSeconds;
			await (ahead > 0 ? sleep(ahead * 1000) : nextTurn());
		},
	};
}

/** Work outside the world that the virtual clock must wait for. */
export interface OutsideWork {
	readonly isPending: () => boolean;
	readonly nextAnswer: () => Promise<void>;
}

/** Lets the world's time run freely, but no faster than the wall clock while outside work is pending. */
export function createVirtualPacer(wallSeconds: () => number, outside: OutsideWork): Pacer {
	let offset: number | undefined;
	return {
		beforeFrame: async (worldSeconds) => {
			// Handlers that answer at once can answer before the next frame.
			await nextTurn();
			if (!outside.isPending()) {
				offset = undefined;
				return;
			}
			offset ??= wallSeconds() - worldSeconds;
			const ahead = worldSeconds + offset - wallSeconds();
			if (ahead > 0) await sleepUnless(outside.nextAnswer(), ahead);
		},
	};
}

async function sleepUnless(woken: Promise<void>, seconds: number): Promise<void> {
	const timer = new AbortController();
	await Promise.race([
		woken,
		sleep(seconds * 1000, undefined, { signal: timer.signal }).catch(() => undefined),
	]);
	timer.abort();
}
