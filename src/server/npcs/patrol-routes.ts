import type { Log } from "server/ports";
import type { Point } from "server/rules/space/entity";
import type { Npc } from "./npc-manager";

/** Finds the waypoints of NPCs on patrol, and warns once about each NPC that has too few. */
export class PatrolRoutes {
	private readonly warned = new Set<string>();

	constructor(
		private readonly waypointsOf: (npcId: string) => ReadonlyArray<Point>,
		private readonly log: Log,
	) {}

	/** In walking order; none for an NPC that does not patrol. */
	public of({ definition: { npcId, routine } }: Npc): ReadonlyArray<Point> {
		if (routine.kind !== "Patrol") return [];
		const waypoints = this.waypointsOf(npcId);
		const found = waypoints.size();
		if (found < 2 && !this.warned.has(npcId)) {
			this.warned.add(npcId);
			this.log.warn("an NPC's Behaviour is Patrol, but it has fewer than two NpcWaypoint parts", {
				npcId,
				found,
			});
		}
		return waypoints;
	}

	public forget(npcId: string): void {
		this.warned.delete(npcId);
	}
}
