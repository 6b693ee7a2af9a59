import { SPEECH } from "server/constants/rules";
import { isEmoji, isSpace } from "./script-tables";
import { type Characters, codeSet, findSentenceEnd, sliceOf } from "./sentence-boundary";
import { endsSentence, trim } from "shared/text/text";
import { extendsPrevious, validUtf8 } from "shared/text/unicode";

/** A cut before this share of the limit would leave a stump. */
const EARLIEST_CUT = 0.4;

/** Marks that end a clause if a space follows, and those that need no space. */
const CLAUSE_MARKS = codeSet(",;:—–");
const CJK_CLAUSE_MARKS = codeSet("，、；：");
const ZERO_WIDTH_JOINER = 0x200d;

/** By code: a text is mostly made of these, and need not be made of new ones. */
const ASCII = new Array<string>();
for (let code = 0; code < 0x80; code++) ASCII.push(string.char(code));

function charactersOf(text: string): Characters {
	const texts = new Array<string>();
	const codes = new Array<number>();
	for (const [, code] of utf8.codes(text)) {
		texts.push(ASCII[code] ?? utf8.char(code));
		codes.push(code);
	}
	return { texts, codes };
}

/** Lengths are UTF-16 units, as in the gateway's JavaScript. */
const unitsOf = (code: number) => (code > 0xffff ? 2 : 1);

/** The index past as many characters, from `first` on and before `past`, as fit into `maxUnits`. */
function fitting(codes: ReadonlyArray<number>, first: number, past: number, maxUnits: number): number {
	// Most sentences fit however wide their characters are.
	if ((past - first) * 2 <= maxUnits) return past;
	let units = 0;
	for (let index = first; index < past; index++) {
		units += unitsOf(codes[index]);
		if (units > maxUnits) return index;
	}
	return past;
}

/** Where to cut a long text, of which the characters before `head` fit: after a clause, else between words or characters. */
function findCut(codes: ReadonlyArray<number>, first: number, head: number, maxUnits: number): number {
	const earliest = maxUnits * EARLIEST_CUT;
	let units = 0;
	let clause: number | undefined;
	let word: number | undefined;
	for (let index = first; index < head; index++) {
		const code = codes[index];
		units += unitsOf(code);
		if (units < earliest) continue;
		const isClause = CLAUSE_MARKS.has(code) && index + 1 < head && isSpace(codes[index + 1]);
		if (isClause || CJK_CLAUSE_MARKS.has(code)) clause = index + 1;
		if (isSpace(code)) word = index + 1;
	}
	if (clause !== undefined) return clause;
	if (word !== undefined) return word;
	let cut = head;
	// A cut must not split a character from its accent, or a joined emoji.
	while (cut > first + 1 && (extendsPrevious(codes[cut]) || codes[cut - 1] === ZERO_WIDTH_JOINER)) cut -= 1;
	return math.max(cut, first + 1);
}

function skipSpaces(codes: ReadonlyArray<number>, from: number): number {
	let first = from;
	while (first < codes.size() && isSpace(codes[first])) first += 1;
	return first;
}

/** The characters from `first` to before `past`, trimmed, with each run of spaces made one. */
function tidy(characters: Characters, first: number, past: number): string {
	const whole = sliceOf(characters, first, past);
	// Of ASCII, Luau's own `%s` are the same spaces.
	if (whole.match("[\x80-\xff]")[0] === undefined) return trim(whole.gsub("%s+", " ")[0]);
	const { texts, codes } = characters;
	const parts = new Array<string>();
	let wasSpace = true;
	for (let index = first; index < past; index++) {
		const isGap = isSpace(codes[index]);
		if (!isGap) {
			if (wasSpace && !parts.isEmpty()) parts.push(" ");
			parts.push(texts[index]);
		}
		wasSpace = isGap;
	}
	return parts.join("");
}

/**
 * Cuts a whole reply into sentences, each trimmed, none empty. A sentence longer than `maxUnits` (UTF-16 units) comes in
 * pieces. The gateway cuts the same sentences from a stream (`gateway/src/text/sentence-splitter.ts`).
 */
export function splitSentences(
	text: string,
	maxUnits: number = SPEECH.maxSpokenUnits,
): ReadonlyArray<string> {
	const sentences = new Array<string>();
	const characters = charactersOf(validUtf8(`${text}\n`));
	const { codes } = characters;
	let first = skipSpaces(codes, 0);
	while (first < codes.size()) {
		const stop = findSentenceEnd(characters, first) ?? codes.size();
		const head = fitting(codes, first, stop, maxUnits);
		const past = head < stop ? findCut(codes, first, head, maxUnits) : stop;
		const sentence = tidy(characters, first, past);
		if (sentence !== "") sentences.push(sentence);
		first = skipSpaces(codes, past);
	}
	return sentences;
}

/** True if a text ends a sentence; emoji may follow the end. */
function isWhole(text: string): boolean {
	const characters = charactersOf(text);
	const { codes } = characters;
	let past = codes.size();
	while (past > 0 && (isEmoji(codes[past - 1]) || isSpace(codes[past - 1]))) past -= 1;
	return endsSentence(sliceOf(characters, 0, past));
}

/**
 * The sentences of a reply that the model's token limit cut off: without the half sentence at the end. A half sentence that is
 * all of the reply trails off instead.
 */
export function withoutHalfSentence(sentences: ReadonlyArray<string>): ReadonlyArray<string> {
	const last = sentences[sentences.size() - 1] as string | undefined;
	if (last === undefined || isWhole(last)) return sentences;
	if (sentences.size() === 1) return [`${last}…`];
	return sentences.filter((_, index) => index < sentences.size() - 1);
}

/**
 * Removes `<think>…</think>` from a whole reply: some models write their reasoning into the answer, and an NPC must not say it
 * aloud. A thought without an end goes up to the end of the text, one without a beginning goes from the beginning.
 */
export function withoutThoughts(text: string): string {
	const closed = text.gsub("<think>.-</think>", "")[0];
	const open = closed.gsub("<think>.*$", "")[0];
	return open.gsub("^.*</think>", "")[0];
}
