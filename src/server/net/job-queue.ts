import type { MayGoOn } from "./frame-budget";
import { SlicedWork, type SlicedWorkDeps } from "./sliced-work";

/** Must not yield. */
export type Job = () => void;

/**
 * Jobs in their order: at once while the frame has time for them, and what is left in the next frames. What a job adds comes
 * before all that waits already: it belongs to that job.
 */
export class JobQueue {
	/** The next one last. */
	private waiting = new Array<Job>();
	/** What the job under way has added, in its order. */
	private added?: Array<Job>;
	private readonly slices: SlicedWork;

	constructor(deps: SlicedWorkDeps) {
		this.slices = new SlicedWork(deps, (mayGoOn) => this.workWhile(mayGoOn));
	}

	public add(job: Job): void {
		if (this.added !== undefined) {
			this.added.push(job);
			return;
		}
		const isFirst = this.waiting.isEmpty();
		this.waiting.insert(0, job);
		if (isFirst) this.slices.runIfTime();
	}

	/** Does everything that is left. */
	public finish(): void {
		this.workWhile(() => true);
	}

	/** Drops everything that is left. */
	public clear(): void {
		this.waiting.clear();
	}

	private workWhile(mayGoOn: MayGoOn): boolean {
		for (let job = this.waiting.pop(); job !== undefined; job = this.waiting.pop()) {
			this.work(job);
			if (!this.waiting.isEmpty() && !mayGoOn()) return false;
		}
		return true;
	}

	private work(job: Job): void {
		const added = new Array<Job>();
		this.added = added;
		const [ok, problem] = xpcall(job, (thrown) => debug.traceback(tostring(thrown)));
		this.added = undefined;
		for (let index = added.size() - 1; index >= 0; index--) this.waiting.push(added[index]);
		if (ok) return;
		// The others are none the worse for it.
		if (!this.waiting.isEmpty()) this.slices.soon();
		error(problem, 0);
	}
}
