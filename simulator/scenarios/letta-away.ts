import type { Scenario } from "./scenario.ts";

/** The first to the last second of Letta's absence, from the start of the run. */
export const AWAY_SECONDS = { from: 20, to: 320 };

/**
 * Everybody walks from one half of the NPCs to the other while Letta is away, and stands still when it comes back: so
 * what is written then is what was missed, and nothing else.
 */
export const lettaAway: Scenario = {
	name: "letta-away",
	about: "50 NPCs whose company, health and doings change while Letta is away for five minutes",
	minutes: 6,
	layout: { kind: "field", zones: [{ name: "Yard", center: [0, 0], size: [60, 60] }] },
	npcs: Array.from({ length: 10 }, (_, index) => ({
		count: 5,
		where: { spot: [index * 40 - 180, 0] as const, spreadStuds: 4 },
	})),
	players: [
		{
			count: 5,
			walk: {
				kind: "route",
				from: [-180, 0],
				legs: [
					{ to: [-140, 0], restSeconds: 3 },
					{ to: [-100, 0], restSeconds: 600 },
				],
				repeat: false,
				staggerSeconds: 10,
				spreadStuds: 3,
			},
		},
	],
	mishaps: { everySeconds: 1, percent: 40, healAfterSeconds: 3, untilSeconds: 300 },
	faults: [{ kind: "letta", fromSeconds: AWAY_SECONDS.from, toSeconds: AWAY_SECONDS.to }],
};
