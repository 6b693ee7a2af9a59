import type { Scenario } from "./scenario.ts";

/** Its first NPC walks along the zone's edge, its second through the zone; a player stands by, so that both walk. */
export const zoneEdge: Scenario = {
	name: "zone-edge",
	about: "One NPC patrols along a zone's edge, another through the zone",
	minutes: 10,
	layout: { kind: "field", zones: [{ name: "Yard", center: [0, 0], size: [40, 40] }] },
	npcs: [
		{
			count: 1,
			where: { spot: [20, -12], spreadStuds: 0 },
			behaviour: "Patrol",
			waypoints: [
				[22.5, 12],
				[18.5, -12],
			],
		},
		{
			count: 1,
			where: { spot: [-60, 0], spreadStuds: 0 },
			behaviour: "Patrol",
			waypoints: [
				[60, 0],
				[-60, 0],
			],
		},
	],
	players: [{ count: 1, walk: { kind: "stand", spot: [0, 45], spreadStuds: 0 } }],
};
