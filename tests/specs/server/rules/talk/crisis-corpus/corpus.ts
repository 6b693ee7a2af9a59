/** Lines by language (ISO 639-1; "tl" is Filipino). */
export type LinesByLanguage = Record<string, string[]>;

/** What the crisis rule is measured by. */
export interface Corpus {
	/** Somebody is, or may be, in danger: the crisis answer is due. */
	readonly hard: LinesByLanguage;
	/** Lines that look alike; NPCs answer them. */
	readonly harmless: LinesByLanguage;
}
