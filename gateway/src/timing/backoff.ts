export interface BackoffOptions {
	readonly baseSeconds: number;
	readonly capSeconds: number;
}

/**
 * Seconds to wait after `failures` failed attempts (1, 2, …). The time doubles up to a cap; chance takes off up to half of
 * it, so that clients that failed together do not come back together.
 */
export function backoffSeconds(failures: number, random: () => number, options: BackoffOptions): number {
	const ceiling = Math.min(options.capSeconds, options.baseSeconds * 2 ** (failures - 1));
	return ceiling * (0.5 + random() / 2);
}
