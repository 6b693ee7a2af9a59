import { LOAD, LOAD_LEVELS } from "server/constants/rules";

/** How loaded the server is, 0 being normal; an index of `LOAD_LEVELS`. */
export type LoadLevel = number;

/** What says how loaded the server is. */
export interface LoadSample {
	/** Seconds that a frame's work takes. */
	readonly heartbeatSeconds: number;
	readonly memoryMb: number;
	/** Requests in the last minute by what a minute may have. */
	readonly budgetShare: number;
}

export type LoadMeasure = keyof LoadSample;

export interface LoadThreshold {
	readonly rise: number;
	readonly fall: number;
}

export interface LoadOptions {
	/** For each measure, of levels 1, 2, …: as many as there are. */
	readonly thresholds: Readonly<Record<LoadMeasure, ReadonlyArray<LoadThreshold>>>;
	readonly riseSeconds: number;
	readonly fallSeconds: number;
}

export interface LoadState {
	readonly level: LoadLevel;
	/** Since when a higher level is called for, seconds. */
	readonly highSince?: number;
	/** Since when nothing calls for this one, seconds. */
	readonly lowSince?: number;
}

export interface LoadStep {
	readonly state: LoadState;
	/** What calls for a level above the one before; empty where nothing does. */
	readonly causes: ReadonlyArray<LoadMeasure>;
}

export const NORMAL_LOAD: LoadState = { level: 0 };

const MEASURES: ReadonlyArray<LoadMeasure> = ["heartbeatSeconds", "memoryMb", "budgetShare"];

/** Those whose value is at or above a threshold of the given level. */
function measuresAt(
	sample: LoadSample,
	level: LoadLevel,
	edge: keyof LoadThreshold,
	{ thresholds }: LoadOptions,
): ReadonlyArray<LoadMeasure> {
	return MEASURES.filter((measure) => {
		const threshold = thresholds[measure][level - 1];
		return threshold !== undefined && sample[measure] >= threshold[edge];
	});
}

/**
 * One sample later. A level rises by one when a measure has called for it long enough, and falls by one when all have
 * been below its lower threshold for longer: between the two thresholds it stays as it is.
 */
export function stepLoadLevel(
	state: LoadState,
	sample: LoadSample,
	now: number,
	options: LoadOptions = LOAD,
): LoadStep {
	const { level } = state;
	const causes = measuresAt(sample, level + 1, "rise", options);
	if (level < LOAD_LEVELS.size() - 1 && !causes.isEmpty()) {
		const highSince = state.highSince ?? now;
		if (now - highSince < options.riseSeconds) return { state: { level, highSince }, causes };
		return { state: { level: level + 1 }, causes };
	}
	if (level > 0 && measuresAt(sample, level, "fall", options).isEmpty()) {
		const lowSince = state.lowSince ?? now;
		if (now - lowSince < options.fallSeconds) return { state: { level, lowSince }, causes: [] };
		return { state: { level: level - 1 }, causes: [] };
	}
	return { state: { level }, causes: [] };
}
