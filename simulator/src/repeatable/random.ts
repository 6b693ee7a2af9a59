/** Repeatable chance: the same seed gives the same run. */
export interface Random {
	/** Uniform in [0, 1). */
	readonly next: () => number;
	/** Uniform in [from, to). */
	readonly between: (from: number, to: number) => number;
	readonly pick: <T>(items: ReadonlyArray<T>) => T;
	/** A generator of its own: what it draws does not depend on what others draw. */
	readonly fork: (name: string) => Random;
}

/** FNV-1a, 32 bit. */
function hash(text: string): number {
	let value = 0x811c9dc5;
	for (const char of text) value = Math.imul(value ^ char.codePointAt(0)!, 0x01000193);
	return value >>> 0;
}

/** Mulberry32. */
export function createRandom(seed: number): Random {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let value = Math.imul(state ^ (state >>> 15), state | 1);
		value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
		return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
	};
	return {
		next,
		between: (from, to) => from + next() * (to - from),
		pick: (items) => items[Math.floor(next() * items.length)]!,
		fork: (name) => createRandom((seed ^ hash(name)) >>> 0),
	};
}
