/** What to do with a code point in text for people and models. */
export type CodepointRole = "keep" | "space" | "drop";

/** Inclusive ranges that become a space: tab and line breaks, NEL, separators, spaces of other widths. */
const SPACES: ReadonlyArray<readonly [number, number]> = [
	[0x09, 0x0d],
	[0x85, 0x85],
	[0xa0, 0xa0],
	[0x1680, 0x1680],
	[0x2000, 0x200a],
	[0x2028, 0x2029],
	[0x202f, 0x202f],
	[0x205f, 0x205f],
	[0x3000, 0x3000],
];

/**
 * Inclusive ranges to drop: they are invisible, and can hide or reorder visible text. Not among them: the two joiners
 * (U+200C, U+200D), because Persian and emoji need them, and variation selectors.
 */
const HIDDEN: ReadonlyArray<readonly [number, number]> = [
	[0x00, 0x1f],
	[0x7f, 0x9f],
	[0xad, 0xad],
	[0x034f, 0x034f],
	[0x061c, 0x061c],
	// Fillers of Hangul and Khmer: letters without a shape. They make names and lines that look empty.
	[0x115f, 0x1160],
	[0x17b4, 0x17b5],
	[0x180e, 0x180e],
	[0x200b, 0x200b],
	// Left-to-right and right-to-left marks, embeddings, overrides.
	[0x200e, 0x200f],
	[0x202a, 0x202e],
	// Invisible operators, isolates, deprecated format characters.
	[0x2060, 0x206f],
	// The Braille pattern without a dot, and two more fillers.
	[0x2800, 0x2800],
	[0x3164, 0x3164],
	[0xffa0, 0xffa0],
	[0xfeff, 0xfeff],
	[0xfff9, 0xfffb],
	// Tags: a whole invisible alphabet.
	[0xe0000, 0xe007f],
];

/** True for a code point in one of the inclusive ranges. */
export function within(codepoint: number, ranges: ReadonlyArray<readonly [number, number]>): boolean {
	return ranges.some(([first, last]) => codepoint >= first && codepoint <= last);
}

/** Whether to keep a code point, make it a space, or drop it. */
export function codepointRole(codepoint: number): CodepointRole {
	if (codepoint >= 0x20 && codepoint < 0x7f) return "keep";
	if (within(codepoint, SPACES)) return "space";
	return within(codepoint, HIDDEN) ? "drop" : "keep";
}

/** True for a code point that belongs to the one before it: a mark, a joiner, a skin tone. */
export function extendsPrevious(codepoint: number): boolean {
	return (
		(codepoint >= 0x300 && codepoint <= 0x36f) ||
		codepoint === 0x200c ||
		codepoint === 0x200d ||
		(codepoint >= 0x20d0 && codepoint <= 0x20ff) ||
		(codepoint >= 0xfe00 && codepoint <= 0xfe0f) ||
		(codepoint >= 0x1f3fb && codepoint <= 0x1f3ff)
	);
}

/** Removes the bytes that are not UTF-8. */
export function validUtf8(text: string): string {
	let [, badAt] = utf8.len(text);
	if (badAt === undefined) return text;
	const parts = new Array<string>();
	let from = 1;
	while (badAt !== undefined) {
		parts.push(text.sub(from, badAt - 1));
		from = badAt + 1;
		[, badAt] = utf8.len(text, from);
	}
	parts.push(text.sub(from));
	return parts.join("");
}
