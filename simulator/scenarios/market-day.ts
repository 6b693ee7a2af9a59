import { FRESHNESS_DEMANDS } from "./freshness-demands.ts";
import type { Scenario } from "./scenario.ts";

export const marketDay: Scenario = {
	name: "market-day",
	about: "A busy town: players stroll from stall to stall, stop to talk, come and go",
	minutes: 10,
	layout: { kind: "grid", zonesAcross: 3, zoneStuds: 40, gapStuds: 40 },
	npcs: [
		{ count: 38, where: "zones" },
		{ count: 10, where: "zones", behaviour: "Wander", wanderStuds: 16 },
		// They carry things from one square through the lane to the next, and back.
		{
			count: 2,
			where: { spot: [-80, -80], spreadStuds: 10 },
			behaviour: "Patrol",
			waypoints: [
				[-80, -80],
				[-40, -40],
				[0, -80],
				[-40, -40],
			],
		},
	],
	players: [
		{
			count: 20,
			// Four or five lines at a stall.
			walk: { kind: "stroll", restSeconds: [45, 180] },
			talk: { everySeconds: [15, 45] },
			visits: { staySeconds: [90, 300], awaySeconds: [3, 10] },
		},
	],
	mishaps: { everySeconds: 8, percent: 40, healAfterSeconds: 15 },
	demands: FRESHNESS_DEMANDS,
};
