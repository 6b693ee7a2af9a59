import type { Point } from "./entity";

/** Anything with a position; its numbers must be finite. */
export interface Located {
	readonly position: Point;
}

/** Packs a cell's two indices into one number: no world is as many cells wide as this. */
const ROW = 2 ** 26;

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
		const { x, y, z } = point;
		const { cells } = this;
		const [firstX, lastX] = [this.index(x - radius), this.index(x + radius)];
		const [firstZ, lastZ] = [this.index(z - radius), this.index(z + radius)];
		for (let cellX = firstX; cellX <= lastX; cellX++) {
			for (let cellZ = firstZ; cellZ <= lastZ; cellZ++) {
				const cell = cells.get(cellX * ROW + cellZ);
				if (cell === undefined) continue;
				// Not `distanceBetween`: this is where a large town's time goes.
				for (const item of cell) {
					const { position } = item;
					const [dx, dy, dz] = [x - position.x, y - position.y, z - position.z];
					const distance = math.sqrt(dx * dx + dy * dy + dz * dz);
					if (distance <= radius) callback(item, distance);
				}
			}
		}
	}

	private index(coordinate: number): number {
		return math.floor(coordinate / this.cellStuds);
	}
}
