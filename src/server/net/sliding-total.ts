/** A window of time and the parts in which it slides. */
export interface SlidingParts {
	readonly seconds: number;
	readonly parts: number;
}

/**
 * The total of what was added within a window of time, in memory that does not grow. The window slides one part at a time:
 * an amount counts for the window's length, and for at most one part more.
 */
export class SlidingTotal {
	private readonly partSeconds: number;
	/** By part, counted from the clock's zero; at most `parts` + 1. */
	private readonly amounts = new Map<number, number>();

	constructor(private readonly window: SlidingParts) {
		this.partSeconds = window.seconds / window.parts;
	}

	/** `now` is in seconds and does not go back. */
	add(amount: number, now: number): void {
		this.dropOld(now);
		const part = math.floor(now / this.partSeconds);
		this.amounts.set(part, (this.amounts.get(part) ?? 0) + amount);
	}

	total(now: number): number {
		this.dropOld(now);
		let sum = 0;
		for (const [, amount] of this.amounts) sum += amount;
		return sum;
	}

	/** When the part stops to count, seconds. */
	private endOf(part: number): number {
		return (part + 1) * this.partSeconds + this.window.seconds;
	}

	private dropOld(now: number): void {
		for (const [part] of this.amounts) {
			if (this.endOf(part) <= now) this.amounts.delete(part);
		}
	}
}
