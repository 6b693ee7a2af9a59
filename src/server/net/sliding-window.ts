/** Compacting is not worth it for fewer. */
const MIN_COMPACT = 32;

/** Counts what happened within the last `seconds`. */
export class SlidingWindow {
	/** Oldest first. */
	private times = new Array<number>();
	/** The index of the oldest time that still counts. */
	private first = 0;

	constructor(private readonly seconds: number) {}

	/** `now` must not be before the last one. */
	add(now: number): void {
		this.times.push(now);
	}

	count(now: number): number {
		while (this.first < this.times.size() && this.times[this.first] <= now - this.seconds) this.first += 1;
		this.compact();
		return this.times.size() - this.first;
	}

	/** Seconds until fewer than `limit` count; 0 if fewer do already. */
	secondsUntilBelow(limit: number, now: number): number {
		const surplus = this.count(now) - limit;
		if (surplus < 0) return 0;
		return math.max(0, this.times[this.first + surplus] + this.seconds - now);
	}

	/** Drops old times once they are the greater part, so that each time is moved about once. */
	private compact(): void {
		if (this.first < MIN_COMPACT || this.first * 2 < this.times.size()) return;
		const { first } = this;
		this.times = this.times.filter((_, index) => index >= first);
		this.first = 0;
	}
}
