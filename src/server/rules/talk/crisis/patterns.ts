import { type Breathe, holdBreath } from "server/rules/load/in-pieces";
import { plainLine } from "./plain-line";
import { type Doubt, type Language, splitDoubt } from "./grammar";
import type { Purpose } from "./judge";
import { Lexicon, type WordClass } from "./lexicon";

/** One word of a pattern. */
export interface Slot {
	/** A word in any of these sets fits. */
	readonly classes: ReadonlyArray<WordClass>;
	/** So many words of any kind may stand before it. */
	readonly gap: number;
}

export interface Pattern {
	readonly purpose: Purpose;
	readonly doubt: Doubt;
	readonly slots: ReadonlyArray<Slot>;
	readonly fillers: WordClass;
}

/** Sets that all languages share. */
export const CONTEXT = { game: 1, story: 2, accident: 3, number: 4 };
const FIRST_FREE = 5;

/** The patterns of all languages, found by the set of their first word. */
export class PatternBook {
	public readonly lexicon = new Lexicon();
	private readonly byFirst = new Map<WordClass, Array<Pattern>>();
	private nextClass = FIRST_FREE;

	public startingWith(wordClass: WordClass): ReadonlyArray<Pattern> {
		return this.byFirst.get(wordClass) ?? [];
	}

	public learn(language: Language, breathe: Breathe): void {
		const sets = new Map<string, WordClass>([
			["GAME", CONTEXT.game],
			["STORY", CONTEXT.story],
			["ACCIDENT", CONTEXT.accident],
			["NUMBER", CONTEXT.number],
		]);
		this.addWords(language.game, CONTEXT.game, false, breathe);
		this.addWords(language.story, CONTEXT.story, false, breathe);
		this.addWords(language.accident, CONTEXT.accident, false, breathe);
		for (const [name, words] of pairs(language.sets ?? {})) {
			sets.set(name as string, this.addSet(words, true, breathe));
		}
		const fillers = this.addSet(language.fillers, false, breathe);
		const add = (purpose: Purpose, texts: ReadonlyArray<string> | undefined) => {
			for (const text of texts ?? []) {
				this.addPattern(purpose, text, sets, fillers);
				breathe();
			}
		};
		add("earnest", language.earnest);
		add("harmless", language.harmless);
		add("real", language.real);
		add("game", language.gamePhrases);
	}

	private addSet(words: string | undefined, typos: boolean, breathe: Breathe): WordClass {
		const wordClass = this.nextClass;
		this.nextClass += 1;
		this.addWords(words, wordClass, typos, breathe);
		return wordClass;
	}

	private addWords(words: string | undefined, wordClass: WordClass, typos: boolean, breathe: Breathe): void {
		for (const [word] of plainLine(words ?? "").gmatch("%S+")) {
			this.lexicon.add(word as string, wordClass, typos);
			breathe();
		}
	}

	private addPattern(purpose: Purpose, text: string, sets: Map<string, WordClass>, fillers: WordClass): void {
		const { doubt, rest } = splitDoubt(text);
		const slots = new Array<Slot>();
		let gap = 0;
		for (const part of rest.split(" ")) {
			const count = tonumber(part);
			if (count !== undefined) gap = count;
			else {
				slots.push({ classes: part.split("|").map((word) => this.classOf(word, sets)), gap });
				gap = 0;
			}
		}
		for (const first of slots[0].classes) {
			const known = this.byFirst.get(first);
			const pattern = { purpose, doubt, slots, fillers };
			if (known === undefined) this.byFirst.set(first, [pattern]);
			else known.push(pattern);
		}
	}

	private classOf(word: string, sets: Map<string, WordClass>): WordClass {
		const known = sets.get(word);
		if (known !== undefined) return known;
		assert(word.match("^%u+$")[0] === undefined, `no set ${word}`);
		const created = this.addSet(word, false, holdBreath);
		sets.set(word, created);
		return created;
	}
}
