import { codepointRole, extendsPrevious, validUtf8 } from "./unicode";

const CODEPOINT_JOINER = 0x200d;

/**
 * Makes one line of plain text, trimmed. Removes control characters, bidi overrides, invisible characters and broken
 * UTF-8; line breaks, tabs and runs of spaces become one space.
 */
export function stripControl(text: string): string {
	const visible = isPrintableAscii(text) ? text : withoutHidden(text);
	return trim(visible.gsub(" +", " ")[0]);
}

/** Most text is, and then needs no look at each character. */
function isPrintableAscii(text: string): boolean {
	return text.match("[^ -~]")[0] === undefined;
}

function withoutHidden(text: string): string {
	const parts = new Array<string>();
	for (const [, codepoint] of utf8.codes(validUtf8(text))) {
		const role = codepointRole(codepoint);
		if (role === "keep") parts.push(utf8.char(codepoint));
		else if (role === "space") parts.push(" ");
	}
	return parts.join("");
}

/** The text without spaces at its ends. */
export function trim(text: string): string {
	return text.gsub("^%s+", "")[0].gsub("%s+$", "")[0];
}

/** True for an empty text or one of spaces. */
export function isBlank(text: string): boolean {
	return text.match("%S")[0] === undefined;
}

/** The number of code points; broken bytes do not count. */
export function charCount(text: string): number {
	const [count, badAt] = utf8.len(text);
	return badAt === undefined ? (count as number) : charCount(validUtf8(text));
}

/** The first `maxChars` code points. Never tears a mark or joiner from its base. */
export function clampUtf8(text: string, maxChars: number): string {
	const valid = validUtf8(text);
	if (charCount(valid) <= maxChars) return valid;
	return valid.sub(1, cutBefore(valid, maxChars));
}

/** The last byte of at most `maxChars` code points of a longer text. */
function cutBefore(text: string, maxChars: number): number {
	for (let chars = maxChars; chars > 0; chars--) {
		const nextAt = utf8.offset(text, chars + 1) as number;
		const lastAt = utf8.offset(text, chars) as number;
		const torn =
			extendsPrevious(utf8.codepoint(text, nextAt)[0]) ||
			utf8.codepoint(text, lastAt)[0] === CODEPOINT_JOINER;
		if (!torn) return nextAt - 1;
	}
	return (utf8.offset(text, maxChars + 1) as number) - 1;
}

const RICH_TEXT_ENTITIES = new Map([
	["&", "&amp;"],
	["<", "&lt;"],
	[">", "&gt;"],
	['"', "&quot;"],
	["'", "&apos;"],
]);

/** Escapes plain text for Roblox's rich text: its five special characters become entities. */
export function escapeRichText(text: string): string {
	return text.gsub(`[&<>"']`, RICH_TEXT_ENTITIES)[0];
}

const SENTENCE_ENDS = [".", "!", "?", "…", "。", "！", "？", "｡", "؟", "۔", "।", "॥", "։", "။", "។"];
const CLOSING_MARKS = ['"', "'", ")", "]", "”", "’", "»", "」", "』", "）"];

function endsWith(text: string, suffix: string): boolean {
	return text.sub(-suffix.size()) === suffix;
}

/** True if the text ends a sentence; closing quotes and brackets may follow the end. */
export function endsSentence(text: string): boolean {
	const closing = CLOSING_MARKS.find((mark) => endsWith(text, mark));
	if (closing !== undefined) return endsSentence(text.sub(1, -closing.size() - 1));
	return SENTENCE_ENDS.some((mark) => endsWith(text, mark));
}

/**
 * Cuts a text into pieces of at most `maxChars` code points: at the end of a sentence, if that does not leave the piece
 * nearly empty; else between words; else, in a word longer than a piece, between characters. Loses no word.
 */
export function chunkText(text: string, maxChars: number): ReadonlyArray<string> {
	const chunks = new Array<string>();
	let words = new Array<string>();
	let chars = 0;
	const flush = (count: number) => {
		chunks.push(words.filter((_, index) => index < count).join(" "));
		words = words.filter((_, index) => index >= count);
		chars = words.size() > 0 ? charCount(words.join(" ")) : 0;
	};
	for (const word of splitWords(text, maxChars)) {
		while (words.size() > 0 && chars + 1 + charCount(word) > maxChars) {
			flush(sentenceBoundary(words, maxChars));
		}
		words.push(word);
		chars = charCount(words.join(" "));
	}
	if (words.size() > 0) flush(words.size());
	return chunks;
}

/** The number of words in the next piece: up to the last end of a sentence past a third of the room, else all. */
function sentenceBoundary(words: ReadonlyArray<string>, maxChars: number): number {
	for (let count = words.size(); count > 0; count--) {
		if (endsSentence(words[count - 1])) {
			const shown = words.filter((_, index) => index < count).join(" ");
			return charCount(shown) * 3 >= maxChars ? count : words.size();
		}
	}
	return words.size();
}

function splitWords(text: string, maxChars: number): ReadonlyArray<string> {
	const words = new Array<string>();
	for (const [found] of validUtf8(text).gmatch("%S+")) {
		let word = found as string;
		while (charCount(word) > maxChars) {
			const head = clampUtf8(word, maxChars);
			words.push(head);
			word = word.sub(head.size() + 1);
		}
		words.push(word);
	}
	return words;
}
