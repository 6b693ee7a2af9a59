import { BEHAVIOUR } from "server/constants/rules";
import type { Point } from "server/rules/space/entity";
import { groundDistance } from "server/rules/space/geometry";
import { enterDepth, type Zone, zoneDistance } from "server/rules/space/zone-geometry";

/** Where an NPC may stroll. */
export interface WanderArea {
	readonly home: Point;
	readonly radiusStuds: number;
	/** False outside the zone that it must stay in. */
	readonly isAllowed: (point: Point) => boolean;
}

/** Points to try before it stays where it is: a home in a corner allows few. */
const MAX_TRIES = 8;

/** A walk shorter than this share of the radius looks like fidgeting. */
const MIN_WALK_SHARE = 0.3;

/** A point to stroll to, evenly spread over the area; undefined if it finds none. `random` is uniform in [0, 1). */
export function pickWanderPoint(
	{ home, radiusStuds, isAllowed }: WanderArea,
	from: Point,
	random: () => number,
): Point | undefined {
	for (let count = 0; count < MAX_TRIES; count++) {
		const angle = random() * 2 * math.pi;
		// The square root spreads points evenly: most of a disc is far from its centre.
		const distance = radiusStuds * math.sqrt(random());
		const point = {
			x: home.x + math.cos(angle) * distance,
			y: home.y,
			z: home.z + math.sin(angle) * distance,
		};
		if (groundDistance(point, from) >= radiusStuds * MIN_WALK_SHARE && isAllowed(point)) return point;
	}
}

/**
 * True for a point well inside one of the zones that make up an NPC's home. A home without a zone in the world sets no
 * limit.
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
