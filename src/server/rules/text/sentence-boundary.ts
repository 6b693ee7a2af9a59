import { isCjkLetter, isEmoji, isLetter, isLowercase, isSpace, isUppercase } from "./script-tables";

/**
 * Finds where a sentence ends, in scripts with spaces (English, Hindi, Arabic) and without (Chinese, Japanese). The gateway
 * does the same in `gateway/src/text/sentence-boundary.ts`; one table of test cases keeps both equal.
 */

/** A text as its characters, with their code points beside them. */
export interface Characters {
	readonly texts: ReadonlyArray<string>;
	readonly codes: ReadonlyArray<number>;
}

/** The characters from `first` to before `past`. */
export function sliceOf({ texts }: Characters, first: number, past: number): string {
	const parts = new Array<string>();
	for (let index = first; index < past; index++) parts.push(texts[index]);
	return parts.join("");
}

/** The code points of some characters. */
export function codeSet(characters: string): ReadonlySet<number> {
	const codes = new Set<number>();
	for (const [, code] of utf8.codes(characters)) codes.add(code);
	return codes;
}

const TERMINATORS = codeSet(".!?…");
const EXCLAMATIONS = codeSet("!?");
/** Marks that end a sentence whatever follows: Chinese and Japanese, Devanagari, Arabic, Urdu, Armenian, Burmese, Khmer. */
const SURE_TERMINATORS = codeSet("。！？｡।॥؟۔։။។");
const CLOSERS = codeSet("\x22'”’»)]*_」』】）》〉");
type Verdict = "end" | "inside" | "unknown";

const NEW_LINE = 10;
const FULL_STOP = 46;
const CAPITAL_I = 73;

/** These never end a sentence: something always follows. */
const ABBREVIATIONS: ReadonlySet<string> = new Set(
	"mr mrs ms mx dr prof st mt ft capt cpt sgt lt col gen cmdr rev hon fr vs approx dept est e.g i.e cf sr sra srta bzw z.b d.h".split(
		" ",
	),
);

/** What a German number with a full stop counts: `am 24. Dezember`, `im 3. Stock`. */
const COUNTED: ReadonlySet<string> = new Set(
	"januar jänner februar märz april mai juni juli august september oktober november dezember jahrhundert stock klasse platz advent geburtstag".split(
		" ",
	),
);

function skip(codes: ReadonlyArray<number>, from: number, accept: (code: number) => boolean): number {
	let index = from;
	while (index < codes.size() && accept(codes[index])) index += 1;
	return index;
}

const skipSpaces = (codes: ReadonlyArray<number>, from: number) =>
	skip(codes, from, (code) => code !== NEW_LINE && isSpace(code));

const isDigit = (code: number | undefined) => code !== undefined && code >= 48 && code <= 57;

/** True if the characters before `stop` are only the number of a list item: `1. Bread`. */
function isListNumber(codes: ReadonlyArray<number>, from: number, stop: number): boolean {
	const digits = stop - from;
	return digits >= 1 && digits <= 3 && skip(codes, from, isDigit) >= stop;
}

/** True for the rest of a line that a German ordinal begins: `24. Dezember`. */
export function countsSomething(text: string): boolean {
	const [word] = text.match("^[%w\x80-\xff]+");
	return word !== undefined && COUNTED.has((word as string).lower());
}

/** The word that begins at `start`, in lower case; undefined if it may go on in the text to come. */
function wordAt(text: Characters, start: number): string | undefined {
	const past = skip(text.codes, start, isLetter);
	return past === text.codes.size() ? undefined : sliceOf(text, start, past).lower();
}

/** Whether a single full stop after a number makes it an ordinal. `after`: the text behind the space. */
function judgeOrdinal(text: Characters, { from, stop }: Stop, after: number): Verdict {
	if (stop === from || !isDigit(text.codes[stop - 1]) || !isUppercase(text.codes[after])) return "end";
	const word = wordAt(text, after);
	if (word === undefined) return "unknown";
	return COUNTED.has(word) ? "inside" : "end";
}

/** `stop` is the index of a single full stop, `after` that of the text behind the space after it. */
function isAbbreviation(text: Characters, { from, stop }: Stop, after: number): boolean {
	const { codes } = text;
	if (isListNumber(codes, from, stop)) return true;
	let first = stop;
	while (first > from && (codes[first - 1] === FULL_STOP || isLetter(codes[first - 1]))) first -= 1;
	if (first === stop) return false;
	const word = sliceOf(text, first, stop).lower();
	if (ABBREVIATIONS.has(word)) return true;
	if (word === "no" && isDigit(codes[after])) return true;
	// Initials (`J. Smith`, `U.S. Army`), but not `So do I.`
	const isInitial = first === stop - 1 || codes[stop - 2] === FULL_STOP;
	const isLoneI = first === stop - 1 && codes[first] === CAPITAL_I;
	return isInitial && isUppercase(codes[stop - 1]) && !isLoneI;
}

/** Past the emoji that belong to the sentence before them: `Hello! 😀 Come in.` */
function skipEmoji(codes: ReadonlyArray<number>, from: number): number {
	let last = from;
	for (;;) {
		const start = skipSpaces(codes, last);
		const past = skip(codes, start, isEmoji);
		if (past === start) return last;
		last = past;
	}
}

/**
 * Indices: `from` at the sentence's first character, `stop` at the first mark, `mark` past the marks, `close` past quotes and
 * brackets, `last` past emoji.
 */
interface Stop {
	readonly from: number;
	readonly stop: number;
	readonly mark: number;
	readonly close: number;
	readonly last: number;
}

function judge(text: Characters, found: Stop): Verdict {
	const { stop, mark, close, last } = found;
	const { codes } = text;
	if (close === codes.size()) return "unknown";
	const isSpaced = isSpace(codes[close]) || last > close;
	if (!isSpaced) return isCjkLetter(codes[close]) ? "end" : "inside";
	const start = skipSpaces(codes, last);
	if (start === codes.size()) return "unknown";
	if (last > close || codes[start] === NEW_LINE) return "end";
	let isExclaimed = false;
	for (let index = stop; index < mark; index++) isExclaimed = isExclaimed || EXCLAMATIONS.has(codes[index]);
	if (isLowercase(codes[start]) && (close > mark || !isExclaimed)) return "inside";
	const isFullStop = mark === stop + 1 && codes[stop] === FULL_STOP;
	if (!isFullStop) return "end";
	return isAbbreviation(text, found, start) ? "inside" : judgeOrdinal(text, found, start);
}

const isTerminator = (code: number) => TERMINATORS.has(code) || SURE_TERMINATORS.has(code);

/**
 * Where the sentence ends that begins at `from`, which is no space: the index past it. Undefined if there is no whole sentence,
 * or only the next characters can tell.
 */
export function findSentenceEnd(text: Characters, from: number): number | undefined {
	const { codes } = text;
	let index = from;
	while (index < codes.size()) {
		const code = codes[index];
		if (code === NEW_LINE) return index;
		if (SURE_TERMINATORS.has(code)) {
			const mark = skip(codes, index, isTerminator);
			const close = skip(codes, mark, (each) => CLOSERS.has(each));
			return close === codes.size() ? undefined : close;
		}
		if (TERMINATORS.has(code)) {
			const mark = skip(codes, index, (each) => TERMINATORS.has(each));
			const close = skip(codes, mark, (each) => CLOSERS.has(each));
			const last = skipEmoji(codes, close);
			const verdict = judge(text, { from, stop: index, mark, close, last });
			if (verdict === "end") return last;
			if (verdict === "unknown") return undefined;
			index = close;
		} else index += 1;
	}
	return undefined;
}
