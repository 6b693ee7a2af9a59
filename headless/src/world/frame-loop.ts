import type { Pacer } from "./pacer.ts";

export interface FrameLoopOptions {
	readonly stepSeconds: number;
	readonly pacer: Pacer;
	/** Computes the frame that ends at `now`, seconds since boot. */
	readonly frame: (now: number, dt: number) => Promise<void>;
	/** A frame failed; the world cannot go on. */
	readonly onFault: (fault: Error) => void;
}

/** Runs frames one after another, however many callers ask for them. */
export interface FrameLoop {
	readonly now: () => number;
	readonly step: () => Promise<void>;
	readonly run: (seconds: number) => Promise<void>;
	readonly runUntil: (
		condition: () => boolean | Promise<boolean>,
		timeoutSeconds: number,
	) => Promise<boolean>;
	/** Runs frames until a promise that they will settle is settled. */
	readonly runUntilSettled: <T>(promise: Promise<T>) => Promise<T>;
	readonly sleep: (seconds: number) => Promise<void>;
	/** False after a fault or `stop`. */
	readonly isUsable: () => boolean;
	/** Throws why it is not usable. */
	readonly assertUsable: () => void;
	/** Resolves when the frame under way is done; every later one is refused. */
	readonly stop: () => Promise<void>;
}

/** Time is counted in frames, so that a long run gathers no rounding errors. A smaller difference counts as none. */
const EPSILON_SECONDS = 1e-6;

/** Callers that wait for a time of the world. */
class Sleepers {
	private waiting: Array<{ readonly until: number; readonly wake: () => void }> = [];

	sleepUntil(until: number): Promise<void> {
		return new Promise((wake) => this.waiting.push({ until, wake }));
	}

	wake(hasReached: (seconds: number) => boolean): void {
		const due = this.waiting.filter(({ until }) => hasReached(until));
		this.waiting = this.waiting.filter(({ until }) => !hasReached(until));
		for (const { wake } of due) wake();
	}
}

/** Repeats `work` until the promise is settled, and settles as it does; rejects if `work` does. */
async function repeatUntilSettled<T>(promise: Promise<T>, work: () => Promise<void>): Promise<T> {
	let isSettled = false;
	const settled = promise.finally(() => (isSettled = true));
	settled.catch(() => undefined);
	while (!isSettled) await work();
	return settled;
}

export function createFrameLoop({ stepSeconds, pacer, frame, onFault }: FrameLoopOptions): FrameLoop {
	let frames = 0;
	let refusal: Error | undefined;
	let last: Promise<void> = Promise.resolve();
	/** A frame that was asked for and has not begun. */
	let next: Promise<void> | undefined;
	const sleepers = new Sleepers();

	const now = () => frames * stepSeconds;
	const hasReached = (seconds: number) => now() >= seconds - EPSILON_SECONDS;

	const assertUsable = (): void => {
		if (refusal !== undefined) throw refusal;
	};
	const computeFrame = async (): Promise<void> => {
		next = undefined;
		assertUsable();
		await pacer.beforeFrame((frames + 1) * stepSeconds);
		frames += 1;
		try {
			await frame(now(), stepSeconds);
		} catch (error) {
			refusal = error instanceof Error ? error : new Error(String(error));
			onFault(refusal);
			throw refusal;
		}
		sleepers.wake(hasReached);
	};
	const step = (): Promise<void> => {
		const result = last.then(computeFrame);
		last = result.catch(() => undefined);
		next = result;
		return result;
	};
	return {
		now,
		step,
		run: async (seconds) => {
			const until = now() + seconds;
			while (!hasReached(until)) await step();
		},
		runUntil: async (condition, timeoutSeconds) => {
			const until = now() + timeoutSeconds;
			for (;;) {
				if (await condition()) return true;
				if (hasReached(until)) return false;
				await step();
			}
		},
		runUntilSettled: (promise) =>
			repeatUntilSettled(promise, async () => {
				assertUsable();
				// Commands that are given at the same time go into one frame: it is all that their callers wait for.
				await (next ?? step()).catch(() => undefined);
			}),
		sleep: (seconds) => sleepers.sleepUntil(now() + seconds),
		isUsable: () => refusal === undefined,
		assertUsable,
		stop: async () => {
			await last;
			refusal ??= new Error("the world has shut down");
		},
	};
}
