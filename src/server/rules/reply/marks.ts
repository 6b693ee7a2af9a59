import { endsSentence, isBlank, trim } from "shared/text/text";
import { countsSomething } from "server/rules/text/sentence-boundary";
import { fold, plainWords } from "server/rules/text/words";
import { isActionPhrase, isNote } from "./actions";
import { hasEnglish } from "./language";
import { isNameRead, type ReplyNames } from "./reply-names";

/** The mark that ends a stage direction which an earlier sentence began. */
export type OpenAction = "*" | "_" | "~" | "]" | ")";

export interface Unmarked {
	readonly text: string;
	readonly action?: OpenAction;
	/** All of the sentence was a heading, or in bold. */
	readonly isHeading: boolean;
}

/** Words in `s` that begin no stage direction. */
const NO_VERBS: ReadonlySet<string> = new Set(
	"this his its is was has does as us yes always perhaps besides less lots sometimes towards across yours ours hers theirs".split(
		" ",
	),
);

const BULLETS = ["[%*%-+]%s+", "•%s*", "‣%s*", "◦%s*", "–%s+", "—%s+", ">%s+"];

const EMOTES: ReadonlySet<string> = new Set(["me", "em", "emote", "e"]);

/** Takes headings, bullets, numbers and block quotes from the beginning of a line. */
function withoutPrefix(text: string): { text: string; isHeading: boolean } {
	const [deed, spoken] = text.match("^%s*%-(%l[^%-]*)%-%s+(.*)$");
	if (deed !== undefined && isActionPhrase(deed as string))
		return { text: spoken as string, isHeading: false };
	const [heading] = text.match("^%s*#+%s+(.*)$");
	if (heading !== undefined) return { text: heading as string, isHeading: true };
	for (const bullet of BULLETS) {
		const [rest] = text.match(`^%s*${bullet}(.*)$`);
		if (rest !== undefined) return { text: withoutPrefix(rest as string).text, isHeading: false };
	}
	// Chat commands: `/me waves`, `/wave Good day.`
	const [command, order] = text.match("^%s*/(%a+)%s*(.*)$");
	if (command !== undefined)
		return { text: EMOTES.has((command as string).lower()) ? "" : (order as string), isHeading: false };
	const [mark, item] = text.match("^%s*%d%d?([%.%)])%s+(.*)$");
	if (item === undefined) return { text, isHeading: false };
	const isOrdinal = mark === "." && countsSomething(item as string);
	return { text: isOrdinal ? text : (item as string), isHeading: false };
}

/** Links and images keep their words; code keeps them without ticks. Hashtags go. */
function withoutLinks(text: string): string {
	const worded = text.gsub("!?%[([^%[%]]*)%]%([^%(%)]*%)", "%1")[0];
	return worded.gsub("`", "")[0].gsub("%s*%f[#]#%a[%w_]*", "")[0];
}

/** Removes a passage and the space that it leaves before a mark or between words. */
export function joined(before: string, after: string): string {
	const head = before.gsub("%s+$", "")[0];
	const tail = after.gsub("^%s+", "")[0];
	if (head === "" || tail === "") return `${head}${tail}`;
	if (tail.match("^[%.,!%?;:]")[0] !== undefined) return `${head.gsub("[,;]$", "")[0]}${tail}`;
	return `${head} ${tail}`;
}

/** Pairs of two or more marks: words in bold stay, directions and struck words go. */
function withoutStrong(text: string): { text: string; isStrong: boolean } {
	let rest = text;
	let isStrong = false;
	for (const mark of ["%*%*+", "__+"]) {
		for (;;) {
			const [before, inner, after] = rest.match(`^(.-)${mark}(.-)${mark}(.*)$`);
			if (inner === undefined || isBlank(inner as string)) break;
			isStrong =
				isStrong || (isBlank(before as string) && (after as string).match("^[%s:]*$")[0] !== undefined);
			rest = isActionPhrase(inner as string)
				? joined(before as string, after as string)
				: `${before}${inner}${after}`;
		}
		rest = rest.gsub(mark, "")[0];
	}
	return { text: rest.gsub("~~.-~~%s*", "")[0], isStrong };
}

interface Span {
	readonly before: string;
	readonly inner: string;
	readonly after: string;
}

/** True for one or two words that somebody stresses: `I am *very* glad`. */
function isStressed({ before, inner, after }: Span, names: ReplyNames): boolean {
	if (isNameRead(fold(inner.gsub(":%s*$", "")[0]), names)) return true;
	if (isActionPhrase(inner)) return false;
	const words = plainWords(inner);
	const [first] = words;
	const isVerb = first.match("s$")[0] !== undefined && !NO_VERBS.has(first);
	const isInside = !isBlank(before) && !endsSentence(trim(before));
	if (isInside) return !isVerb || after.match("^%s*[%.!%?,]")[0] !== undefined;
	return words.size() <= 2 && !isVerb && after.match("^%s+%l")[0] !== undefined;
}

const SPAN_MARKS: ReadonlyArray<OpenAction> = ["*", "_", "~"];

/** True if a mark at a byte begins something: space, a bracket or nothing before it, and a word behind. */
function opensAt(text: string, at: number): boolean {
	const isFree = at === 1 || text.sub(at - 1, at - 1).match("[%s%(\x22'%.,!%?:…]")[0] !== undefined;
	return isFree && text.sub(at + 1, at + 1).match("[%s%p]")[0] === undefined && at < text.size();
}

/** The byte of the mark that closes one; undefined if none does. */
function closerOf(text: string, mark: OpenAction, from: number): number | undefined {
	let at = from;
	for (;;) {
		const [found] = text.find(mark, at, true);
		if (found === undefined) return undefined;
		if (text.sub(found + 1, found + 1).match("[%w]")[0] === undefined || mark === "*") return found;
		at = found + 1;
	}
}

/** Takes the spans of one mark out of a text, or only their marks. */
function withoutSpans(text: string, mark: OpenAction, names: ReplyNames): Unmarked {
	let rest = text;
	let at = 1;
	for (;;) {
		const [start] = rest.find(mark, at, true);
		if (start === undefined) return { text: rest, isHeading: false };
		const before = rest.sub(1, start - 1);
		if (!opensAt(rest, start)) {
			at = start + 1;
			continue;
		}
		const finish = closerOf(rest, mark, start + 1);
		if (finish === undefined) {
			// A lone tilde is a tone of voice, and a mark in the middle of a clause is a slip.
			const begins = isBlank(before) || endsSentence(trim(before)) || before.match(":%s*$")[0] !== undefined;
			if (mark === "*" && begins) return { text: before, action: mark, isHeading: false };
			at = start + 1;
			continue;
		}
		const span = { before, inner: rest.sub(start + 1, finish - 1), after: rest.sub(finish + 1) };
		if (isBlank(span.inner)) {
			at = finish + 1;
		} else if (mark === "~" ? !isActionPhrase(span.inner) : isStressed(span, names)) {
			rest = `${before}${span.inner}${span.after}`;
			at = start + span.inner.size();
		} else {
			rest = joined(before, span.after);
			at = math.min(start, rest.size() + 1);
		}
	}
}

/** Stars that no word needs. `3 * 4` keeps its own. */
function withoutStrayStars(text: string): string {
	const kept = text.gsub("(%d%s)%*(%s%d)", "%1\x01%2")[0];
	return kept.gsub("%*", "")[0].gsub("\x01", "*")[0];
}

/** Takes the marks of Markdown and of stage directions out of a sentence. `action`: what an earlier sentence opened. */
export function withoutMarks(sentence: string, action: OpenAction | undefined, names: ReplyNames): Unmarked {
	let text = sentence;
	if (action !== undefined) {
		const [finish] = text.find(action, 1, true);
		if (finish === undefined) return { text: "", action, isHeading: false };
		text = text.sub(finish + 1).gsub("^%)", "")[0];
	}
	if (text.match("^[%s%-%*_=#]+$")[0] !== undefined) return { text: "", isHeading: false };
	const line = withoutPrefix(text);
	const strong = withoutStrong(withoutLinks(line.text));
	let current: Unmarked = { text: strong.text, isHeading: false };
	for (const mark of SPAN_MARKS) {
		if (current.action === undefined) current = withoutSpans(current.text, mark, names);
	}
	return {
		text: trim(withoutStrayStars(current.text)),
		action: current.action,
		isHeading: line.isHeading || strong.isStrong,
	};
}

/** True for what stands in round brackets and is not for saying. */
function isAside(inner: string): boolean {
	return isActionPhrase(inner) || isNote(inner);
}

/** `Gut, danke. (Good, thank you.)`: models translate for whoever reads them. */
function isTranslation(inner: string, outer: string): boolean {
	return hasEnglish(plainWords(inner)) && !hasEnglish(plainWords(outer));
}

/**
 * Takes square brackets out, and round ones that hold a direction, a remark about the reply, or its translation.
 * `isForeign`: the NPC was spoken to in another language than English.
 */
export function withoutAsides(text: string, isForeign: boolean): Unmarked {
	// `((OOC: …))`
	let rest =
		text.find("((", 1, true)[0] === undefined ? text : text.gsub("%(%(+", "(")[0].gsub("%)%)+", ")")[0];
	let at = 1;
	for (;;) {
		const [start] = rest.find("[%[%(]", at);
		if (start === undefined) return { text: rest, isHeading: false };
		const isSquare = rest.sub(start, start) === "[";
		const closer: OpenAction = isSquare ? "]" : ")";
		const before = rest.sub(1, start - 1);
		const [finish] = rest.find(closer, start, true);
		const inner = rest.sub(start + 1, (finish ?? rest.size() + 1) - 1);
		// A bracket that neither closes nor ends a sentence is what the reply's end has cut off.
		const isStump = finish === undefined && !isBlank(inner) && !endsSentence(trim(inner));
		if (!isSquare && isStump && !isAside(inner)) return { text: trim(before), isHeading: false };
		const isSpare = isAside(inner) || (isForeign && isTranslation(inner, before));
		if (!isSquare && !isSpare) {
			at = start + 1;
		} else if (finish === undefined) {
			return { text: trim(before), action: closer, isHeading: false };
		} else {
			rest = joined(before, rest.sub(finish + 1));
			at = math.min(start, rest.size() + 1);
		}
	}
}
