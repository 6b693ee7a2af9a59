import { CollectionService, Workspace } from "@rbxts/services";
import type { Clock, Log } from "server/ports";
import type { Point } from "shared/core/entity";

const TAG = "NpcWaypoint";

/** Seconds for which what was found holds: parts may come, go and move at run time, but not often. */
const REFRESH_SECONDS = 2;

interface Waypoint {
	readonly order: number;
	readonly point: Point;
}

function toPoint({ Position: { X, Y, Z } }: BasePart): Point {
	return { x: X, y: Y, z: Z };
}

/**
 * Where each NPC's patrol leads: the parts tagged `NpcWaypoint` with its `NpcId`, by their attribute `Order`. One that
 * lacks either is reported once and ignored.
 */
export function createNpcWaypoints(deps: {
	clock: Clock;
	log: Log;
}): (npcId: string) => ReadonlyArray<Point> {
	const { clock, log } = deps;
	const reported = new Set<Instance>();
	let found = new Map<string, ReadonlyArray<Point>>();
	let foundAt = -math.huge;

	CollectionService.GetInstanceRemovedSignal(TAG).Connect((instance) => {
		reported.delete(instance);
	});

	const report = (instance: Instance, problem: string) => {
		if (reported.has(instance)) return;
		reported.add(instance);
		log.warn(`${instance.GetFullName()} is tagged ${TAG} but ${problem}`);
	};

	const collect = (): ReadonlyMap<string, Array<Waypoint>> => {
		const byNpc = new Map<string, Array<Waypoint>>();
		for (const instance of CollectionService.GetTagged(TAG)) {
			if (!instance.IsDescendantOf(Workspace)) continue;
			const npcId = instance.GetAttribute("NpcId");
			const order = instance.GetAttribute("Order");
			if (!instance.IsA("BasePart")) report(instance, "is not a part");
			else if (!typeIs(npcId, "string")) report(instance, "its attribute NpcId is no text");
			else if (!typeIs(order, "number")) report(instance, "its attribute Order is no number");
			else {
				const waypoints = byNpc.get(npcId) ?? [];
				byNpc.set(npcId, waypoints);
				waypoints.push({ order, point: toPoint(instance) });
			}
		}
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
