import { CLUSTER_DEMANDS } from "./cluster-demands.ts";
import type { Scenario } from "./scenario.ts";

export const mergingGroups: Scenario = {
	name: "merging-groups",
	about: "Two groups meet, stand together and part, again and again",
	minutes: 2,
	layout: { kind: "field", zones: [] },
	npcs: [
		{ count: 3, where: { spot: [-40, 0], spreadStuds: 5 } },
		{ count: 2, where: { spot: [40, 0], spreadStuds: 5 } },
		{ count: 1, where: { spot: [0, 0], spreadStuds: 0 } },
	],
	players: [
		{
			count: 4,
			walk: {
				kind: "route",
				from: [-40, 0],
				legs: [
					{ to: [-3, 0], restSeconds: 8 },
					{ to: [-40, 0], restSeconds: 8 },
				],
				repeat: true,
				staggerSeconds: 0,
				spreadStuds: 4,
			},
		},
		{
			count: 3,
			walk: {
				kind: "route",
				from: [40, 0],
				legs: [
					{ to: [3, 0], restSeconds: 10 },
					{ to: [40, 0], restSeconds: 6 },
				],
				repeat: true,
				staggerSeconds: 0,
				spreadStuds: 4,
			},
		},
	],
	demands: CLUSTER_DEMANDS,
};
