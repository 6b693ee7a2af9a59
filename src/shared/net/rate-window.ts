/** At most so many in any stretch of so many seconds, for each of many keys. */
export class RateWindow<K extends string | number> {
	private readonly times = new Map<K, ReadonlyArray<number>>();

	constructor(
		private readonly max: number,
		private readonly seconds: number,
	) {}

	/** Counts one and returns true, if there is room for it at `now` (seconds). */
	public take(key: K, now: number): boolean {
		const recent = (this.times.get(key) ?? []).filter((at) => now - at < this.seconds);
		const hasRoom = recent.size() < this.max;
		this.times.set(key, hasRoom ? [...recent, now] : recent);
		return hasRoom;
	}

	public forget(key: K): void {
		this.times.delete(key);
	}
}
