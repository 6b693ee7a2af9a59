import type { Entity, Point } from "./entity";

/** Studs between two points. */
export function distanceBetween(a: Point, b: Point): number {
	const dx = a.x - b.x;
	const dy = a.y - b.y;
	const dz = a.z - b.z;
	return math.sqrt(dx * dx + dy * dy + dz * dz);
}

/** Studs between two points, whatever their heights. */
export function groundDistance(a: Point, b: Point): number {
	const dx = a.x - b.x;
	const dz = a.z - b.z;
	return math.sqrt(dx * dx + dz * dz);
}

/**
 * Cosine of the angle on the ground between where an entity looks and a point: 1 straight ahead, -1 behind. 0 if
 * nobody knows where it looks, or it stands on the point.
 */
export function facingOf({ position, facing }: Pick<Entity, "position" | "facing">, point: Point): number {
	const distance = groundDistance(position, point);
	if (facing === undefined || distance === 0) return 0;
	return ((point.x - position.x) * facing.x + (point.z - position.z) * facing.z) / distance;
}
