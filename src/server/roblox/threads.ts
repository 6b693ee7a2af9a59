/** Runs callbacks that may yield in threads of their own, and reports every error. */
export interface Threads {
	/** Starts `callback` at once. If it throws, `onError` gets a message with a stack trace. */
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
