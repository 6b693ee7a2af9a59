/** How many erasures have not ended. */
export class Erasures {
	private count = 0;
	private waiting: ReadonlyArray<() => void> = [];

	/** Counts an erasure whose end `onErased` hears of. Returns what to call at that end. */
	track(onErased: (ok: boolean) => void): (ok: boolean) => void {
		this.count += 1;
		return (ok) => {
			this.count -= 1;
			onErased(ok);
			if (this.count > 0) return;
			const { waiting } = this;
			this.waiting = [];
			for (const callback of waiting) callback();
		};
	}

	/** Calls back when no erasure is pending (immediately if none). */
	whenNone(callback: () => void): void {
		if (this.count === 0) callback();
		else this.waiting = [...this.waiting, callback];
	}
}
