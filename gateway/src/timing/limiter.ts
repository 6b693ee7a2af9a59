interface Waiting {
	readonly start: () => void;
	readonly isUrgent: () => boolean;
}

/** Runs at most `limit` jobs at once; the others wait in order of arrival, after those that are urgent by then. */
export class Limiter {
	private running = 0;
	private readonly waiting: Waiting[] = [];

	constructor(private readonly limit: number) {}

	/** Settles as the job does. */
	async run<T>(job: () => Promise<T>, isUrgent = () => false): Promise<T> {
		if (this.running >= this.limit)
			await new Promise<void>((start) => this.waiting.push({ start, isUrgent }));
		else this.running += 1;
		try {
			return await job();
		} finally {
			// The place goes straight to the next in line, so that a newcomer cannot take it.
			const next = this.takeNext();
			if (next === undefined) this.running -= 1;
			else next.start();
		}
	}

	private takeNext(): Waiting | undefined {
		const urgent = this.waiting.findIndex(({ isUrgent }) => isUrgent());
		return this.waiting.splice(Math.max(0, urgent), 1)[0];
	}
}
