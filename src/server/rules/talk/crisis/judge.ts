import type { Doubt } from "./grammar";

export type Purpose = "earnest" | "harmless" | "real" | "game";

/** A pattern found in a line. */
export interface Match {
	readonly purpose: Purpose;
	readonly doubt: Doubt;
	readonly first: number;
	readonly last: number;
}

/** What else a line speaks of. */
export interface Context {
	readonly isGame: boolean;
	/** A story or an accident. */
	readonly isOther: boolean;
}

const overlaps = (a: Match, b: Match) => a.first <= b.last && b.first <= a.last;

/** True if one of the matches is meant in earnest. */
export function isMeant(matches: ReadonlyArray<Match>, context: Context): boolean {
	const harmless = matches.filter(({ purpose }) => purpose === "harmless");
	const isReal = matches.some(({ purpose }) => purpose === "real");
	const isGame = !isReal && (context.isGame || matches.some(({ purpose }) => purpose === "game"));
	const isOther = !isReal && context.isOther;
	return matches.some((match) => {
		if (match.purpose !== "earnest") return false;
		if (match.doubt === "none") return true;
		if (harmless.some((other) => overlaps(match, other))) return false;
		if (match.doubt === "pattern") return true;
		return !isGame && (match.doubt === "game" || !isOther);
	});
}
