import { validUtf8, within } from "shared/text/unicode";

/** A word of a line, folded, and the marks around it. */
export interface Word {
	/** Lower case, without a possessive `'s`. */
	readonly text: string;
	readonly possessive: boolean;
	/** True if a mark sets the word off: a comma, a dash, a colon, an end of sentence, an `@`. */
	readonly breakBefore: boolean;
	readonly breakAfter: boolean;
}

/** Upper-case ranges with the distance to their lower case: Latin-1, Greek, Cyrillic. Luau folds ASCII itself. */
const CASE_RANGES: ReadonlyArray<readonly [first: number, last: number, offset: number]> = [
	[0xc0, 0xd6, 32],
	[0xd8, 0xde, 32],
	[0x391, 0x3a9, 32],
	[0x400, 0x40f, 80],
	[0x410, 0x42f, 32],
];

/** Punctuation beyond ASCII: Latin-1 signs, general punctuation, CJK and full-width marks. */
const PUNCTUATION: ReadonlyArray<readonly [first: number, last: number]> = [
	[0x80, 0xbf],
	[0x2000, 0x206f],
	[0x3000, 0x3004],
	[0x3008, 0x3020],
	[0xff00, 0xff0f],
	[0xff1a, 0xff20],
];

/** Phones type it for an apostrophe. */
const RIGHT_QUOTE = 0x2019;

function foldCase(codepoint: number): number {
	const range = CASE_RANGES.find(([first, last]) => codepoint >= first && codepoint <= last);
	return range === undefined ? codepoint : codepoint + range[2];
}

/** Lower case and plain apostrophes, for comparing. */
export function fold(text: string): string {
	const lower = text.lower();
	if (lower.match("[\x80-\xff]")[0] === undefined) return lower;
	const parts = new Array<string>();
	for (const [, codepoint] of utf8.codes(validUtf8(lower))) {
		parts.push(utf8.char(codepoint === RIGHT_QUOTE ? 0x27 : foldCase(codepoint)));
	}
	return parts.join("");
}

function isWordChar(codepoint: number): boolean {
	if (codepoint < 0x80) return string.char(codepoint).match("[%w_']")[0] !== undefined;
	return !within(codepoint, PUNCTUATION);
}

/** The words of a line, folded. Every mark but an apostrophe ends a word; a mark alone is no word. */
export function wordsOf(text: string): ReadonlyArray<Word> {
	const words = new Array<Word>();
	let current = "";
	let gap = "";
	let breakBefore = false;
	const finish = (breakAfter: boolean) => {
		if (current.match("[^']")[0] !== undefined) words.push(makeWord(current, breakBefore, breakAfter));
		current = "";
		breakBefore = breakAfter;
	};
	for (const [, codepoint] of utf8.codes(fold(text))) {
		const char = utf8.char(codepoint);
		if (isWordChar(codepoint)) {
			if (gap.size() > 0) finish(gap.match("[^ ]")[0] !== undefined);
			gap = "";
			current += char;
		} else {
			gap += char;
		}
	}
	finish(gap.match("[^ ]")[0] !== undefined);
	return words;
}

function makeWord(raw: string, breakBefore: boolean, breakAfter: boolean): Word {
	const [bare, apostrophes] = raw.gsub("'s?$", "");
	const text = bare.gsub("^'+", "")[0];
	return { text, possessive: apostrophes > 0, breakBefore, breakAfter };
}

/** The words alone, for comparing texts that may differ in marks, spaces or case. */
export function plainWords(text: string): ReadonlyArray<string> {
	return wordsOf(text).map((word) => word.text);
}
