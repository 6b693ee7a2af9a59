import { CLUSTER_DEMANDS } from "./cluster-demands.ts";
import type { Scenario } from "./scenario.ts";

export const teleportingPlayers: Scenario = {
	name: "teleporting-players",
	about: "Players who are with one NPC now and with another, far away, the next moment",
	minutes: 2,
	layout: {
		kind: "field",
		zones: [
			{ name: "East", center: [200, 0], size: [40, 40] },
			{ name: "West", center: [-200, 0], size: [40, 40] },
		],
	},
	npcs: [
		{ count: 2, where: { spot: [200, 0], spreadStuds: 5 } },
		{ count: 2, where: { spot: [-200, 0], spreadStuds: 5 } },
		{ count: 2, where: { spot: [0, 200], spreadStuds: 5 } },
	],
	players: [
		{
			count: 6,
			walk: {
				kind: "teleport",
				spots: [
					[200, 6],
					[-200, 6],
					[0, 206],
				],
				everySeconds: 4,
			},
		},
	],
	demands: CLUSTER_DEMANDS,
};
