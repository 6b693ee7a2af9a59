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

const BOOK = new PatternBook(LANGUAGES);
const ANYWHERE = new AnywhereBook(LANGUAGES);
const SPELLING = new Spelling(BOOK.lexicon);

/** True for a line that speaks of self-harm or of not wanting to live. */
export function isCrisis(text: string): boolean {
	const line = plainLine(text);
	return isEarnest(SPELLING.wordsOf(line), BOOK) || ANYWHERE.isEarnest(line);
}
