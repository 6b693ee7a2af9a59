import { percentile as ofSorted } from "@townsfolk/simulator";

/** By the nearest rank, as in the load runner's reports; for values of any unit, in any order. 0 for none. */
export const percentile = (values: ReadonlyArray<number>, share: number): number =>
	ofSorted(
		[...values].sort((a, b) => a - b),
		share,
	);

export const median = (values: ReadonlyArray<number>) => percentile(values, 0.5);

export const inSeconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;

export const inMilliseconds = (milliseconds: number) => `${milliseconds.toFixed(0)} ms`;
