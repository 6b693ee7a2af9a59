import { SlidingWindow } from "./sliding-window";

/** Lets through at most `max` in any `seconds`, for each key by itself. */
export class RateWindow<K extends string | number> {
	private readonly windows = new Map<K, SlidingWindow>();

	constructor(
		private readonly max: number,
		private readonly seconds: number,
	) {}

	/** Counts one and returns true if there is room at `now`, seconds. */
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
