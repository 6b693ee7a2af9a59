import { isTypoOf } from "server/rules/text/typos";

/** A set of words, by number. */
export type WordClass = number;

/** Shorter words are too near to others to guess, but for the few that count most. */
const MIN_TYPO_LETTERS = 6;
const MAX_TYPO_LETTERS = 24;
const SHORT_WITH_TYPOS = new Set(["want", "kill", "wanna", "alive"]);

/** Real words, one slip from a word of the rule. */
const NEVER_TYPOS = new Set(
	(
		"morder wan wants dyeing drying loving giving mares marina mutter suite kiln kilo kilos skill kilt wand " +
		"sterne streben marian marin marimar murder finish vivian matarlo mataron matarte marne"
	).split(" "),
);

/** Runs of a letter become one: `dieee` is `die`, `kil` is `kill`. */
function withoutRuns(word: string): string {
	const [halved, count] = word.gsub("(%a)%1", "%1");
	return count === 0 ? word : withoutRuns(halved);
}

function deletionsOf(word: string): ReadonlyArray<string> {
	const size = word.size();
	const texts = [word];
	for (let at = 1; at <= size; at++) texts.push(word.sub(1, at - 1) + word.sub(at + 1));
	return texts;
}

/** The words that the rule knows, with the sets they are in. */
export class Lexicon {
	private readonly exact = new Map<string, Array<WordClass>>();
	private readonly starts = new Map<string, Array<WordClass>>();
	private readonly startSizes = new Array<number>();
	private readonly runless = new Map<string, string>();
	/** Words by what is left of them without one letter: it finds typos without comparing with every word. */
	private readonly nearly = new Map<string, Array<string>>();

	/** @param word folded; with a `*` at its end, any ending. `typos` forgives slips in it */
	public add(word: string, wordClass: WordClass, typos: boolean): void {
		if (word.sub(-1) === "*") return this.addStart(word.sub(1, -2), wordClass);
		this.append(this.exact, word, wordClass);
		const runless = withoutRuns(word);
		if (runless !== word || !this.runless.has(runless)) this.runless.set(runless, word);
		if (typos && this.mayBeMistyped(word)) {
			for (const text of deletionsOf(word)) this.append(this.nearly, text, word);
		}
	}

	/** The sets that a word is in, as `spell` gives it. */
	public classesOf(word: string): ReadonlyArray<WordClass> {
		const found = this.exact.get(word) ?? [];
		const all = [...found];
		const size = word.size();
		for (const startSize of this.startSizes) {
			if (startSize > size) break;
			for (const wordClass of this.starts.get(word.sub(1, startSize)) ?? []) all.push(wordClass);
		}
		return all;
	}

	/** True for a word that is listed whole. */
	public isWord(word: string): boolean {
		return this.exact.has(word);
	}

	public knows(word: string): boolean {
		return this.exact.has(word) || !this.classesOf(word).isEmpty();
	}

	/** The known word that somebody meant; undefined if there is none. */
	public spell(word: string): string | undefined {
		if (this.knows(word)) return word;
		const runless = withoutRuns(word);
		if (runless !== word && this.knows(runless)) return runless;
		return (
			this.runless.get(runless) ?? this.typoOf(runless) ?? (runless !== word ? this.typoOf(word) : undefined)
		);
	}

	/** The known word whose letters a `*` hides: `k*ll`. */
	public uncensor(word: string): string | undefined {
		const pattern = `^${word.gsub("%*", "%%a")[0]}$`;
		for (const [known] of this.exact) {
			if (known.size() === word.size() && known.match(pattern)[0] !== undefined) return known;
		}
		return undefined;
	}

	private typoOf(word: string): string | undefined {
		if (
			word.size() < 3 ||
			word.size() > MAX_TYPO_LETTERS ||
			NEVER_TYPOS.has(word) ||
			word.match("^%l+$")[0] === undefined
		)
			return undefined;
		for (const text of deletionsOf(word)) {
			for (const known of this.nearly.get(text) ?? []) {
				if (isTypoOf(word, known)) return known;
			}
		}
		return undefined;
	}

	private mayBeMistyped(word: string): boolean {
		if (word.match("^%l+$")[0] === undefined) return false;
		return word.size() >= MIN_TYPO_LETTERS || SHORT_WITH_TYPOS.has(word);
	}

	private addStart(start: string, wordClass: WordClass): void {
		this.append(this.starts, start, wordClass);
		if (this.startSizes.includes(start.size())) return;
		this.startSizes.push(start.size());
		this.startSizes.sort((a, b) => a < b);
	}

	private append<T extends defined>(map: Map<string, Array<T>>, key: string, value: T): void {
		const list = map.get(key);
		if (list === undefined) map.set(key, [value]);
		else if (!list.includes(value)) list.push(value);
	}
}
