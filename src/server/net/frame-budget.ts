import { WORK } from "server/constants/operations";

export interface FrameBudgetOptions {
	/** Seconds of a frame that may go to work that can wait. */
	readonly budgetSeconds: number;
	/** Seconds after which another frame has certainly begun. */
	readonly frameSeconds: number;
}

/** Says whether there is time for one more piece of work. */
export type MayGoOn = () => boolean;

/** The time of each frame for work that can wait for the next. All who have such work share it. */
export class FrameBudget {
	private frameBegan = -math.huge;
	private used = 0;
	/** While somebody works. */
	private mayGoOn?: MayGoOn;

	/** @param now the engine's clock, seconds */
	constructor(
		private readonly now: () => number,
		private readonly options: FrameBudgetOptions = WORK,
	) {}

	/**
	 * Has `work` done, which does one piece in any case and asks before each further one. Work that begins in the midst of other
	 * work has what that leaves.
	 */
	public spend(work: (mayGoOn: MayGoOn) => void): void {
		const { budgetSeconds, frameSeconds } = this.options;
		const began = this.now();
		const isNewFrame = began - this.frameBegan >= frameSeconds;
		if (this.mayGoOn !== undefined && !isNewFrame) return work(this.mayGoOn);
		if (isNewFrame) {
			this.frameBegan = began;
			this.used = 0;
		}
		// Stays set if the work fails; until the next frame, others then have what it left.
		this.mayGoOn = () => this.used + this.now() - began < budgetSeconds;
		work(this.mayGoOn);
		this.mayGoOn = undefined;
		this.used += this.now() - began;
	}
}
