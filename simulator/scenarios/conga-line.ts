import { CLUSTER_DEMANDS } from "./cluster-demands.ts";
import type { Scenario } from "./scenario.ts";

export const congaLine: Scenario = {
	name: "conga-line",
	about: "A line of dancers longer than a cluster may be, round a square of NPCs",
	minutes: 2,
	layout: { kind: "field", zones: [] },
	npcs: (
		[
			[-30, -30],
			[30, -30],
			[30, 30],
			[-30, 30],
		] as const
	).map((spot) => ({ count: 1, where: { spot, spreadStuds: 3 } })),
	players: [
		{
			count: 18,
			walk: {
				kind: "route",
				from: [-30, -30],
				legs: [
					{ to: [30, -30], restSeconds: 0 },
					{ to: [30, 30], restSeconds: 0 },
					{ to: [-30, 30], restSeconds: 0 },
					{ to: [-30, -30], restSeconds: 0 },
				],
				repeat: true,
				staggerSeconds: 0.5,
				spreadStuds: 1,
			},
		},
	],
	demands: CLUSTER_DEMANDS,
};
