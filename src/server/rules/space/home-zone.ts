import { BEHAVIOUR } from "server/constants/rules";
import type { Point } from "./entity";
import { enterDepth, type Zone, zoneDistance } from "./zone-geometry";

/**
 * True for a point that lies well inside one of the zones that make somebody's home. A home without a zone in the
 * world sets no limit.
 */
export function isInsideHome(
	zones: ReadonlyArray<Zone>,
	point: Point,
	marginStuds: number = BEHAVIOUR.zoneMarginStuds,
): boolean {
	if (zones.isEmpty()) return true;
	return zones.some((zone) => {
		const { outside, depth } = zoneDistance(zone, point);
		return outside === 0 && depth >= enterDepth(zone, marginStuds);
	});
}
