/** A piece of a numbered stream, ready to be sent: `seq` is the first item's number, or the next one's. */
export interface Batch<T> {
	readonly seq: number;
	readonly items: ReadonlyArray<T>;
}

/** The sending side of a numbered stream: keeps what was not acknowledged, up to a bound. */
export class Outbox<T> {
	private items: T[] = [];
	private firstSeq = 1;

	constructor(private readonly maxItems: number) {}

	/** Not acknowledged yet. */
	get pendingCount(): number {
		return this.items.length;
	}

	/** The number of the last item that was put in; 0 before the first. */
	get lastSeq(): number {
		return this.firstSeq + this.items.length - 1;
	}

	/** False when there is no room: the other side has stopped reading. */
	add(item: T): boolean {
		if (this.items.length >= this.maxItems) return false;
		this.items.push(item);
		return true;
	}

	/**
	 * Drops what the other side has. False for a number that was never sent. One that is older than an earlier
	 * acknowledgement is a frame that was overtaken: nothing to do.
	 */
	acknowledge(ack: number): boolean {
		if (ack > this.lastSeq) return false;
		const count = Math.max(0, ack - this.firstSeq + 1);
		this.items.splice(0, count);
		this.firstSeq += count;
		return true;
	}

	/** What is pending, oldest first, at most `maxItems`. Stays until it is acknowledged. */
	batch(maxItems: number): Batch<T> {
		return { seq: this.firstSeq, items: this.items.slice(0, maxItems) };
	}
}
