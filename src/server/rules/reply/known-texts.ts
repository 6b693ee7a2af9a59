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

/** The sentences of texts that agents were given to read. An NPC that says one word for word reads aloud. */
export class KnownTexts {
	private readonly keys: ReadonlyArray<string>;

	constructor(...texts: ReadonlyArray<string>) {
		const keys = new Array<string>();
		for (const text of texts) {
			for (const sentence of splitSentences(unwrapped(text), WHOLE_LINE_UNITS)) {
				const words = plainWords(sentence);
				// Quoted words are somebody's.
				const isQuote = sentence.find('"', 1, true)[0] !== undefined;
				if (isQuote || words.size() < MIN_WORDS) continue;
				if (!words.some((word) => FIRST_PERSON.has(word))) keys.push(` ${words.join(" ")} `);
			}
		}
		this.keys = keys;
	}

	/** True if a text, in plain words, holds one of the sentences. */
	public has(words: ReadonlyArray<string>): boolean {
		const text = ` ${words.join(" ")} `;
		return this.keys.some((key) => text.find(key, 1, true)[0] !== undefined);
	}
}

/** A text that was wrapped by hand in one line: a break before a small letter ends no sentence. */
function unwrapped(text: string): string {
	return text.gsub("\n(%l)", " %1")[0];
}
