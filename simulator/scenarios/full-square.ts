import type { Scenario } from "./scenario.ts";

/** All within sight of all: a client sees every NPC walk, turn and talk. */
export const fullSquare: Scenario = {
	name: "full-square",
	about: "200 NPCs round three players: what a client pays for a crowd",
	minutes: 1,
	layout: { kind: "field", zones: [{ name: "Square", center: [0, 0], size: [120, 120] }] },
	npcs: [
		{ count: 120, where: { spot: [0, 0], spreadStuds: 55 } },
		{ count: 80, where: { spot: [0, 0], spreadStuds: 55 }, behaviour: "Wander", wanderStuds: 16 },
	],
	players: [{ count: 3, walk: { kind: "stroll", restSeconds: [5, 20] }, talk: { everySeconds: [5, 15] } }],
};
