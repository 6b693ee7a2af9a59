/** The receiving side of a numbered stream: yields every item once and in order, however often it is sent. */
export class Inbox<T> {
	constructor(private received = 0) {}

	/** The number of the last item received in order; it goes back as `ack`. */
	get ack(): number {
		return this.received;
	}

	/**
	 * The new items of a frame. A frame that begins past the next number yields nothing: an earlier frame was lost, and the
	 * sender repeats from `ack` on.
	 */
	accept(seq: number, items: ReadonlyArray<T>): ReadonlyArray<T> {
		const alreadySeen = this.received + 1 - seq;
		if (alreadySeen < 0) return [];
		const fresh = items.slice(alreadySeen);
		this.received += fresh.length;
		return fresh;
	}
}
