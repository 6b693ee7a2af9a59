/** Between two pieces of work: goes on when there is time for the next one, perhaps in a later frame. */
export type Breathe = () => void;

/** For work that is done at once. */
export const holdBreath: Breathe = () => {};

/** Long work that takes a breath between its pieces. It must not yield in any other way. */
export class InPieces {
	private readonly thread: thread;
	private mayGoOn: () => boolean = () => true;

	constructor(work: (breathe: Breathe) => void) {
		this.thread = coroutine.create(() =>
			work(() => {
				if (!this.mayGoOn()) coroutine.yield();
			}),
		);
	}

	/** Does one piece in any case, and further ones while there is time. Returns whether everything is done. */
	public workWhile(mayGoOn: () => boolean): boolean {
		if (this.isDone()) return true;
		this.mayGoOn = mayGoOn;
		const [ok, problem] = coroutine.resume(this.thread);
		if (!ok) error(debug.traceback(this.thread, tostring(problem)), 0);
		return this.isDone();
	}

	public finish(): void {
		this.workWhile(() => true);
	}

	/** Also of work that has failed. */
	public isDone(): boolean {
		return coroutine.status(this.thread) === "dead";
	}
}
