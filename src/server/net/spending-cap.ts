import { SPENDING } from "server/constants/operations";
import { SlidingTotal, type SlidingParts } from "./sliding-total";

/** What the whole server may spend. */
export interface SpendingLimits {
	/** In any hour. 0: no turn at all; `math.huge`: no limit. */
	readonly turnsPerHour: number;
	/** In any 24 hours, prompts and replies together. 0: no turn at all; `math.huge`: no limit. */
	readonly tokensPerDay: number;
}

export interface Spending extends SpendingLimits {
	readonly turnsLastHour: number;
	readonly tokensLastDay: number;
	/** Turns that were refused since the start. */
	readonly refused: number;
}

/**
 * The whole server's spending limits, checked before a turn. A turn's tokens are known only after it, so the turns then
 * under way may exceed the limit. All times are seconds.
 */
export interface SpendingCap {
	/** Whether a turn may be taken. Takes none. */
	readonly mayTake: (now: number) => boolean;
	/** Takes a turn and returns true, if one is left. */
	readonly take: (now: number) => boolean;
	/** What a turn cost, as the back end reports it. */
	readonly addTokens: (count: number, now: number) => void;
	readonly used: (now: number) => Spending;
}

export interface SpendingWindows {
	readonly turnWindow: SlidingParts;
	readonly tokenWindow: SlidingParts;
}

/** Counts in memory only: a new server begins at 0. */
export function createSpendingCap(limits: SpendingLimits, windows: SpendingWindows = SPENDING): SpendingCap {
	const turns = new SlidingTotal(windows.turnWindow);
	const tokens = new SlidingTotal(windows.tokenWindow);
	let refused = 0;

	const mayTake = (now: number) =>
		turns.total(now) < limits.turnsPerHour && tokens.total(now) < limits.tokensPerDay;

	return {
		mayTake,
		take: (now) => {
			if (mayTake(now)) {
				turns.add(1, now);
				return true;
			}
			refused += 1;
			return false;
		},
		addTokens: (count, now) => tokens.add(count, now),
		used: (now) => ({
			...limits,
			turnsLastHour: turns.total(now),
			tokensLastDay: tokens.total(now),
			refused,
		}),
	};
}
