import { BACKOFF } from "server/constants/letta";

/** The bounds of a wait, seconds. */
export interface BackoffOptions {
	/** The most the first wait can take. */
	readonly baseSeconds: number;
	/** The most any wait can take. */
	readonly capSeconds: number;
}

/**
 * Seconds to wait before trying again: a random share of a limit that doubles with each attempt (the first is attempt 0).
 * Chance keeps servers that failed together from coming back together. `random` is uniform in [0, 1).
 */
export function nextBackoff(
	attempt: number,
	random: () => number,
	options: BackoffOptions = BACKOFF,
): number {
	const limit = math.min(options.capSeconds, options.baseSeconds * 2 ** math.min(attempt, 50));
	return random() * limit;
}
