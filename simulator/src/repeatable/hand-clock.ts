import { setImmediate as macrotask } from "node:timers/promises";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";

/** A clock that a test moves on. */
export interface HandClock extends Pick<VirtualClock, "now" | "after"> {
	/** Runs everything that falls due within `seconds`, in order, and what comes of it. */
	readonly advance: (seconds: number) => Promise<void>;
}

/** Lets every promise that can settle now settle. */
export async function settle(): Promise<void> {
	await macrotask();
}

export function createHandClock(): HandClock {
	const { now, after, advanceTo } = createVirtualClock();
	return {
		now,
		after,
		advance: async (seconds) => {
			await settle();
			await advanceTo(now() + seconds, settle);
		},
	};
}
