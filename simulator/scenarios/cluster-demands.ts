import type { Demands } from "./scenario.ts";

/** Of every scenario about who is together. The grace is 1 s, the rest is the way to the back end. */
export const CLUSTER_DEMANDS: Demands = {
	wrongSeconds: 2.5,
	returnsPerNpcMinute: 1,
	disagreementSeconds: 2,
};
