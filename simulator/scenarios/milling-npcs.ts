import { CLUSTER_DEMANDS } from "./cluster-demands.ts";
import type { Scenario } from "./scenario.ts";

export const millingNpcs: Scenario = {
	name: "milling-npcs",
	about: "200 NPCs mill about in a square, and a few players among them",
	minutes: 2,
	layout: { kind: "field", zones: [{ name: "Fairground", center: [0, 0], size: [200, 200] }] },
	npcs: [{ count: 200, where: "zones", behaviour: "Wander", wanderStuds: 30 }],
	players: [{ count: 4, walk: { kind: "stroll", restSeconds: [5, 15] } }],
	demands: CLUSTER_DEMANDS,
};
