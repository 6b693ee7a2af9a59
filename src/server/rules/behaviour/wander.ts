import type { Point } from "server/rules/space/entity";
import { groundDistance } from "server/rules/space/geometry";

export interface WanderArea {
	readonly home: Point;
	readonly radiusStuds: number;
	/** False outside the zone that it must not leave. */
	readonly isAllowed: (point: Point) => boolean;
}

/** Points tried before it stays where it is: a home in a corner has few that are allowed. */
const MAX_TRIES = 8;

/** A walk shorter than this share of the radius looks like fidgeting. */
const MIN_WALK_SHARE = 0.3;

/** Somewhere to stroll to, evenly over the area; undefined if none is found. `random` is uniform in [0, 1). */
export function pickWanderPoint(
	{ home, radiusStuds, isAllowed }: WanderArea,
	from: Point,
	random: () => number,
): Point | undefined {
	for (let count = 0; count < MAX_TRIES; count++) {
		const angle = random() * 2 * math.pi;
		// The square root spreads points evenly: most of a disc is far from its middle.
		const distance = radiusStuds * math.sqrt(random());
		const point = {
			x: home.x + math.cos(angle) * distance,
			y: home.y,
			z: home.z + math.sin(angle) * distance,
		};
		if (groundDistance(point, from) >= radiusStuds * MIN_WALK_SHARE && isAllowed(point)) return point;
	}
}
