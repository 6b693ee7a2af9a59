import type { Demands } from "./scenario.ts";

/** How fresh memory is in any town: whoever wakes knows within a second what happened meanwhile. */
export const FRESHNESS_DEMANDS: Demands = { wrongSeconds: 2.5, wakingSeconds: 1 };
