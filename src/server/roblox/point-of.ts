import type { Point } from "server/rules/space/entity";

/** Where a part is, for the rules. */
export function pointOf({ Position: { X, Y, Z } }: BasePart): Point {
	return { x: X, y: Y, z: Z };
}
