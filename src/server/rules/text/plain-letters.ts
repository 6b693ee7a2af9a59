import { validUtf8, within } from "shared/text/unicode";
import { fold } from "./words";

/** A base letter, and what people may write for it: with accents, in either case. */
const VARIANTS: ReadonlyArray<readonly [base: string, variants: string]> = [
	["a", "àáâãäåāăąǎǟǡǻȁȃȧạảấầẩẫậắằẳẵặÀÁÂÃÄÅĀĂĄǍǺẠẢẤẦẨẪẬẮẰẲẴẶ"],
	["ae", "æǽÆǼ"],
	["c", "çćĉċčÇĆĈĊČ"],
	["d", "ďđðḍḑĎĐÐḌ"],
	["e", "èéêëēĕėęěǝẹẻẽếềểễệÈÉÊËĒĔĖĘĚẸẺẼẾỀỂỄỆ"],
	["g", "ĝğġģǧĜĞĠĢǦ"],
	["h", "ĥħḥḫĤĦḤ"],
	["i", "ìíîïĩīĭįıǐỉịÌÍÎÏĨĪĬĮİǏỈỊ"],
	["j", "ĵǰĴ"],
	["k", "ķĸǩĶǨ"],
	["l", "ĺļľŀłĹĻĽĿŁ"],
	["n", "ñńņňŉŋǹṇÑŃŅŇŊǸ"],
	["o", "òóôõöøōŏőơǒọỏốồổỗộớờởỡợÒÓÔÕÖØŌŎŐƠǑỌỎỐỒỔỖỘỚỜỞỠỢ"],
	["oe", "œŒ"],
	["r", "ŕŗřṛŔŖŘ"],
	["s", "śŝşšșṣŚŜŞŠȘṢ"],
	["ss", "ßẞ"],
	["t", "ţťŧțṭŢŤŦȚ"],
	["th", "þÞ"],
	["u", "ùúûüũūŭůűųưǔǖǘǚǜụủứừửữựÙÚÛÜŨŪŬŮŰŲƯǓỤỦỨỪỬỮỰ"],
	["w", "ŵẁẃẅŴẀẂẄ"],
	["y", "ýÿŷỳỵỷỹÝŸŶỲỴỶỸ"],
	["z", "źżžẓŹŻŽ"],
	["е", "ёЁ"],
	["ا", "أإآٱ"],
	["ي", "ىئی"],
	["ه", "ةۀ"],
	["و", "ؤ"],
	["ك", "ک"],
	["ं", "ँ"],
];

/** Marks that are written onto a letter: accents, Arabic vowels and the stretching line, the Devanagari dot. */
const MARKS: ReadonlyArray<readonly [first: number, last: number]> = [
	[0x300, 0x36f],
	[0x640, 0x640],
	[0x64b, 0x655],
	[0x670, 0x670],
	[0x93c, 0x93c],
	[0xfe00, 0xfe0f],
];

/** Alphabets that only look different: full width, circled, and the bold, italic and script ones for mathematics. */
const FULL_WIDTH_FIRST = 0xff01;
const FULL_WIDTH_LAST = 0xff5e;
const FULL_WIDTH_OFFSET = 0xfee0;
const CIRCLED_CAPITAL = 0x24b6;
const CIRCLED_LAST = 0x24e9;
const MATH_FIRST = 0x1d400;
const MATH_LAST = 0x1d6a3;
const MATH_ALPHABET = 52;
const ALPHABET = 26;
const SMALL_A = 97;

const BASES = new Map<number, string>();
for (const [base, variants] of VARIANTS) {
	for (const [, codepoint] of utf8.codes(variants)) BASES.set(codepoint, base);
}

function fromOtherAlphabet(codepoint: number): string | undefined {
	if (codepoint >= FULL_WIDTH_FIRST && codepoint <= FULL_WIDTH_LAST) {
		return utf8.char(codepoint - FULL_WIDTH_OFFSET).lower();
	}
	if (codepoint >= CIRCLED_CAPITAL && codepoint <= CIRCLED_LAST) {
		return string.char(SMALL_A + ((codepoint - CIRCLED_CAPITAL) % ALPHABET));
	}
	if (codepoint >= MATH_FIRST && codepoint <= MATH_LAST) {
		return string.char(SMALL_A + (((codepoint - MATH_FIRST) % MATH_ALPHABET) % ALPHABET));
	}
	return undefined;
}

/** The plain letter behind a folded code point; undefined if it is one already, "" for a mark on another letter. */
export function plainLetter(codepoint: number): string | undefined {
	if (codepoint < 0x80) return undefined;
	const base = BASES.get(codepoint);
	if (base !== undefined) return base;
	if (within(codepoint, MARKS)) return "";
	return fromOtherAlphabet(codepoint);
}

/** Folds case and takes the accents off: `Żaneta` and `zaneta` become equal, and so do both ways to write `é`. */
export function plainLetters(text: string): string {
	const folded = fold(text);
	if (folded.match("[\x80-\xff]")[0] === undefined) return folded;
	const parts = new Array<string>();
	for (const [, codepoint] of utf8.codes(validUtf8(folded))) {
		parts.push(plainLetter(codepoint) ?? utf8.char(codepoint));
	}
	return parts.join("");
}
