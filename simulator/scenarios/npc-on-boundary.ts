import { CLUSTER_DEMANDS } from "./cluster-demands.ts";
import type { Scenario } from "./scenario.ts";

export const npcOnBoundary: Scenario = {
	name: "npc-on-boundary",
	about: "An NPC where clusters and a zone end: players pace to and fro over both edges by a step or two",
	minutes: 3,
	layout: { kind: "field", zones: [{ name: "Yard", center: [-20, 0], size: [40, 40] }] },
	npcs: [{ count: 1, where: { spot: [0, 0], spreadStuds: 0 } }],
	players: [18, 21, 24].map((studs) => ({
		count: 1,
		walk: {
			kind: "route",
			from: [0, studs],
			legs: [
				{ to: [0, studs - 1.5], restSeconds: 0.5 },
				{ to: [0, studs + 1.5], restSeconds: 0.5 },
			],
			repeat: true,
			staggerSeconds: 0,
			spreadStuds: 0,
		},
	})),
	demands: CLUSTER_DEMANDS,
};
