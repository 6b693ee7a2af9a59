import { FRESHNESS_DEMANDS } from "./freshness-demands.ts";
import type { Scenario } from "./scenario.ts";

export const nightShift: Scenario = {
	name: "night-shift",
	about: "Many NPCs and hardly a player: requests must follow the players",
	minutes: 5,
	layout: { kind: "grid", zonesAcross: 7, zoneStuds: 40, gapStuds: 60 },
	npcs: [
		{ count: 300, where: "zones" },
		{ count: 200, where: "zones", behaviour: "Wander", wanderStuds: 16 },
	],
	players: [{ count: 3, walk: { kind: "stroll", restSeconds: [20, 90] }, talk: { everySeconds: [20, 60] } }],
	mishaps: { everySeconds: 4, percent: 40, healAfterSeconds: 15 },
	demands: FRESHNESS_DEMANDS,
};
