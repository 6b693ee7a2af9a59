/**
 * Things that are due when a measure (seconds, studs) has grown to some value. It costs as much as there is due, however much
 * there is besides. What is due within one span of the measure is due at its end.
 */
export class DueList<T extends defined> {
	private readonly spanOf = new Map<T, number>();
	private readonly bySpan = new Map<number, Array<T>>();
	/** The span that has ended last: what is planned for it, or for the past, is due with the next step. */
	private endedSpan = -math.huge;

	constructor(private readonly spanLength: number) {}

	/** The item is due at that value, and no more at an earlier or later one. */
	public plan(item: T, at: number): void {
		const span = math.max(math.ceil(at / this.spanLength - ROUNDING), this.endedSpan);
		this.spanOf.set(item, span);
		const known = this.bySpan.get(span);
		if (known === undefined) this.bySpan.set(span, [item]);
		else known.push(item);
	}

	/** The item is not due any more. */
	public cancel(item: T): void {
		this.spanOf.delete(item);
	}

	public isPlanned(item: T): boolean {
		return this.spanOf.has(item);
	}

	/** The measure has grown to `at`: gives out what is due. */
	public passTo(at: number, onDue: (item: T) => void): void {
		const present = math.floor(at / this.spanLength + ROUNDING);
		for (let span = this.firstSpan(present); span <= present; span++) {
			for (const item of this.bySpan.get(span) ?? []) {
				// It may have been planned anew, or cancelled.
				if (this.spanOf.get(item) !== span) continue;
				this.spanOf.delete(item);
				onDue(item);
			}
			this.bySpan.delete(span);
		}
		this.endedSpan = present;
	}

	private firstSpan(present: number): number {
		if (this.bySpan.isEmpty()) return present;
		if (this.endedSpan > -math.huge) return this.endedSpan;
		let first = present;
		for (const [span] of this.bySpan) first = math.min(first, span);
		return first;
	}
}

/** Spans: sums of fractions come a little early or late. */
const ROUNDING = 1e-6;
