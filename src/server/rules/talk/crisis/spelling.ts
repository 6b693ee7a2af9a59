import type { Lexicon } from "./lexicon";

/** Digits and signs that stand for letters. A 1 may be either of two. */
const LEET = new Map([
	["0", "o"],
	["1", "i"],
	["3", "e"],
	["4", "a"],
	["5", "s"],
	["7", "t"],
	["@", "a"],
	["$", "s"],
	["!", "i"],
	["|", "i"],
	["+", "t"],
	["€", "e"],
]);
const LEET_L = new Map([...LEET, ["1", "l"], ["!", "l"], ["|", "l"]] as Array<[string, string]>);

/** Words that people write without the spaces between them. */
const GLUED = new Set(
	(
		"i im just really so want wanna gonna to die dead kill kys hurt cut end hang harm off unalive my your self myself life it all " +
		"be dont live alive not never suicide suicidal feel like bad anymore here wish was were hate and go ill self harm " +
		"quiero morir matarme me no vivir ich will sterben je veux mourir voglio morire quero morrer aku mau mati bunuh diri"
	).split(" "),
);
const MIN_GLUED = 6;
const MAX_GLUED = 40;
const LONGEST_PIECE = 8;

/** Letters with spaces between them; fewer are initials. */
const MIN_SPELLED_OUT = 3;
/** Two pieces of a broken word have so many letters at least: `my self`, `su icide`. */
const MIN_BROKEN = 5;

/** Ends a sentence: no word, and no pattern reaches over it. */
export const BREAK = ".";

/** The words of a glued text; undefined if it is not all words. */
function unglue(text: string): ReadonlyArray<string> | undefined {
	if (text === "") return [];
	if (text.size() > MAX_GLUED) return undefined;
	for (let size = math.min(LONGEST_PIECE, text.size()); size > 0; size--) {
		const piece = text.sub(1, size);
		if (!GLUED.has(piece)) continue;
		const rest = unglue(text.sub(size + 1));
		if (rest !== undefined) return [piece, ...rest];
	}
	return undefined;
}

/** Reads the words of a plain line as they were meant, whatever their spelling. */
export class Spelling {
	constructor(private readonly lexicon: Lexicon) {}

	/** The line's words, each as the lexicon knows it, and breaks between sentences. */
	public wordsOf(line: string): ReadonlyArray<string> {
		const words = new Array<string>();
		for (const [chunk] of line.gmatch("%S+")) this.readChunk(chunk as string, words);
		words.push(BREAK);
		return this.joinBroken(this.joinSpelledOut(words)).reduce<Array<string>>((all, word) => {
			for (const each of this.meant(word)) all.push(each);
			return all;
		}, []);
	}

	private readChunk(chunk: string, words: Array<string>): void {
		const inner = chunk.gsub("^[^%w$@\x80-\xff]+", "")[0].gsub("%p+$", "")[0];
		if (inner !== "") this.readInner(inner, words);
		// A row of dots is a pause, not an end.
		const isEnd = chunk.match("[!?;]%p*$")[0] !== undefined || chunk.match("[^.]%.$")[0] !== undefined;
		if (isEnd || chunk === BREAK) words.push(BREAK);
	}

	private readInner(inner: string, words: Array<string>): void {
		if (inner.match("^[%w\x80-\xff]+$")[0] !== undefined) {
			words.push(inner);
			return;
		}
		const whole = this.unmasked(inner);
		if (whole !== undefined) words.push(whole);
		else for (const [piece] of inner.gmatch("[%w\x80-\xff]+")) words.push(piece as string);
	}

	/** A word with signs in it: for letters, between letters, or over them. */
	private unmasked(word: string): string | undefined {
		const leet = this.fromLeet(word);
		if (leet !== undefined) return leet;
		const bare = word.gsub("%p", "")[0];
		if (word.match("%a%*+%a")[0] !== undefined) return this.lexicon.uncensor(word) ?? undefined;
		const isSpelledOut = word.match("^%w%p%w%p%w")[0] !== undefined;
		return isSpelledOut || this.lexicon.knows(bare) ? bare : undefined;
	}

	private fromLeet(word: string): string | undefined {
		const readings = [LEET, LEET_L].map((letters) => word.gsub("[%d%p]", letters)[0]);
		for (const read of readings) if (this.lexicon.isWord(read)) return read;
		for (const read of readings) {
			if (read.match("^%l+$")[0] === undefined) continue;
			const known = this.lexicon.spell(read);
			if (known !== undefined) return known;
			if (read.size() >= MIN_GLUED && unglue(read) !== undefined) return read;
		}
		return undefined;
	}

	private joinSpelledOut(words: ReadonlyArray<string>): ReadonlyArray<string> {
		const joined = new Array<string>();
		let letters = new Array<string>();
		const flush = () => {
			if (letters.size() >= MIN_SPELLED_OUT) joined.push(letters.join(""));
			else for (const letter of letters) joined.push(letter);
			letters = [];
		};
		for (const word of words) {
			if (word.size() === 1 && word !== BREAK) letters.push(word);
			else {
				flush();
				joined.push(word);
			}
		}
		flush();
		return joined;
	}

	private joinBroken(words: ReadonlyArray<string>): ReadonlyArray<string> {
		const joined = new Array<string>();
		let index = 0;
		while (index < words.size()) {
			const both = words[index] + (words[index + 1] ?? "");
			const isBroken = index + 1 < words.size() && both.size() >= MIN_BROKEN && this.lexicon.isWord(both);
			joined.push(isBroken ? both : words[index]);
			index += isBroken ? 2 : 1;
		}
		return joined;
	}

	private meant(word: string): ReadonlyArray<string> {
		if (word === BREAK) return [word];
		const known = this.lexicon.spell(word);
		if (known !== undefined) return [known];
		if (word.match("%d")[0] !== undefined && word.match("%a")[0] !== undefined) {
			const leet = this.fromLeet(word);
			if (leet !== undefined && leet !== word) return this.meant(leet);
		}
		return word.size() >= MIN_GLUED ? (unglue(word) ?? [word]) : [word];
	}
}
