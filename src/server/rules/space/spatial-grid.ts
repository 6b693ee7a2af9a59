import type { Point } from "./entity";
import { distanceBetween } from "./geometry";

/** Anything with a position; its numbers must be finite. */
export interface Located {
	readonly position: Point;
}

/** Packs a cell's two indices into one number: no world is as many cells wide as this. */
const ROW = 2 ** 26;

/** Half of a cell's neighbours, so that every two neighbours meet once. */
const FORWARD = [ROW - 1, ROW, ROW + 1, 1];

/**
 * Finds near items in time that grows with their number, not with the number of all items. It hashes square cells of
 * the ground plane: worlds are flat, so height counts only in the distance. An item that moves within its cell costs
 * nothing.
 */
export class SpatialGrid<T extends Located> {
	private readonly cells = new Map<number, Array<T>>();
	private readonly keys = new Map<T, number>();

	/** @param cellStuds best the radius that searches ask for most */
	constructor(private readonly cellStuds: number) {}

	/** Adds an item, or follows it to where it has moved. */
	public put(item: T): void {
		const key = this.index(item.position.x) * ROW + this.index(item.position.z);
		if (this.keys.get(item) === key) return;
		this.remove(item);
		this.keys.set(item, key);
		const cell = this.cells.get(key);
		if (cell === undefined) this.cells.set(key, [item]);
		else cell.push(item);
	}

	public remove(item: T): void {
		const key = this.keys.get(item);
		if (key === undefined) return;
		this.keys.delete(item);
		const cell = this.cells.get(key) ?? [];
		cell.unorderedRemove(cell.indexOf(item));
		if (cell.isEmpty()) this.cells.delete(key);
	}

	/** Calls back for every item at most `radius` studs from `point`, in no particular order. */
	public forEachWithin(point: Point, radius: number, callback: (item: T, distance: number) => void): void {
		for (let x = this.index(point.x - radius); x <= this.index(point.x + radius); x++) {
			for (let z = this.index(point.z - radius); z <= this.index(point.z + radius); z++) {
				const cell = this.cells.get(x * ROW + z);
				if (cell === undefined) continue;
				for (const item of cell) {
					const distance = distanceBetween(point, item.position);
					if (distance <= radius) callback(item, distance);
				}
			}
		}
	}

	/**
	 * Calls back once for every two items in one cell or in neighbouring cells, in no particular order: for all pairs
	 * closer than a cell's edge, and some others.
	 */
	public forEachNeighbours(callback: (a: T, b: T) => void): void {
		for (const [key, cell] of this.cells) {
			cell.forEach((a, index) => {
				for (let other = index + 1; other < cell.size(); other++) callback(a, cell[other]);
			});
			for (const offset of FORWARD) {
				const other = this.cells.get(key + offset);
				if (other === undefined) continue;
				for (const a of cell) {
					for (const b of other) callback(a, b);
				}
			}
		}
	}

	private index(coordinate: number): number {
		return math.floor(coordinate / this.cellStuds);
	}
}
