/** Remembers the last `capacity` values. */
export class RecentSet {
	private readonly values = new Set<string>();

	constructor(private readonly capacity: number) {}

	/** False when the value is remembered already. */
	add(value: string): boolean {
		if (this.values.has(value)) return false;
		this.values.add(value);
		if (this.values.size > this.capacity) {
			const [oldest] = this.values;
			this.values.delete(oldest!);
		}
		return true;
	}
}
