import { nightShift } from "./night-shift.ts";
import type { Scenario } from "./scenario.ts";

/** Twice the night shift's NPCs, as far from each other as there, and no more players. */
export const longNight: Scenario = {
	...nightShift,
	name: "long-night",
	about: "The night shift with twice as many NPCs: sleepers must cost nothing",
	layout: { kind: "grid", zonesAcross: 10, zoneStuds: 40, gapStuds: 60 },
	npcs: nightShift.npcs.map((group) => ({ ...group, count: group.count * 2 })),
};
