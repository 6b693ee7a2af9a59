export interface PlanClock {
	/** Seconds. */
	readonly now: () => number;
	/** Calls back once after `seconds`, unless what it returns is called before. */
	readonly after: (seconds: number, callback: () => void) => () => void;
}

/** Something that is to be done once, at the earliest time that anybody has asked for. */
export class Plan {
	private planned?: { readonly at: number; readonly cancel: () => void };

	constructor(private readonly clock: PlanClock) {}

	/** Calls `run` after `seconds`, unless it is planned for sooner. */
	public within(seconds: number, run: () => void): void {
		const at = this.clock.now() + seconds;
		if (this.planned === undefined || this.planned.at > at) this.after(seconds, run);
	}

	/** Calls `run` after `seconds`, whatever was planned. */
	public after(seconds: number, run: () => void): void {
		this.cancel();
		const cancel = this.clock.after(seconds, () => {
			this.planned = undefined;
			run();
		});
		this.planned = { at: this.clock.now() + seconds, cancel };
	}

	public isPlanned(): boolean {
		return this.planned !== undefined;
	}

	public cancel(): void {
		this.planned?.cancel();
		this.planned = undefined;
	}
}
