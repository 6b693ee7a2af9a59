import type { Random } from "server/ports";

/** Always the same fraction, and ids that count up. */
export function createFakeRandom(fraction = 0.5): Random {
	let ids = 0;
	return {
		next: () => fraction,
		guid: () => {
			ids += 1;
			return `id-${ids}`;
		},
	};
}
