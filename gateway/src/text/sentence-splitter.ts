import { endsSentence, findSentenceEnd } from "./sentence-boundary.ts";

/** A cut before this share of the limit would make too short a piece. */
const EARLIEST_CUT = 0.4;

/** Whether a cut before `index` would split a character: a surrogate pair, an accent, a joined emoji. */
function isInsideCharacter(text: string, index: number): boolean {
	const unit = text.charCodeAt(index);
	const isLowSurrogate = unit >= 0xdc00 && unit <= 0xdfff;
	return (
		isLowSurrogate ||
		text[index - 1] === "\u200D" ||
		/^[\p{M}\u200D\p{Emoji_Modifier}]/u.test(text.slice(index, index + 2))
	);
}

function lastMatchEnd(text: string, pattern: RegExp): number {
	let end = 0;
	for (const match of text.matchAll(pattern)) end = match.index + match[0].length;
	return end;
}

/** Where to cut a text that is too long: after a clause, or between words, or between characters. */
function findCut(text: string, maxChars: number): number {
	const head = text.slice(0, maxChars);
	const earliest = maxChars * EARLIEST_CUT;
	const clause = lastMatchEnd(head, /[,;:—–](?=\s)|[，、；：]/gu);
	if (clause >= earliest) return clause;
	const word = lastMatchEnd(head, /\s+/gu);
	if (word >= earliest) return word;
	let cut = maxChars;
	while (cut > 1 && isInsideCharacter(text, cut)) cut -= 1;
	return cut;
}

/** Cuts a streamed text into sentences; each comes out as soon as the following text shows that it has ended. */
export class SentenceSplitter {
	private rest = "";
	private hasGivenOut = false;

	/** A sentence longer than `maxChars` (UTF-16 units) comes in pieces. */
	constructor(private readonly maxChars: number) {}

	/** The sentences that `text` completes, trimmed, none empty. */
	push(text: string): string[] {
		this.rest += text;
		const sentences: string[] = [];
		for (let end = this.nextEnd(); end !== undefined; end = this.nextEnd()) {
			sentences.push(this.take(end));
		}
		const given = sentences.filter((sentence) => sentence !== "");
		this.hasGivenOut ||= given.length > 0;
		return given;
	}

	/**
	 * Ends the text and returns the rest, whether it looks like a sentence or not. If the model's token limit cut the text off,
	 * a half sentence is dropped, or trails off where it is all of the text.
	 */
	flush(isCutOff = false): string[] {
		const hadGivenOut = this.hasGivenOut;
		const sentences = this.push("\n");
		this.reset();
		const last = sentences.at(-1);
		if (!isCutOff || last === undefined || endsSentence(last)) return sentences;
		return hadGivenOut || sentences.length > 1 ? sentences.slice(0, -1) : [`${last}…`];
	}

	/** Drops the text that has not come out yet. */
	reset(): void {
		this.rest = "";
		this.hasGivenOut = false;
	}

	private nextEnd(): number | undefined {
		this.rest = this.rest.trimStart();
		const end = findSentenceEnd(this.rest);
		if (end !== undefined && end <= this.maxChars) return end;
		return this.rest.length > this.maxChars ? findCut(this.rest, this.maxChars) : undefined;
	}

	private take(end: number): string {
		const sentence = this.rest.slice(0, end).trim().replace(/\s+/g, " ");
		this.rest = this.rest.slice(end);
		return sentence;
	}
}
