/**
 * How a language speaks of self-harm: sets of words, and patterns over them.
 *
 * A pattern is a list of words. A NAME in capitals stands for a set, `a|b` for either, a number for up to so many words of
 * any kind. Fillers may stand between all words. A word of a set may end in `*`: any ending. The first character says
 * what makes a match harmless, besides a harmless pattern that overlaps it:
 *
 * - none: a word of a game in the line
 * - `~`: also a word of a story or an accident
 * - `^`: no other word
 * - `!`: nothing, not even a harmless pattern
 *
 * Patterns for scripts without spaces (`anywhere`) are texts; `(a|b)` stands for either, `(a|b)?` for either or nothing.
 */
export interface Language {
	/** Words that change nothing between the words of a pattern. */
	readonly fillers?: string;
	readonly sets?: Readonly<Record<string, string>>;
	readonly earnest?: ReadonlyArray<string>;
	readonly harmless?: ReadonlyArray<string>;
	/** Says that the line is not about the game. */
	readonly real?: ReadonlyArray<string>;
	/** The same for texts in scripts without spaces, or with endings that no list can hold. */
	readonly earnestAnywhere?: ReadonlyArray<string>;
	readonly harmlessAnywhere?: ReadonlyArray<string>;
	readonly gameAnywhere?: ReadonlyArray<string>;
	readonly realAnywhere?: ReadonlyArray<string>;
	/** Says that the line is about a game; for words that may also stand in an earnest line. */
	readonly gamePhrases?: ReadonlyArray<string>;
	/** Words of games, stories and accidents. */
	readonly game?: string;
	readonly story?: string;
	readonly accident?: string;
}

/** What else makes a match harmless. */
export type Doubt = "game" | "any" | "pattern" | "none";

const DOUBTS = new Map<string, Doubt>([
	["~", "any"],
	["^", "pattern"],
	["!", "none"],
]);

/** Splits the mark of its doubt off a pattern. */
export function splitDoubt(pattern: string): { doubt: Doubt; rest: string } {
	const doubt = DOUBTS.get(pattern.sub(1, 1));
	return { doubt: doubt ?? "game", rest: doubt === undefined ? pattern : pattern.sub(2) };
}
