import { InPieces } from "server/rules/load/in-pieces";
import { AnywhereBook } from "./anywhere";
import { LANGUAGES } from "./languages";
import { isEarnest } from "./match";
import { PatternBook } from "./patterns";
import { plainLine } from "./plain-line";
import { Spelling } from "./spelling";

/**
 * Finds lines in which somebody may speak in earnest of hurting themselves, or of another who may. A fixed, kind text
 * answers such a line, never a model. When in doubt it chooses help, but lets pass what players say of a game ("this boss
 * kills me"), and insults: who says "kys" is not in danger; who was told it is answered.
 */
export class CrisisRule {
	private readonly book = new PatternBook();
	private readonly anywhere = new AnywhereBook();
	private readonly spelling = new Spelling(this.book.lexicon);
	/** Thousands of words and patterns: no frame should have to read them all. */
	private readonly lessons = new InPieces((breathe) => {
		for (const language of LANGUAGES) {
			this.book.learn(language, breathe);
			this.anywhere.learn(language, breathe);
		}
	});

	/** Reads a part of the languages, as long as `mayGoOn`. Returns whether all are read. */
	public learnWhile(mayGoOn: () => boolean): boolean {
		return this.lessons.workWhile(mayGoOn);
	}

	/** True for a line that speaks of self-harm or of not wanting to live. Reads first what is still unread. */
	public isCrisis(text: string): boolean {
		this.lessons.finish();
		const line = plainLine(text);
		return isEarnest(this.spelling.wordsOf(line), this.book) || this.anywhere.isEarnest(line);
	}
}
