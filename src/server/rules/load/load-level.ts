import { LOAD, LOAD_LEVELS } from "server/constants/rules";

/** How loaded the server is; 0 is normal. An index of `LOAD_LEVELS`. */
export type LoadLevel = number;

/** The measures of load at one moment. */
export interface LoadSample {
	/** Seconds that a frame's work takes. */
	readonly heartbeatSeconds: number;
	readonly memoryMb: number;
	/** Requests in the last minute, divided by the number that a minute may have. */
	readonly budgetShare: number;
}

export type LoadMeasure = keyof LoadSample;

/** In the unit of its measure. */
export interface LoadThreshold {
	/** At this value or above, a measure calls for the level. */
	readonly rise: number;
	/** Below this value, it lets the level end. */
	readonly fall: number;
}

/** When the level changes. `LOAD` has the numbers and their reasons. */
export interface LoadOptions {
	/** For each measure the thresholds of levels 1, 2, …, as many as there are. */
	readonly thresholds: Readonly<Record<LoadMeasure, ReadonlyArray<LoadThreshold>>>;
	/** Seconds that a measure must call for a level before it begins. */
	readonly riseSeconds: number;
	/** Seconds that all measures must be calm before a level ends. */
	readonly fallSeconds: number;
}

/** The level, and what may change it. Seconds. */
export interface LoadState {
	readonly level: LoadLevel;
	/** Since when a measure has called for a higher level. */
	readonly highSince?: number;
	/** Since when no measure has called for this level. */
	readonly lowSince?: number;
}

/** The state after a sample. */
export interface LoadStep {
	readonly state: LoadState;
	/** The measures that call for a higher level. */
	readonly causes: ReadonlyArray<LoadMeasure>;
}

export const NORMAL_LOAD: LoadState = { level: 0 };

const MEASURES: ReadonlyArray<LoadMeasure> = ["heartbeatSeconds", "memoryMb", "budgetShare"];

/** The measures at or above a threshold of the level. */
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
 * Takes one sample. The level rises by one when a measure has called for it long enough. It falls by one when all
 * measures have been below its lower threshold for longer; between the two thresholds it stays.
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
