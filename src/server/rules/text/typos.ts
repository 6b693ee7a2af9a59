import { charCount } from "shared/text/text";

function codepointsOf(text: string): ReadonlyArray<number> {
	const codepoints = new Array<number>();
	for (const [, codepoint] of utf8.codes(text)) codepoints.push(codepoint);
	return codepoints;
}

/**
 * The number of slips of the finger between two words: a letter more, less or other, or two swapped. Capped at
 * `limit` + 1, so words of very different lengths cost nothing.
 */
export function slipsBetween(from: string, to: string, limit: number): number {
	if (from === to) return 0;
	const [a, b] = [codepointsOf(from), codepointsOf(to)];
	if (math.abs(a.size() - b.size()) > limit) return limit + 1;
	let beforePrevious: ReadonlyArray<number> = [];
	let previous: ReadonlyArray<number> = [0, ...b.map((_, index) => index + 1)];
	for (let i = 1; i <= a.size(); i++) {
		const row = [i];
		for (let j = 1; j <= b.size(); j++) {
			const other = a[i - 1] === b[j - 1] ? 0 : 1;
			let slips = math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + other);
			const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
			if (swapped) slips = math.min(slips, beforePrevious[j - 2] + 1);
			row.push(slips);
		}
		[beforePrevious, previous] = [previous, row];
	}
	return math.min(previous[b.size()], limit + 1);
}

/** Shorter words are too close to too many others to guess. */
const MIN_LETTERS = 4;
/** From this length on, two slips are still one word. */
const MANY_LETTERS = 8;

/**
 * True if a player who typed `typed` may have meant `name` (both folded): the first letter is right, and there is one
 * slip, or two in a long name. In a name of four letters a wrong letter does not count as a slip: Mara is not Mark.
 */
export function isTypoOf(typed: string, name: string): boolean {
	// Each word of a line is compared with each name: most differ in their first byte.
	if (typed.byte(1)[0] !== name.byte(1)[0]) return false;
	const [letters, typedLetters] = [charCount(name), charCount(typed)];
	if (letters < MIN_LETTERS || codepointsOf(typed)[0] !== codepointsOf(name)[0]) return false;
	const limit = letters >= MANY_LETTERS ? 2 : 1;
	if (math.abs(letters - typedLetters) > limit || slipsBetween(typed, name, limit) > limit) return false;
	return letters > MIN_LETTERS || typedLetters !== letters || isSwap(typed, name);
}

function isSwap(a: string, b: string): boolean {
	const sorted = (text: string) => [...codepointsOf(text)].sort((x, y) => x < y).join(",");
	return sorted(a) === sorted(b);
}
