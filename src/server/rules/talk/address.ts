import type { EntityId } from "server/rules/space/entity";
import { plainLetters } from "server/rules/text/plain-letters";
import { isEmoji } from "server/rules/text/script-tables";
import { isTypoOf } from "server/rules/text/typos";
import { fold, type Word, wordsOf } from "server/rules/text/words";
import { stripControl } from "shared/text/text";
import { validUtf8, within } from "shared/text/unicode";
import { CALLING, PRONOUNS, SPEAKING_OF, SPOKEN_OF, TITLES, VERB_NAMES } from "./address-words";

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

/** Scripts that put no spaces between words, or endings onto names: CJK, Hangul, Thai and its neighbours. */
const UNSPACED: ReadonlyArray<readonly [first: number, last: number]> = [
	[0xe00, 0xeff],
	[0x1000, 0x109f],
	[0x1780, 0x17ff],
	[0x2e80, 0xd7ff],
	[0xf900, 0xfaff],
	[0xff66, 0xff9d],
	[0x20000, 0x3ffff],
];

/** Arrows, signs and dingbats; emoji are in a table of their own. */
const SIGNS_FIRST = 0x2100;
const SIGNS_LAST = 0x2bff;

interface Match {
	readonly id: EntityId;
	readonly start: number;
	/** So many words. */
	readonly count: number;
	/** The higher, the surer. */
	readonly score: number;
	/** The whole name, not the one word of it that people use. */
	readonly isWhole: boolean;
}

/** `setOff`: by a mark or a greeting. Without accents is as good as with them, unless both are names. */
const SCORE = { setOff: 6, calledExactly: 4, calledWithTypo: 2, mentioned: 1 };
const ACCENTS_RIGHT = 0.5;

/** A word of a line or a name: with and without accents. */
interface PlainWord extends Word {
	readonly plain: string;
	/** The first byte of `plain`. */
	readonly first?: number;
}

/** A script without spaces has no whole words to look for. */
function isUnspaced(name: string): boolean {
	for (const [, codepoint] of utf8.codes(name)) {
		if (within(codepoint, UNSPACED)) return true;
	}
	return false;
}

const isSign = (codepoint: number) =>
	isEmoji(codepoint) || (codepoint >= SIGNS_FIRST && codepoint <= SIGNS_LAST);

/** `🍞 Baker` is called by whoever writes `baker`. */
function withoutSigns(text: string): string {
	if (text.match("[\x80-\xff]")[0] === undefined) return text;
	const parts = new Array<string>();
	for (const [, codepoint] of utf8.codes(validUtf8(text))) {
		parts.push(isSign(codepoint) ? " " : utf8.char(codepoint));
	}
	return parts.join("");
}

function plainWordsOf(text: string): ReadonlyArray<PlainWord> {
	return wordsOf(withoutSigns(text)).map((word) => {
		const plain = plainLetters(word.text);
		return { ...word, plain, first: plain.byte(1)[0] };
	});
}

/** The whole name, and the one word of it that people use. */
function spokenForms(displayName: string): ReadonlyArray<ReadonlyArray<PlainWord>> {
	const words = plainWordsOf(displayName);
	if (words.size() < 2) return [words];
	const short = TITLES.has(words[0].plain) ? words[words.size() - 1] : words[0];
	return short.plain.size() >= 3 && !TITLES.has(short.plain) ? [words, [short]] : [words];
}

/** `Will you come?` and `I will` name nobody. */
function isVerb(words: ReadonlyArray<PlainWord>, at: number): boolean {
	const { plain, breakBefore, breakAfter } = words[at];
	if (!VERB_NAMES.has(plain)) return false;
	const [before, after] = [words[at - 1]?.plain, words[at + 1]?.plain];
	const isAfter = after !== undefined && !breakAfter && PRONOUNS.has(after);
	return isAfter || (before !== undefined && !breakBefore && PRONOUNS.has(before));
}

/** How surely a name is called where it stands; mentioned, if it is not. */
function calledScore(words: ReadonlyArray<PlainWord>, start: number, count: number): number {
	const last = words[start + count - 1];
	if (last.possessive) return SCORE.mentioned;
	const before = words[start - 1]?.plain;
	const after = words[start + count]?.plain;
	if (words[start].breakBefore) return SCORE.setOff;
	if (before !== undefined && CALLING.has(before)) return SCORE.setOff;
	if (before === undefined) {
		if (last.breakAfter || after === undefined) return SCORE.setOff;
		return SPOKEN_OF.has(after) ? SCORE.mentioned : SCORE.calledExactly;
	}
	return after === undefined && !SPEAKING_OF.has(before) ? SCORE.calledExactly : SCORE.mentioned;
}

type Likeness = "exact" | "plain" | "typo";

/** How a form of a name stands at this word of a line; undefined if it does not. */
function likenessAt(
	words: ReadonlyArray<PlainWord>,
	start: number,
	form: ReadonlyArray<PlainWord>,
): Likeness | undefined {
	let likeness: Likeness = "exact";
	for (let index = 0; index < form.size(); index++) {
		const [word, part] = [words[start + index], form[index]];
		// Most words differ from most names in their first byte, and are no typo then.
		if (word.first !== part.first) return undefined;
		if (word.text === part.text) continue;
		if (word.plain === part.plain) likeness = likeness === "exact" ? "plain" : likeness;
		else if (isTypoOf(word.plain, part.plain)) likeness = "typo";
		else return undefined;
	}
	return likeness;
}

function scoreOf(likeness: Likeness, called: number): number | undefined {
	const isCalled = called > SCORE.mentioned;
	if (likeness === "typo") return isCalled ? SCORE.calledWithTypo : undefined;
	return likeness === "exact" ? called + ACCENTS_RIGHT : called;
}

function matchForm(
	id: EntityId,
	words: ReadonlyArray<PlainWord>,
	form: ReadonlyArray<PlainWord>,
	isWhole: boolean,
): ReadonlyArray<Match> {
	const matches = new Array<Match>();
	const count = form.size();
	for (let start = 0; start <= words.size() - count; start++) {
		const likeness = likenessAt(words, start, form);
		if (likeness === undefined || (count === 1 && isVerb(words, start))) continue;
		const score = scoreOf(likeness, calledScore(words, start, count));
		if (score !== undefined) matches.push({ id, start, count, score, isWhole });
	}
	return matches;
}

/** A display name as lines are searched for it: as a text where its script has no spaces, else as words. */
interface ReadName {
	readonly unspaced?: string;
	readonly forms: ReadonlyArray<ReadonlyArray<PlainWord>>;
}

function readName(displayName: string): ReadName {
	const name = stripControl(withoutSigns(fold(displayName)));
	if (isUnspaced(name)) return { unspaced: name, forms: [] };
	return { forms: spokenForms(displayName).filter((form) => !form.isEmpty()) };
}

/** More names than are in earshot of one another. */
const MAX_READ_NAMES = 500;

/** Display names that lines were searched for: each is read once. */
export class ReadNames {
	private names = new Map<string, ReadName>();

	public of(displayName: string): ReadName {
		const known = this.names.get(displayName);
		if (known !== undefined) return known;
		if (this.names.size() >= MAX_READ_NAMES) this.names = new Map();
		const name = readName(displayName);
		this.names.set(displayName, name);
		return name;
	}
}

function matchesOf(
	id: EntityId,
	{ unspaced, forms }: ReadName,
	text: string,
	words: ReadonlyArray<PlainWord>,
): ReadonlyArray<Match> {
	if (unspaced !== undefined) {
		const [at] = fold(text).find(unspaced, 1, true);
		return at === undefined ? [] : [{ id, start: 0, count: 1, score: SCORE.setOff, isWhole: true }];
	}
	const matches = new Array<Match>();
	forms.forEach((form, index) => {
		for (const match of matchForm(id, words, form, index === 0)) matches.push(match);
	});
	return matches;
}

const isInside = (inner: Match, outer: Match) =>
	inner.count < outer.count &&
	inner.start >= outer.start &&
	inner.start + inner.count <= outer.start + outer.count;

function isBetter(match: Match, than: Match): boolean {
	if (match.score !== than.score) return match.score > than.score;
	if (match.start !== than.start) return match.start < than.start;
	return match.isWhole && !than.isWhole;
}

/**
 * Whom a line names by display name. It looks for whole words, with or without their accents, and forgives small typos
 * where somebody is called. A longer name hides a shorter one inside it. Set off beats called, called beats mentioned, exact
 * beats guessed, an earlier word beats a later one, a whole name beats a part, and the first of `names` beats the others.
 */
export function addressedBy(
	text: string,
	names: ReadonlyArray<Named>,
	readNames = new ReadNames(),
): Address | undefined {
	const words = plainWordsOf(text);
	const matches = new Array<Match>();
	for (const { id, displayName } of names)
		for (const match of matchesOf(id, readNames.of(displayName), text, words)) matches.push(match);
	let best: Match | undefined;
	for (const match of matches) {
		const isHidden = matches.some((other) => other.id !== match.id && isInside(match, other));
		if (!isHidden && (best === undefined || isBetter(match, best))) best = match;
	}
	if (best === undefined) return undefined;
	return { id: best.id, strength: best.score >= SCORE.calledWithTypo ? "called" : "mentioned" };
}
