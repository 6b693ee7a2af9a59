import { CLUSTER_DEMANDS } from "./cluster-demands.ts";
import type { Scenario } from "./scenario.ts";

export const doorCrowd: Scenario = {
	name: "door-crowd",
	about: "A crowd comes through a door in single file, past its keepers, and spreads in the hall behind",
	minutes: 2,
	layout: { kind: "field", zones: [{ name: "Hall", center: [60, 0], size: [100, 100] }] },
	npcs: [
		{ count: 2, where: { spot: [4, 0], spreadStuds: 3 } },
		{ count: 8, where: { spot: [70, 0], spreadStuds: 40 } },
	],
	players: [
		{
			count: 20,
			walk: {
				kind: "route",
				from: [-100, 0],
				legs: [
					{ to: [0, 0], restSeconds: 0 },
					{ to: [60, 0], restSeconds: 25 },
					{ to: [0, 0], restSeconds: 0 },
					{ to: [-100, 0], restSeconds: 5 },
				],
				repeat: true,
				staggerSeconds: 0.8,
				spreadStuds: 2,
			},
		},
	],
	demands: CLUSTER_DEMANDS,
};
