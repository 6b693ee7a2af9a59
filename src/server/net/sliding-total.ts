/** A window of time and the parts in which it slides. */
export interface SlidingParts {
	readonly seconds: number;
	readonly parts: number;
}

/**
 * What was added within the last so many seconds, in memory that does not grow. It slides a part at a time and lets go
 * of nothing too early: an amount counts for the window's length, and for at most one part more.
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

	/** Seconds until the total is below `limit` if nothing is added: 0 where it is, never (`math.huge`) below 0. */
	secondsUntilBelow(limit: number, now: number): number {
		let left = this.total(now);
		if (left < limit) return 0;
		const parts = new Array<number>();
		for (const [part] of this.amounts) parts.push(part);
		for (const part of parts.sort()) {
			left -= this.amounts.get(part) ?? 0;
			if (left < limit) return this.endOf(part) - now;
		}
		return math.huge;
	}

	/** When the part counts no more, seconds. */
	private endOf(part: number): number {
		return (part + 1) * this.partSeconds + this.window.seconds;
	}

	private dropOld(now: number): void {
		for (const [part] of this.amounts) {
			if (this.endOf(part) <= now) this.amounts.delete(part);
		}
	}
}
