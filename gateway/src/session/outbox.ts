/** A part of a numbered stream, ready to be sent. `seq` is the number of the first item, or of the next one if empty. */
export interface Batch<T> {
	readonly seq: number;
	readonly items: ReadonlyArray<T>;
}

/** The sending side of a numbered stream: keeps items until they are acknowledged, up to a limit. */
export class Outbox<T> {
	private items: T[];
	private firstSeq: number;

	/** `pending`: what an earlier owner has left, up to number `lastSeq`. */
	constructor(
		private readonly maxItems: number,
		pending: ReadonlyArray<T> = [],
		lastSeq = 0,
	) {
		this.items = [...pending];
		this.firstSeq = lastSeq - pending.length + 1;
	}

	/** How many items are not acknowledged yet. */
	get pendingCount(): number {
		return this.items.length;
	}

	/** The number of the first item that is not acknowledged; of the next one if there is none. */
	get firstPendingSeq(): number {
		return this.firstSeq;
	}

	/** The number of the last item added; 0 before the first. */
	get lastSeq(): number {
		return this.firstSeq + this.items.length - 1;
	}

	/** False when there is no room, because the other side has stopped reading. */
	add(item: T): boolean {
		if (this.items.length >= this.maxItems) return false;
		this.items.push(item);
		return true;
	}

	/**
	 * Drops the items that the other side has. False for a number that was never sent. A number below an earlier
	 * acknowledgement comes from a frame that arrived late, and is ignored.
	 */
	acknowledge(ack: number): boolean {
		if (ack > this.lastSeq) return false;
		const count = Math.max(0, ack - this.firstSeq + 1);
		this.items.splice(0, count);
		this.firstSeq += count;
		return true;
	}

	/** The oldest pending items after number `afterSeq`, at most `maxItems`. They stay until they are acknowledged. */
	batch(maxItems: number, afterSeq = 0): Batch<T> {
		const skipped = Math.max(0, afterSeq + 1 - this.firstSeq);
		return { seq: this.firstSeq + skipped, items: this.items.slice(skipped, skipped + maxItems) };
	}
}
