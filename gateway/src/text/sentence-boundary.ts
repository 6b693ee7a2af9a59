/** Where a sentence ends, in scripts with spaces (English, Hindi, Arabic) and without (Chinese, Japanese). */

const TERMINATORS = new Set([".", "!", "?", "…"]);
/** Marks that end a sentence whatever follows: Chinese and Japanese, Devanagari, Arabic, Urdu, Armenian, Burmese, Khmer. */
const SURE_TERMINATORS = new Set([..."。！？｡।॥؟۔։။។"]);
const CLOSERS = new Set([..."\"'”’»)]*_」』）】》〉"]);

/** They never end a sentence: a word always follows. */
const ABBREVIATIONS = new Set(
	"mr mrs ms mx dr prof st mt ft capt cpt sgt lt col gen cmdr rev hon fr vs approx dept est e.g i.e cf sr sra srta bzw z.b d.h".split(
		" ",
	),
);

/** What a German number with a full stop counts: `am 24. Dezember`, `im 3. Stock`. */
const COUNTED = new Set(
	"januar jänner februar märz april mai juni juli august september oktober november dezember jahrhundert stock klasse platz advent geburtstag".split(
		" ",
	),
);

const CJK_LETTER = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const EMOJI = /^[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}\uFE0F\u200D\u20E3]+/u;
const LOWERCASE = /^\p{Ll}/u;

function skip(text: string, from: number, accept: (char: string) => boolean): number {
	let index = from;
	while (index < text.length && accept(text[index]!)) index += 1;
	return index;
}

const skipSpaces = (text: string, from: number) =>
	skip(text, from, (char) => char !== "\n" && /\s/.test(char));

/** `before` is the text in front of a single full stop, `next` the text after the space that follows it. */
function isAbbreviation(before: string, next: string): boolean {
	// The number of a list item: `1. Bread`.
	if (/^\d{1,3}$/.test(before)) return true;
	const word = /[\p{L}.]+$/u.exec(before)?.[0] ?? "";
	const lower = word.toLowerCase();
	if (ABBREVIATIONS.has(lower)) return true;
	if (lower === "no" && /^\d/.test(next)) return true;
	// Initials (`J. Smith`, `U.S. Army`), but not `So do I.`
	return /(^|\.)\p{Lu}$/u.test(word) && word !== "I";
}

type Verdict = "end" | "inside" | "unknown";

/** Whether a single full stop after a number makes it an ordinal. `after` is the text behind the space that follows it. */
function judgeOrdinal(before: string, after: string): Verdict {
	if (!/\d$/.test(before) || !/^\p{Lu}/u.test(after)) return "end";
	const word = /^\p{L}+/u.exec(after)![0];
	// Its letters to come may make it another word.
	if (word.length === after.length) return "unknown";
	return COUNTED.has(word.toLowerCase()) ? "inside" : "end";
}

/** The index past the emoji that belong to the sentence in front of them: `Hello! 😀 Come in.` */
function skipEmoji(text: string, from: number): number {
	let end = from;
	for (;;) {
		const start = skipSpaces(text, end);
		const emoji = EMOJI.exec(text.slice(start))?.[0];
		if (emoji === undefined) return end;
		end = start + emoji.length;
	}
}

/** `stop` is the index of the full stops, `mark` past them, `close` past quotes and brackets, `end` past emoji. */
function judge(text: string, stop: number, mark: number, close: number, end: number): Verdict {
	if (close === text.length) return "unknown";
	const isSpaced = /\s/.test(text[close]!) || end > close;
	if (!isSpaced) return CJK_LETTER.test(text[close]!) ? "end" : "inside";
	const start = skipSpaces(text, end);
	if (start === text.length) return "unknown";
	if (end > close || text[start] === "\n") return "end";
	const next = text.slice(start, start + 2);
	const marks = text.slice(stop, mark);
	if (LOWERCASE.test(next) && (close > mark || !/[!?]/.test(marks))) return "inside";
	if (marks !== ".") return "end";
	const before = text.slice(0, stop);
	return isAbbreviation(before, next) ? "inside" : judgeOrdinal(before, text.slice(start));
}

const isTerminator = (char: string) => TERMINATORS.has(char) || SURE_TERMINATORS.has(char);

const ANYWHERE_BEHIND = /[\s\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F\u200D]/u;

/** Whether a mark ends the text; quotes, brackets and emoji may follow it. */
export function endsSentence(text: string): boolean {
	const mark = [...text].reverse().find((char) => !CLOSERS.has(char) && !ANYWHERE_BEHIND.test(char));
	return mark !== undefined && isTerminator(mark);
}

/**
 * The index past the first whole sentence of `text`, which has no leading space. Undefined if there is none, or if only
 * the text still to come can tell.
 */
export function findSentenceEnd(text: string): number | undefined {
	for (let index = 0; index < text.length; index += 1) {
		const char = text[index]!;
		if (char === "\n") return index;
		if (SURE_TERMINATORS.has(char)) {
			const mark = skip(text, index, isTerminator);
			const close = skip(text, mark, (each) => CLOSERS.has(each));
			return close === text.length ? undefined : close;
		}
		if (!TERMINATORS.has(char)) continue;
		const mark = skip(text, index, (each) => TERMINATORS.has(each));
		const close = skip(text, mark, (each) => CLOSERS.has(each));
		const end = skipEmoji(text, close);
		const verdict = judge(text, index, mark, close, end);
		if (verdict === "end") return end;
		if (verdict === "unknown") return undefined;
		index = close - 1;
	}
	return undefined;
}
