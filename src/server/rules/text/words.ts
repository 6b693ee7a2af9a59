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

/** Punctuation beyond ASCII made a full stop: patterns know no other characters than ASCII's. */
function withPlainMarks(folded: string): string {
	if (folded.match("[\x80-\xff]")[0] === undefined) return folded;
	return folded.gsub(utf8.charpattern, (char) =>
		char.size() > 1 && within(utf8.codepoint(char)[0], PUNCTUATION) ? "." : char,
	)[0];
}

/** What stands before a word, and the word with its apostrophes. */
const WORD = "([^%w_'\x80-\xff]*)([%w_'\x80-\xff]+)()";

const hasMark = (gap: string) => gap.match("[^ ]")[0] !== undefined;

/** The words of a line, folded. Every mark but an apostrophe ends a word; a mark alone is no word. */
export function wordsOf(text: string): ReadonlyArray<Word> {
	const line = withPlainMarks(fold(text));
	const words = new Array<Word>();
	let current = "";
	let breakBefore = false;
	let past = 1;
	const finish = (breakAfter: boolean) => {
		if (current.match("[^']")[0] !== undefined) words.push(makeWord(current, breakBefore, breakAfter));
		breakBefore = breakAfter;
	};
	for (const [gap, word, at] of line.gmatch(WORD)) {
		if (gap !== "") finish(hasMark(gap as string));
		current = word as string;
		past = at as number;
	}
	finish(hasMark(line.sub(past)));
	return words;
}

const POSSESSIVE = "'s?$";

const hasApostrophe = (raw: string) => raw.find("'", 1, true)[0] !== undefined;

function withoutApostrophes(raw: string): string {
	return hasApostrophe(raw) ? raw.gsub(POSSESSIVE, "")[0].gsub("^'+", "")[0] : raw;
}

function makeWord(raw: string, breakBefore: boolean, breakAfter: boolean): Word {
	const possessive = hasApostrophe(raw) && raw.match(POSSESSIVE)[0] !== undefined;
	return { text: withoutApostrophes(raw), possessive, breakBefore, breakAfter };
}

/** The words alone, for comparing texts that may differ in marks, spaces or case. */
export function plainWords(text: string): ReadonlyArray<string> {
	const words = new Array<string>();
	for (const [raw] of withPlainMarks(fold(text)).gmatch("[%w_'\x80-\xff]+")) {
		const word = raw as string;
		if (word.match("[^']")[0] !== undefined) words.push(withoutApostrophes(word));
	}
	return words;
}
