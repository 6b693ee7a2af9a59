export interface BackoffOptions {
	readonly baseSeconds: number;
	readonly capSeconds: number;
}

/**
 * Seconds to wait before the attempt after `failures` failed ones (1, 2, …): doubling, capped, and anywhere
 * between half of that and all of it, so that those who failed together do not come back together.
 */
export function backoffSeconds(failures: number, random: () => number, options: BackoffOptions): number {
	const ceiling = Math.min(options.capSeconds, options.baseSeconds * 2 ** (failures - 1));
	return ceiling * (0.5 + random() / 2);
}
