export interface JobOptions {
	/** Whose job it is. Jobs without a name are one owner's. */
	readonly owner?: string;
	/** The owner wants it before others of its own by then. */
	readonly isUrgent?: () => boolean;
}

interface Waiting {
	readonly start: () => void;
	readonly isUrgent: () => boolean;
}

/**
 * Runs at most `limit` jobs at once. Owners take turns, so that one with thousands of jobs does not hold up another's first.
 * An owner's own jobs wait in order of arrival, after those that are urgent by then.
 */
export class Limiter {
	private running = 0;
	/** By owner, the one whose turn it is first. */
	private readonly waiting = new Map<string, Waiting[]>();

	constructor(private readonly limit: number) {}

	/** Settles as the job does. */
	async run<T>(job: () => Promise<T>, { owner = "", isUrgent = () => false }: JobOptions = {}): Promise<T> {
		if (this.running >= this.limit)
			await new Promise<void>((start) => this.enqueue(owner, { start, isUrgent }));
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

	private enqueue(owner: string, waiting: Waiting): void {
		const line = this.waiting.get(owner);
		if (line === undefined) this.waiting.set(owner, [waiting]);
		else line.push(waiting);
	}

	private takeNext(): Waiting | undefined {
		const [first] = this.waiting;
		if (first === undefined) return undefined;
		const [owner, line] = first;
		const urgent = line.findIndex(({ isUrgent }) => isUrgent());
		const [next] = line.splice(Math.max(0, urgent), 1);
		// Its next job comes after one of each other owner.
		this.waiting.delete(owner);
		if (line.length > 0) this.waiting.set(owner, line);
		return next;
	}
}
