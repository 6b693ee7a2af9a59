/** Percentiles of seconds. */
export interface Summary {
	readonly count: number;
	readonly p50: number;
	readonly p95: number;
	readonly max: number;
}

const round = (seconds: number) => Math.round(seconds * 1000) / 1000;

/** By the nearest rank; 0 for an empty list. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** Percentiles by the nearest rank; all are 0 for an empty list. */
export function summarize(seconds: ReadonlyArray<number>): Summary {
	const sorted = [...seconds].sort((a, b) => a - b);
	const at = (share: number) => round(percentile(sorted, share));
	return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}
