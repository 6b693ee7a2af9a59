import type { FrameBudget, MayGoOn } from "./frame-budget";

export interface SlicedWorkDeps {
	readonly clock: { readonly after: (seconds: number, callback: () => void) => unknown };
	readonly budget: Pick<FrameBudget, "spend">;
}

/** Work that goes on for as long as a frame's budget allows, and then in the next frame. */
export class SlicedWork {
	private isContinuing = false;

	/** @param workWhile returns whether everything is done */
	constructor(
		private readonly deps: SlicedWorkDeps,
		private readonly workWhile: (mayGoOn: MayGoOn) => boolean,
	) {}

	/** Works now, and goes on by itself until everything is done. */
	public run(): void {
		let isDone = false;
		this.deps.budget.spend((mayGoOn) => {
			isDone = this.workWhile(mayGoOn);
		});
		if (!isDone) this.soon();
	}

	/** Works now if this frame has any time left, and otherwise in the next; goes on by itself until everything is done. */
	public runIfTime(): void {
		let isDone = false;
		this.deps.budget.spend((mayGoOn) => {
			isDone = mayGoOn() && this.workWhile(mayGoOn);
		});
		if (!isDone) this.soon();
	}

	/** Works in the next frame, and goes on by itself until everything is done. */
	public soon(): void {
		if (this.isContinuing) return;
		this.isContinuing = true;
		this.deps.clock.after(0, () => {
			this.isContinuing = false;
			this.run();
		});
	}
}
