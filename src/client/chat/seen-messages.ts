/** Remembers the last `capacity` message ids, so that a line that arrives again is not shown again. */
export class SeenMessages {
	private readonly known = new Set<string>();
	/** A ring: the slot at `nextSlot` holds the oldest id once the ring is full. */
	private readonly ring = new Array<string>();
	private nextSlot = 0;

	/** @param capacity at least 1 */
	constructor(private readonly capacity: number) {}

	/** True the first time. */
	add(messageId: string): boolean {
		if (this.known.has(messageId)) return false;
		if (this.ring.size() === this.capacity) this.known.delete(this.ring[this.nextSlot]);
		this.ring[this.nextSlot] = messageId;
		this.nextSlot = (this.nextSlot + 1) % this.capacity;
		this.known.add(messageId);
		return true;
	}
}
