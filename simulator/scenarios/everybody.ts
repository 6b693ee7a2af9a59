import type { PlayerGroup, Scenario } from "./scenario.ts";

/** Half of the players. All go to the same corner of town at the same moment, whichever group they are in. */
const HALF: PlayerGroup = {
	count: 30,
	actAsOne: true,
	walk: {
		kind: "teleport",
		spots: [
			[105, 105],
			[-105, 105],
			[-105, -105],
			[105, -105],
		],
		everySeconds: 10,
		together: { spreadStuds: 25 },
	},
	talk: { everySeconds: [5, 15] },
};

export const everybody: Scenario = {
	name: "everybody",
	about: "A storm: 60 players teleport together every ten seconds, all talk, and half of them leave at once",
	minutes: 1,
	layout: { kind: "grid", zonesAcross: 4, zoneStuds: 40, gapStuds: 30 },
	npcs: [
		{ count: 180, where: "zones" },
		{ count: 120, where: "zones", behaviour: "Wander", wanderStuds: 16 },
	],
	players: [HALF, { ...HALF, visits: { together: { everySeconds: 45 }, awaySeconds: [5, 5] } }],
	mishaps: { everySeconds: 4, percent: 40, healAfterSeconds: 15 },
};
