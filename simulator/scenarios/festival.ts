import { FRESHNESS_DEMANDS } from "./freshness-demands.ts";
import type { Scenario } from "./scenario.ts";

export const festival: Scenario = {
	name: "festival",
	about: "As full as a game server gets: 200 NPCs among 60 players",
	minutes: 3,
	layout: { kind: "grid", zonesAcross: 5, zoneStuds: 40, gapStuds: 40 },
	npcs: [
		{ count: 120, where: "zones" },
		{ count: 80, where: "zones", behaviour: "Wander", wanderStuds: 16 },
	],
	players: [
		{
			count: 60,
			walk: { kind: "stroll", restSeconds: [20, 90] },
			talk: { everySeconds: [20, 60] },
			visits: { staySeconds: [120, 400], awaySeconds: [3, 10] },
		},
	],
	mishaps: { everySeconds: 4, percent: 40, healAfterSeconds: 15 },
	demands: FRESHNESS_DEMANDS,
};
