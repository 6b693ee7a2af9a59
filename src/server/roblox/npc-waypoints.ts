import type { Clock, Log } from "server/ports";
import type { Point } from "server/rules/space/entity";
import { attributeProblem } from "server/rules/text/attribute-problem";
import { pointOf } from "./point-of";
import { createTaggedParts } from "./tagged-parts";

/** Seconds between two searches: parts may come, go and move at run time, but rarely do. */
const REFRESH_SECONDS = 2;

interface Waypoint {
	readonly order: number;
	readonly point: Point;
}

/**
 * Finds the waypoints of each NPC's patrol: the parts tagged `NpcWaypoint` with its `NpcId`, sorted by their attribute
 * `Order`. A part without either is ignored, with one warning.
 */
export function createNpcWaypoints(deps: {
	clock: Clock;
	log: Log;
}): (npcId: string) => ReadonlyArray<Point> {
	const { clock, log } = deps;
	const eachPart = createTaggedParts("NpcWaypoint", log);
	let found = new Map<string, ReadonlyArray<Point>>();
	let foundAt = -math.huge;

	const collect = (): ReadonlyMap<string, Array<Waypoint>> => {
		const byNpc = new Map<string, Array<Waypoint>>();
		eachPart((part) => {
			const npcId = part.GetAttribute("NpcId");
			const order = part.GetAttribute("Order");
			if (!typeIs(npcId, "string")) return attributeProblem("NpcId", part.GetAttributes(), "a text");
			if (!typeIs(order, "number")) return attributeProblem("Order", part.GetAttributes(), "a number");
			const waypoints = byNpc.get(npcId) ?? [];
			byNpc.set(npcId, waypoints);
			waypoints.push({ order, point: pointOf(part) });
			return undefined;
		});
		return byNpc;
	};

	const refresh = () => {
		found = new Map();
		for (const [npcId, waypoints] of collect()) {
			waypoints.sort((a, b) => a.order < b.order);
			found.set(
				npcId,
				waypoints.map((waypoint) => waypoint.point),
			);
		}
		foundAt = clock.now();
	};

	return (npcId) => {
		if (clock.now() - foundAt >= REFRESH_SECONDS) refresh();
		return found.get(npcId) ?? [];
	};
}
