/** Runs what may yield in threads of its own, none of which ends unheard. */
export interface Threads {
	/** Starts `callback` at once; where it throws, `onError` hears of it with a stack trace. */
	readonly run: (label: string, callback: () => void) => void;
	/** The same, `seconds` later. */
	readonly runLater: (label: string, seconds: number, callback: () => void) => void;
}

/** @param onError must not throw */
export function createThreads(onError: (message: string) => void): Threads {
	const guarded = (label: string, callback: () => void) => {
		xpcall(callback, (problem) => onError(`${label}: ${debug.traceback(tostring(problem), 2)}`));
	};
	return {
		run: (label, callback) => {
			task.spawn(guarded, label, callback);
		},
		runLater: (label, seconds, callback) => {
			task.delay(seconds, guarded, label, callback);
		},
	};
}
