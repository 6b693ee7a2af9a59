/** A small seeded generator, so that a property that fails once fails every time. */
export interface SeededRandom {
	/** Uniform in [0, 1). */
	readonly next: () => number;
	/** Uniform in [from, to). */
	readonly between: (from: number, to: number) => number;
	/** A whole number, both ends included. */
	readonly integer: (from: number, to: number) => number;
	readonly pick: <T extends defined>(items: ReadonlyArray<T>) => T;
	readonly shuffled: <T extends defined>(items: ReadonlyArray<T>) => Array<T>;
}

/** The minimal standard generator (Park and Miller); products stay exact in a double. */
const MODULUS = 2147483647;
const MULTIPLIER = 16807;

/** The same seed makes the same numbers. */
export function seededRandom(seed: number): SeededRandom {
	let state = (seed % (MODULUS - 1)) + 1;
	const nextFraction = () => {
		state = (state * MULTIPLIER) % MODULUS;
		return (state - 1) / (MODULUS - 1);
	};
	const integer = (from: number, to: number) => from + math.floor(nextFraction() * (to - from + 1));
	// Neighbouring seeds begin alike.
	for (let warmUp = 0; warmUp < 8; warmUp++) nextFraction();
	return {
		next: nextFraction,
		between: (from, to) => from + nextFraction() * (to - from),
		integer,
		pick: (items) => items[integer(0, items.size() - 1)],
		shuffled: (items) => {
			const shuffled = [...items];
			for (let last = shuffled.size() - 1; last > 0; last--) {
				const other = integer(0, last);
				[shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
			}
			return shuffled;
		},
	};
}
