import type { Scenario } from "./scenario.ts";

/** A town as dense as the market, for so many NPCs, with thirty players in it. */
function townOf(npcs: number, zonesAcross: number): Scenario {
	const wanderers = Math.round(npcs * 0.2);
	return {
		name: `town-${npcs}`,
		about: `${npcs} NPCs among 30 players who stroll, talk, come and go`,
		minutes: 10,
		layout: { kind: "grid", zonesAcross, zoneStuds: 40, gapStuds: 40 },
		npcs: [
			{ count: npcs - wanderers, where: "zones" },
			{ count: wanderers, where: "zones", behaviour: "Wander", wanderStuds: 16 },
		],
		players: [
			{
				count: 30,
				walk: { kind: "stroll", restSeconds: [45, 180] },
				talk: { everySeconds: [15, 45] },
				visits: { staySeconds: [120, 400], awaySeconds: [3, 10] },
			},
		],
		mishaps: { everySeconds: 6, percent: 40, healAfterSeconds: 15 },
	};
}

export const town50 = townOf(50, 3);
export const town200 = townOf(200, 6);
export const town500 = townOf(500, 9);

/** Ten groups of six, each round ten NPCs, and a line from everybody every six seconds. */
export const talkStorm: Scenario = {
	name: "talk-storm",
	about: "60 players who say 600 lines a minute to 100 NPCs: more than any budget bears",
	minutes: 5,
	layout: { kind: "field", zones: [{ name: "Yard", center: [0, 0], size: [60, 60] }] },
	npcs: Array.from({ length: 10 }, (_, index) => ({
		count: 10,
		where: { spot: [index * 100 - 450, 0] as const, spreadStuds: 12 },
	})),
	players: Array.from({ length: 10 }, (_, index) => ({
		count: 6,
		walk: { kind: "stand", spot: [index * 100 - 450, 0] as const, spreadStuds: 10 } as const,
		talk: { everySeconds: [5, 7] as const },
	})),
};
