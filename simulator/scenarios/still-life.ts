import type { Scenario } from "./scenario.ts";

export const stillLife: Scenario = {
	name: "still-life",
	about: "NPCs and players who stand together and do nothing: there is nothing to write",
	minutes: 10,
	layout: { kind: "field", zones: [{ name: "Yard", center: [0, 0], size: [40, 40] }] },
	npcs: [{ count: 5, where: { spot: [0, 0], spreadStuds: 10 } }],
	players: [{ count: 3, walk: { kind: "stand", spot: [0, 0], spreadStuds: 10 } }],
};
