/** Runs at most `limit` jobs at once; the others wait in order of arrival. */
export class Limiter {
	private running = 0;
	private readonly waiting: (() => void)[] = [];

	constructor(private readonly limit: number) {}

	/** Settles as the job does. */
	async run<T>(job: () => Promise<T>): Promise<T> {
		if (this.running >= this.limit) await new Promise<void>((resolve) => this.waiting.push(resolve));
		else this.running += 1;
		try {
			return await job();
		} finally {
			// The place goes straight to the next in line, so that a newcomer cannot take it.
			const next = this.waiting.shift();
			if (next === undefined) this.running -= 1;
			else next();
		}
	}
}
