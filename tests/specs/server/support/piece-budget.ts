import { FrameBudget } from "server/net/frame-budget";

/** A budget whose frames have time for everything, or for one piece of work of each who works. */
export function pieceBudget(hasTime: () => boolean): FrameBudget {
	let asked = 0;
	// Every question for the time begins a frame, and is a piece of work if there is no time.
	return new FrameBudget(() => (asked += hasTime() ? 0 : 1), { budgetSeconds: 1, frameSeconds: 0 });
}
