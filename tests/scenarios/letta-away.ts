import { marketDay } from "./market-day.ts";
import type { Scenario } from "./scenario.ts";

export const lettaAway: Scenario = {
	...marketDay,
	name: "letta-away",
	about: "The market day, with Letta away for five minutes of it",
	minutes: 8,
	faults: [{ kind: "letta", fromSeconds: 120, toSeconds: 420 }],
};
