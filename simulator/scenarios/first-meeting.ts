import type { Scenario } from "./scenario.ts";

export const firstMeeting: Scenario = {
	name: "first-meeting",
	about: "Willowbrook as it is, and one player who meets its people",
	minutes: 3,
	layout: { kind: "willowbrook" },
	npcs: [],
	players: [
		{
			count: 1,
			displayName: "Alex",
			sharesName: true,
			walk: { kind: "stroll", restSeconds: [6, 12] },
			talk: { everySeconds: [4, 8] },
		},
	],
};
