/** The receiving side of a numbered stream: every item comes out once and in order, however often it is sent. */
export class Inbox<T> {
	private received = 0;

	/** The number of the last item that came in order; what goes back as `ack`. */
	get ack(): number {
		return this.received;
	}

	/**
	 * The items of a frame that are new. A frame that begins past the next number yields nothing: what is
	 * missing was lost on the way, and the sender repeats from `ack` on.
	 */
	accept(seq: number, items: ReadonlyArray<T>): ReadonlyArray<T> {
		const alreadySeen = this.received + 1 - seq;
		if (alreadySeen < 0) return [];
		const fresh = items.slice(alreadySeen);
		this.received += fresh.length;
		return fresh;
	}
}
