import type { EntityId } from "server/rules/space/entity";
import { isTypoOf } from "server/rules/text/typos";
import { fold, type Word, wordsOf } from "server/rules/text/words";

/** Somebody whom a line may name. */
export interface Named {
	readonly id: EntityId;
	readonly displayName: string;
}

/** Whom a line names: it speaks to who is `called`, and of who is `mentioned`. */
export interface Address {
	readonly id: EntityId;
	readonly strength: "called" | "mentioned";
}

/** A first word of this kind is no name by itself. */
const TITLES = new Set(
	"the a old young big little mr mrs ms miss dr sir lady lord captain king queen uncle aunt".split(" "),
);

/** A name after one of these is called. */
const CALLING = new Set(
	"hi hey hello hiya yo oi greetings ok okay thanks thank you please morning evening afternoon bye goodbye sorry".split(
		" ",
	),
);

/** A name at the end of a line, after one of these, is mentioned. */
const SPEAKING_OF = new Set(
	(
		"about of to with from for by than like and or the a is was are called named know see saw seen meet met find " +
		"found love hate where where's who who's not near at behind tell told ask asked"
	).split(" "),
);

/** A name at the start of a line, before one of these, is mentioned. */
const SPOKEN_OF = new Set(
	"is was has had says said will would does did and or looks seems likes wants told gave lives works".split(
		" ",
	),
);

const CJK_FIRST = 0x2e80;

interface Match {
	readonly id: EntityId;
	readonly start: number;
	/** The higher, the surer. */
	readonly score: number;
}

const SCORE = { calledExactly: 3, calledWithTypo: 2, mentioned: 1 };

/** A script without spaces has no whole words to look for. */
function isUnspaced(name: string): boolean {
	for (const [, codepoint] of utf8.codes(name)) {
		if (codepoint >= CJK_FIRST) return true;
	}
	return false;
}

/** The whole name, and the one word of it that people use. */
function spokenForms(displayName: string): ReadonlyArray<ReadonlyArray<string>> {
	const words = wordsOf(displayName).map((word) => word.text);
	if (words.size() < 2) return [words];
	const short = TITLES.has(words[0]) ? words[words.size() - 1] : words[0];
	return short.size() >= 3 && !TITLES.has(short) ? [words, [short]] : [words];
}

function isCalled(words: ReadonlyArray<Word>, start: number, count: number): boolean {
	const last = words[start + count - 1];
	if (last.possessive) return false;
	if (words[start].breakBefore) return true;
	const before = start > 0 ? words[start - 1].text : undefined;
	if (before !== undefined && CALLING.has(before)) return true;
	const after = words[start + count]?.text;
	if (before === undefined) return last.breakAfter || after === undefined || !SPOKEN_OF.has(after);
	return after === undefined && !SPEAKING_OF.has(before);
}

/** True if a form of a name stands at this word of a line; `typos` forgives slips. */
function standsAt(
	words: ReadonlyArray<Word>,
	start: number,
	form: ReadonlyArray<string>,
	typos: boolean,
): boolean {
	return form.every((part, index) => {
		const word = words[start + index]?.text;
		return word !== undefined && (word === part || (typos && isTypoOf(word, part)));
	});
}

function matchForm(
	id: EntityId,
	words: ReadonlyArray<Word>,
	form: ReadonlyArray<string>,
): ReadonlyArray<Match> {
	const matches = new Array<Match>();
	for (let start = 0; start + form.size() <= words.size(); start++) {
		const exact = standsAt(words, start, form, false);
		if (!exact && !standsAt(words, start, form, true)) continue;
		const called = isCalled(words, start, form.size());
		if (exact) matches.push({ id, start, score: called ? SCORE.calledExactly : SCORE.mentioned });
		else if (called) matches.push({ id, start, score: SCORE.calledWithTypo });
	}
	return matches;
}

function matchesOf(named: Named, text: string, words: ReadonlyArray<Word>): ReadonlyArray<Match> {
	const name = fold(named.displayName);
	if (isUnspaced(name)) {
		const [at] = fold(text).find(name, 1, true);
		return at === undefined ? [] : [{ id: named.id, start: 0, score: SCORE.calledExactly }];
	}
	const forms = spokenForms(named.displayName).filter((form) => !form.isEmpty());
	return forms.reduce<ReadonlyArray<Match>>((all, form) => [...all, ...matchForm(named.id, words, form)], []);
}

/**
 * Whom a line names by display name. It looks for whole words and forgives small typos where somebody is called. Called
 * beats mentioned, exact beats guessed, an earlier word beats a later one, and the first of `names` beats the others.
 */
export function addressedBy(text: string, names: ReadonlyArray<Named>): Address | undefined {
	const words = wordsOf(text);
	let best: Match | undefined;
	for (const named of names) {
		for (const match of matchesOf(named, text, words)) {
			const better =
				best === undefined ||
				match.score > best.score ||
				(match.score === best.score && match.start < best.start);
			if (better) best = match;
		}
	}
	if (best === undefined) return undefined;
	return { id: best.id, strength: best.score > SCORE.mentioned ? "called" : "mentioned" };
}
