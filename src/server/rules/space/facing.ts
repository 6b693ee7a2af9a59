import type { Entity, Point } from "./entity";
import { groundDistance } from "./geometry";

/**
 * Cosine of the angle between where somebody looks and a point: 1 right before them, -1 behind; 0 where they look
 * nowhere that is known.
 */
export function facingOf({ position, facing }: Pick<Entity, "position" | "facing">, point: Point): number {
	const distance = groundDistance(position, point);
	if (facing === undefined || distance === 0) return 0;
	return ((point.x - position.x) * facing.x + (point.z - position.z) * facing.z) / distance;
}
