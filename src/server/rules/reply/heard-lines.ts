import { SPEECH } from "server/constants/rules";
import { splitSentences } from "server/rules/text/sentences";
import { plainWords } from "server/rules/text/words";

/** A line that a reply may answer. */
export interface HeardWords {
	/** The name by which the agent knows the speaker. */
	readonly speaker: string;
	readonly text: string;
}

interface Said {
	readonly text: string;
	readonly words: number;
}

/** The lines that a turn's reply may answer. A reply may repeat short ones: people return greetings. */
export class HeardLines {
	/** The lines and their sentences, without marks. */
	private readonly said: ReadonlyArray<Said>;

	constructor(public readonly lines: ReadonlyArray<HeardWords>) {
		const said = new Array<Said>();
		for (const line of lines) {
			for (const text of [line.text, ...splitSentences(line.text)]) {
				const words = plainWords(text);
				if (words.size() >= SPEECH.minEchoWords) said.push({ text: words.join(" "), words: words.size() });
			}
		}
		this.said = said;
	}

	/** True if a sentence, in plain words, mostly repeats a line or one sentence of it. */
	public isEchoedBy(words: ReadonlyArray<string>): boolean {
		const text = words.join(" ");
		return this.said.some((said) => {
			if (said.text === text) return true;
			const isInside = ` ${text} `.find(` ${said.text} `, 1, true)[0] !== undefined;
			return isInside && said.words >= words.size() * SPEECH.echoShare;
		});
	}
}
