/** A job calls `onDone` once, at once or later. */
export type Job = (onDone: () => void) => void;

/** Runs jobs one after the other, in order. */
export interface SerialQueue {
	/** False: too many wait, and the job is not run. */
	readonly push: (job: Job) => boolean;
}

export function createSerialQueue(maxWaiting: number): SerialQueue {
	const waiting = new Array<Job>();
	let running = false;

	const runNext = () => {
		const job = waiting.shift();
		running = job !== undefined;
		job?.(runNext);
	};

	return {
		push: (job) => {
			if (waiting.size() >= maxWaiting) return false;
			waiting.push(job);
			if (!running) runNext();
			return true;
		},
	};
}
