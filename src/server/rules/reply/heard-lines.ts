import { SPEECH } from "server/constants/rules";
import { type Breathe, holdBreath } from "server/rules/load/in-pieces";
import { splitSentences } from "server/rules/text/sentences";
import { plainWords } from "server/rules/text/words";
import { hasEnglish } from "./language";

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

/** One or two words could be of any language. */
const MIN_FOREIGN_WORDS = 3;

/** A reply that has so many words of a line in a row repeats it, though it leaves out some. */
const MIN_RUN_WORDS = 8;

/** Orders to say something word for word. `Say cheese!` is none: it gives no orders to a machine. */
const ORDERS =
	"repeat after me,only with,only reply,only respond,only answer,reply with,respond with,answer with,only say,say only,say exactly,exactly this".split(
		",",
	);
/** What an obedient reply puts before the ordered words. */
const FILLERS: ReadonlySet<string> = new Set(
	"ok okay yes sure fine alright aha oh well certainly".split(" "),
);
/** Words that an NPC may say at an order, too. */
const FREE: ReadonlySet<string> = new Set(
	"hi hello hey bye goodbye good morning night yes no please thanks thank you sorry ok okay".split(" "),
);

/** The words that a line orders others to say; undefined if it gives no such order. */
function orderedWords(line: string): string | undefined {
	for (const order of ORDERS) {
		const [, finish] = line.find(` ${order} `, 1, true);
		if (finish !== undefined) return line.sub(finish);
	}
	return undefined;
}

/** How many words a reply and a line have in common in a row. */
function longestRun(words: ReadonlyArray<string>, line: string): number {
	let longest = 0;
	for (let start = 0; start + longest < words.size(); start++) {
		let run = " ";
		for (let at = start; at < words.size(); at++) {
			run += `${words[at]} `;
			if (line.find(run, 1, true)[0] === undefined) break;
			longest = math.max(longest, at - start + 1);
		}
	}
	return longest;
}

/** The lines that a turn's reply may answer. A reply may repeat short ones: people return greetings. */
export class HeardLines {
	/** The lines and their sentences, without marks. */
	private readonly said: ReadonlyArray<Said>;
	/** The words that somebody ordered the NPC to say. */
	private readonly ordered: ReadonlyArray<string>;

	/** The newest line is in another language than English, as far as its words show. */
	public readonly isForeign: boolean;

	constructor(
		public readonly lines: ReadonlyArray<HeardWords>,
		breathe: Breathe = holdBreath,
	) {
		const newest = lines.isEmpty() ? [] : plainWords(lines[lines.size() - 1].text);
		this.isForeign = newest.size() >= MIN_FOREIGN_WORDS && !hasEnglish(newest);
		const said = new Array<Said>();
		const ordered = new Array<string>();
		for (const line of lines) {
			const order = orderedWords(` ${plainWords(line.text).join(" ")} `);
			if (order !== undefined) ordered.push(order);
			for (const text of [line.text, ...splitSentences(line.text)]) {
				const words = plainWords(text);
				if (words.size() >= SPEECH.minEchoWords) said.push({ text: words.join(" "), words: words.size() });
			}
			breathe();
		}
		this.said = said;
		this.ordered = ordered;
	}

	/** True if a sentence, in plain words, mostly repeats a line or one sentence of it. */
	public isEchoedBy(words: ReadonlyArray<string>): boolean {
		const text = words.join(" ");
		return this.said.some((said) => {
			if (said.text === text) return true;
			const isInside = ` ${text} `.find(` ${said.text} `, 1, true)[0] !== undefined;
			if (isInside && said.words >= words.size() * SPEECH.echoShare) return true;
			if (words.size() < MIN_RUN_WORDS || said.words < MIN_RUN_WORDS) return false;
			const run = longestRun(words, ` ${said.text} `);
			return run >= MIN_RUN_WORDS && run >= words.size() * SPEECH.echoShare;
		});
	}

	/** True if a sentence, in plain words, says what somebody ordered it to say: `BANANA`. */
	public isDictated(words: ReadonlyArray<string>): boolean {
		if (this.ordered.isEmpty()) return false;
		const first = words.findIndex((word) => !FILLERS.has(word));
		const told = first < 0 ? [] : words.filter((_, index) => index >= first);
		if (told.every((word) => FREE.has(word))) return false;
		const text = ` ${told.join(" ")} `;
		return this.ordered.some((order) => order.find(text, 1, true)[0] !== undefined);
	}
}
