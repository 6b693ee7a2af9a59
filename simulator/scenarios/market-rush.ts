import { marketDay } from "./market-day.ts";
import type { Scenario } from "./scenario.ts";

/** Twice as many walks a minute: what restlessness costs. */
export const marketRush: Scenario = {
	...marketDay,
	name: "market-rush",
	about: "The market day with players in a hurry: half as long at each stall",
	players: marketDay.players.map((group) => ({
		...group,
		walk: { kind: "stroll", restSeconds: [20, 90] } as const,
	})),
};
