/** Numbered items for the other side, and the highest number received from it. */
export interface Frame<T> {
	/** The number of the first item, or of the next one where there is none; from 1. */
	readonly seq: number;
	readonly ack: number;
	readonly items: ReadonlyArray<T>;
}

/**
 * One end of a session that loses nothing and does nothing twice over a transport that may do both: what was not
 * acknowledged is in the next frame again, what was received already is dropped.
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
		const items = this.pending.filter((_, index) => index < maxItems);
		return { seq: this.firstPending, ack: this.received, items };
	}

	/** Takes the other side's frame and returns what is new in it, in order. A frame after a gap brings nothing. */
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
		// An acknowledgement of what was never sent is the other side's fault and means nothing.
		if (count <= 0 || count > this.pending.size()) return;
		this.pending = this.pending.filter((_, index) => index >= count);
		this.firstPending += count;
	}
}
