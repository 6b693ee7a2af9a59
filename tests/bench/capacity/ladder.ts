/** What was measured with so many game servers. */
export interface Rung {
	readonly servers: number;
	/** Milliseconds. */
	readonly p95: number;
}

/** A rung holds while its p95 is below so many times the first one's. */
const FACTOR = 2;

export const holds = (rung: Rung, first: Rung): boolean => rung.p95 < FACTOR * first.p95;

/** The last rung before the first that does not hold. Undefined for none at all. */
export function lastHeld<R extends Rung>(rungs: ReadonlyArray<R>): R | undefined {
	const [first] = rungs;
	const end = rungs.findIndex((rung) => !holds(rung, first!));
	return end < 0 ? rungs.at(-1) : rungs[end - 1];
}
