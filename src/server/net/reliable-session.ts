/** Numbered items for the other side, and the highest number received from it. */
export interface Frame<T> {
	/** The number of the first item; of the next one if there is none. Counts from 1. */
	readonly seq: number;
	readonly ack: number;
	readonly items: ReadonlyArray<T>;
}

/**
 * One end of a session that loses and repeats nothing, over a transport that may do both. A frame holds again whatever was
 * not acknowledged, and the receiver drops what it has already received.
 */
export class ReliableSession<Out extends defined, In extends defined> {
	/** Not acknowledged yet, oldest first. */
	private pending = new Array<Out>();
	/** The number of the first pending item. */
	private firstPending = 1;
	private received = 0;

	public enqueue(item: Out): void {
		this.pending.push(item);
	}

	/** The frame to send now; the same items again until they are acknowledged. */
	public frame(maxItems: number): Frame<Out> {
		return this.frameAfter(this.acknowledgedSeq(), maxItems);
	}

	/** The items after number `seq`, for a transport that has carried those before and loses nothing. */
	public frameAfter(seq: number, maxItems: number): Frame<Out> {
		const skipped = math.max(0, seq + 1 - this.firstPending);
		const items = this.pending.filter((_, index) => index >= skipped && index < skipped + maxItems);
		return { seq: this.firstPending + skipped, ack: this.received, items };
	}

	/** The number before the first item that is not acknowledged. */
	public acknowledgedSeq(): number {
		return this.firstPending - 1;
	}

	/** Takes the other side's frame and returns its new items, in order; none of a frame after a gap. */
	public receive(frame: Frame<In>): ReadonlyArray<In> {
		this.acknowledge(frame.ack);
		const known = this.received + 1 - frame.seq;
		if (known < 0) return [];
		const fresh = frame.items.filter((_, index) => index >= known);
		this.received += fresh.size();
		return fresh;
	}

	/** Items that the other side has not acknowledged. */
	public pendingCount(): number {
		return this.pending.size();
	}

	private acknowledge(ack: number): void {
		const count = ack - this.firstPending + 1;
		// Ignore an acknowledgement of items that were never sent: the other side is wrong.
		if (count <= 0 || count > this.pending.size()) return;
		this.pending = this.pending.filter((_, index) => index >= count);
		this.firstPending += count;
	}
}
