/** Serves everybody once in so many seconds, a few in each frame. */
export class RoundRobin<T extends defined> {
	private readonly items = new Array<T>();
	/** Of the item that is next. */
	private position = 0;
	/** How many are due. */
	private due = 0;

	public add(item: T): void {
		this.items.push(item);
	}

	public remove(item: T): void {
		const index = this.items.indexOf(item);
		if (index === -1) return;
		this.items.remove(index);
		if (index < this.position) this.position -= 1;
	}

	/**
	 * @param seconds since the last call
	 * @param serve must neither add nor remove
	 */
	public serve(seconds: number, roundSeconds: number, serve: (item: T) => void): void {
		const count = this.items.size();
		this.due = math.min(this.due + (count * seconds) / roundSeconds, count);
		for (; this.due >= 1; this.due -= 1) {
			if (this.position >= count) this.position = 0;
			const item = this.items[this.position];
			this.position += 1;
			serve(item);
		}
	}
}
