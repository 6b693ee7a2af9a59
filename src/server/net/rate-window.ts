import { SlidingWindow } from "./sliding-window";

/** At most so many in any stretch of so many seconds, for each of many keys. */
export class RateWindow<K extends string | number> {
	private readonly windows = new Map<K, SlidingWindow>();

	constructor(
		private readonly max: number,
		private readonly seconds: number,
	) {}

	/** Counts one and returns true, if there is room for it at `now` (seconds). */
	public take(key: K, now: number): boolean {
		const window = this.windows.get(key) ?? new SlidingWindow(this.seconds);
		this.windows.set(key, window);
		if (window.count(now) >= this.max) return false;
		window.add(now);
		return true;
	}

	public forget(key: K): void {
		this.windows.delete(key);
	}
}
