/** Time for everything that waits, so that a test can advance it by hand. */
export interface Clock {
	/** Monotonic seconds. */
	readonly now: () => number;
	/** Runs `callback` once after `seconds`; the returned function cancels it. */
	readonly after: (seconds: number, callback: () => void) => () => void;
}

/** The process's own clock. */
export const systemClock: Clock = {
	now: () => performance.now() / 1000,
	after: (seconds, callback) => {
		const timer = setTimeout(callback, seconds * 1000);
		return () => clearTimeout(timer);
	},
};

/** Resolves after `seconds`. */
export function sleep(clock: Clock, seconds: number): Promise<void> {
	return new Promise((resolve) => clock.after(seconds, resolve));
}

/** Runs `callback` every `seconds`, first after `seconds`; the returned function stops it. */
export function repeat(clock: Clock, seconds: number, callback: () => void): () => void {
	let cancel = clock.after(seconds, run);
	function run(): void {
		callback();
		cancel = clock.after(seconds, run);
	}
	return () => cancel();
}

/** Resolves `true` if `work` settles within `seconds`, and `false` if it does not; never rejects. */
export async function settledWithin(clock: Clock, seconds: number, work: Promise<unknown>): Promise<boolean> {
	let cancel = () => {};
	const tooLate = new Promise<false>((resolve) => (cancel = clock.after(seconds, () => resolve(false))));
	const settled = work.then(
		() => true,
		() => true,
	);
	const inTime = await Promise.race([settled, tooLate]);
	cancel();
	return inTime;
}
