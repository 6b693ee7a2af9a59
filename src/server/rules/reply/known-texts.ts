import { type Breathe, holdBreath } from "server/rules/load/in-pieces";
import { splitSentences } from "server/rules/text/sentences";
import { plainWords } from "server/rules/text/words";

/** Shorter sentences are everybody's: `You are at the Cafe.` */
const MIN_WORDS = 6;
const WHOLE_LINE_UNITS = 2000;

/** What a persona says in the first person, an NPC may say of itself. */
const FIRST_PERSON: ReadonlySet<string> = new Set(
	"i i'm i've i'll i'd me my mine we our ich mein meine mir mich je j'ai mon ma mes yo mi mis soy eu meu minha я мой мне".split(
		" ",
	),
);

/** The sentences of lines that many agents are given alike, by line: each is read once. */
export type CommonLines = Map<string, ReadonlyArray<string>>;

export interface Reading {
	readonly breathe?: Breathe;
	/** Where the text's lines are other agents', too. */
	readonly common?: CommonLines;
}

/** The sentences of texts that agents were given to read. An NPC that says one word for word reads aloud. */
export class KnownTexts {
	private readonly keys = new Array<string>();

	constructor(...texts: ReadonlyArray<string>) {
		for (const text of texts) this.read(text);
	}

	/** Takes in a text, line by line: a line's end also ends a sentence. */
	public read(text: string, { breathe = holdBreath, common }: Reading = {}): void {
		for (const line of unwrapped(text).split("\n")) {
			const keys = common?.get(line) ?? keysOf(line);
			common?.set(line, keys);
			for (const key of keys) this.keys.push(key);
			breathe();
		}
	}

	/** True if a text, in plain words, holds one of the sentences. */
	public has(words: ReadonlyArray<string>): boolean {
		const text = ` ${words.join(" ")} `;
		return this.keys.some((key) => text.find(key, 1, true)[0] !== undefined);
	}
}

/** The sentences of a line that nobody says by chance. */
function keysOf(line: string): ReadonlyArray<string> {
	const keys = new Array<string>();
	for (const sentence of splitSentences(line, WHOLE_LINE_UNITS)) {
		const words = plainWords(sentence);
		// Quoted words are somebody's.
		const isQuote = sentence.find('"', 1, true)[0] !== undefined;
		if (isQuote || words.size() < MIN_WORDS) continue;
		if (!words.some((word) => FIRST_PERSON.has(word))) keys.push(` ${words.join(" ")} `);
	}
	return keys;
}

/** A text that was wrapped by hand in one line: a break before a small letter ends no sentence. */
function unwrapped(text: string): string {
	return text.gsub("\n(%l)", " %1")[0];
}
