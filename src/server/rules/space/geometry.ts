import type { Point } from "./entity";

/** Studs between two points. */
export function distanceBetween(a: Point, b: Point): number {
	const dx = a.x - b.x;
	const dy = a.y - b.y;
	const dz = a.z - b.z;
	return math.sqrt(dx * dx + dy * dy + dz * dz);
}

/** Studs between two points, height aside. */
export function groundDistance(a: Point, b: Point): number {
	const dx = a.x - b.x;
	const dz = a.z - b.z;
	return math.sqrt(dx * dx + dz * dz);
}
