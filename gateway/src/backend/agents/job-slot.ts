export interface JobSlotOptions {
	/** A job threw. */
	readonly onError: (error: unknown) => void;
	/** The slot is free again. */
	readonly onFree: () => void;
}

/** Room for one job at a time. */
export class JobSlot {
	private job: Promise<void> | undefined;

	constructor(private readonly options: JobSlotOptions) {}

	get isBusy(): boolean {
		return this.job !== undefined;
	}

	/** Runs `work` in the slot, which must be free. Never rejects. */
	run(work: () => Promise<void>): Promise<void> {
		const { onError, onFree } = this.options;
		this.job = work()
			.catch(onError)
			.finally(() => {
				this.job = undefined;
				onFree();
			});
		return this.job;
	}

	/** Resolves when the job that runs now has ended (immediately if none does). */
	async settled(): Promise<void> {
		await this.job;
	}
}
