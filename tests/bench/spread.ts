/** By the nearest rank, like `summarize`; for values of any unit. */
export function percentile(values: ReadonlyArray<number>, share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

export const median = (values: ReadonlyArray<number>) => percentile(values, 0.5);

export const inSeconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
