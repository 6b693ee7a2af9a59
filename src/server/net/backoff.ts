import { BACKOFF } from "server/constants/letta";

/** The bounds of a wait. */
export interface BackoffOptions {
	/** The most the first wait can take. */
	readonly baseSeconds: number;
	/** The most any wait can take. */
	readonly capSeconds: number;
}

/**
 * Seconds to wait before trying again: evenly between 0 and a limit that doubles with each attempt (the first is 0),
 * so that servers which failed together do not come back together. `random` is uniform in [0, 1).
 */
export function nextBackoff(
	attempt: number,
	random: () => number,
	options: BackoffOptions = BACKOFF,
): number {
	const limit = math.min(options.capSeconds, options.baseSeconds * 2 ** math.min(attempt, 50));
	return random() * limit;
}
