/** Remembers the last `capacity` message ids, so a message that arrives again does not appear again. */
export class SeenMessages {
	private readonly known = new Set<string>();
	/** A ring: once full, it holds the oldest id at `nextSlot`. */
	private readonly ring = new Array<string>();
	private nextSlot = 0;

	/** @param capacity at least 1 */
	constructor(private readonly capacity: number) {}

	/** True if the id is new. */
	add(messageId: string): boolean {
		if (this.known.has(messageId)) return false;
		if (this.ring.size() === this.capacity) this.known.delete(this.ring[this.nextSlot]);
		this.ring[this.nextSlot] = messageId;
		this.nextSlot = (this.nextSlot + 1) % this.capacity;
		this.known.add(messageId);
		return true;
	}
}
