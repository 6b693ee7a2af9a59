import { isMeant, type Match } from "./judge";
import type { WordClass } from "./lexicon";
import { CONTEXT, type Pattern, type PatternBook } from "./patterns";

/** The sets that each word of a line is in. */
type Line = ReadonlyArray<ReadonlyArray<WordClass>>;

/** So many fillers may stand between two words of a pattern. */
const MAX_FILLERS = 3;

const isNumber = (word: string) => word.match("^%d+$")[0] !== undefined;

/** The last word of a match whose slot `index` is at word `at`; undefined if there is none. */
function lastOf(line: Line, at: number, pattern: Pattern, index: number): number | undefined {
	const following = pattern.slots[index + 1];
	if (following === undefined) return at;
	let others = 0;
	for (let to = at + 1; to < line.size() && to - at - 1 <= following.gap + MAX_FILLERS; to++) {
		if (following.classes.some((wordClass) => line[to].includes(wordClass))) {
			const last = lastOf(line, to, pattern, index + 1);
			if (last !== undefined) return last;
		}
		if (!line[to].includes(pattern.fillers)) others += 1;
		if (others > following.gap) return undefined;
	}
	return undefined;
}

function matchesOf(line: Line, book: PatternBook): ReadonlyArray<Match> {
	const matches = new Array<Match>();
	line.forEach((classes, first) => {
		for (const wordClass of classes) {
			for (const pattern of book.startingWith(wordClass)) {
				const last = lastOf(line, first, pattern, 0);
				if (last !== undefined) matches.push({ ...pattern, first, last });
			}
		}
	});
	return matches;
}

/** True if the words, as the lexicon knows them, hold a pattern that is meant in earnest. */
export function isEarnest(words: ReadonlyArray<string>, book: PatternBook): boolean {
	const line = words.map((word) =>
		isNumber(word) ? [CONTEXT.number, ...book.lexicon.classesOf(word)] : book.lexicon.classesOf(word),
	);
	const matches = matchesOf(line, book);
	if (matches.isEmpty()) return false;
	const has = (wordClass: WordClass) => line.some((classes) => classes.includes(wordClass));
	return isMeant(matches, {
		isGame: has(CONTEXT.game),
		isOther: has(CONTEXT.story) || has(CONTEXT.accident),
	});
}
