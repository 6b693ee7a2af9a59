import { MONITOR } from "server/constants/operations";

/** Values of the last minutes in three numbers; each is 0 where there are none. */
export interface Spread {
	readonly p50: number;
	readonly p95: number;
	readonly max: number;
}

export interface RecentValuesOptions {
	/** How long a value counts, seconds. */
	readonly seconds: number;
	/** Only the newest values are kept, at most this many. */
	readonly maxValues: number;
}

/** Recent measurements and their percentiles. */
export class RecentValues {
	/** A ring: the oldest is overwritten. */
	private readonly values = new Array<{ readonly value: number; readonly at: number }>();
	private nextIndex = 0;

	constructor(private readonly options: RecentValuesOptions = MONITOR.recent) {}

	/** `now` is in seconds. */
	add(value: number, now: number): void {
		this.values[this.nextIndex] = { value, at: now };
		this.nextIndex = (this.nextIndex + 1) % this.options.maxValues;
	}

	/** By nearest rank: each number is one that was measured. */
	spread(now: number): Spread {
		const sorted = this.values
			.mapFiltered(({ value, at }) => (now - at <= this.options.seconds ? value : undefined))
			.sort();
		const count = sorted.size();
		if (count === 0) return { p50: 0, p95: 0, max: 0 };
		const at = (share: number) => sorted[math.max(1, math.ceil(share * count)) - 1];
		return { p50: at(0.5), p95: at(0.95), max: sorted[count - 1] };
	}
}
