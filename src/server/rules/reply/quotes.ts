import { isBlank, trim } from "shared/text/text";
import { nameAtStart, type ReplyNames } from "./reply-names";

/** What quotation marks a reply has opened. */
export interface OpenQuote {
	/** The mark that closes a quotation round the whole reply. */
	readonly wrap?: string;
	/** A quotation inside a sentence goes on. */
	readonly isInner: boolean;
}

export interface Unquoted {
	readonly text: string;
	readonly quote: OpenQuote;
}

const PAIRS: ReadonlyArray<readonly [open: string, close: string]> = [
	['"', '"'],
	["“", "”"],
	["„", "“"],
	["”", "”"],
	["‟", "”"],
	["«", "»"],
	["»", "«"],
	["‹", "›"],
	["「", "」"],
	["『", "』"],
	["＂", "＂"],
	["‘", "’"],
	["'", "'"],
];

/** Words that an apostrophe begins. */
const ELISIONS: ReadonlySet<string> = new Set(
	"tis twas twere em til cause round bout ere ello nuff n s".split(" "),
);

const SAYS =
	"says said asks asked replies replied answers answered whispers whispered shouts shouted adds added exclaims exclaimed mutters laughs smiles grins nods chuckles";
const SAYING: ReadonlySet<string> = new Set(SAYS.split(" "));

/** True for what a narrator says of a quotation: `, says Mara.`, `she smiles.` */
function isNarration(text: string, names: ReplyNames): boolean {
	const [words] = text.match("^[%s,%-]*(.*)$");
	const rest = words as string;
	const [first, second] = rest.match("^(%a+)%s*(%a*)");
	if (first === undefined) return false;
	if (SAYING.has((first as string).lower())) return true;
	const name = nameAtStart(rest, names.own) ?? names.others.atStart(rest);
	const verb =
		name === undefined ? (second as string) : (rest.sub(name.size() + 1).match("^%s*(%a*)")[0] as string);
	const isSubject = name !== undefined || ["she", "he", "they", "i"].includes((first as string).lower());
	return isSubject && SAYING.has(verb.lower());
}

/** A comma that led to the narrator's words ends the sentence now. */
function ended(text: string): string {
	return trim(text).gsub(",$", ".")[0];
}

/** The byte at which a quotation ends; an apostrophe within a word does not end one. */
function closeAt(text: string, close: string): number | undefined {
	let from = 1;
	for (;;) {
		const [found] = text.find(close, from, true);
		if (found === undefined) return undefined;
		const isApostrophe = close === "'" || close === "’";
		const after = text.sub(found + close.size(), found + close.size());
		if (!isApostrophe || after.match("%w")[0] === undefined) return found;
		from = found + close.size();
	}
}

/** A quotation round the whole reply is open. */
function readWrapped(text: string, close: string, names: ReplyNames): Unquoted {
	const at = closeAt(text, close);
	if (at === undefined) return { text, quote: { wrap: close, isInner: false } };
	const before = text.sub(1, at - 1);
	const after = text.sub(at + close.size());
	const isOver = { isInner: false };
	if (isNarration(after, names)) return { text: ended(before), quote: isOver };
	const isAgain = after.match(`^%s*${close}%s*$`)[0] !== undefined;
	return { text: trim(`${before}${isAgain ? "" : after}`), quote: isOver };
}

/** The quoted parts of a sentence that a narrator tells: `"Come in," she says, "and sit."` */
function quotedParts(text: string): string {
	const parts = new Array<string>();
	for (const [part] of text.gmatch('"([^"]+)"')) parts.push(trim(part as string));
	return ended(parts.join(" "));
}

function beginsElision(text: string): boolean {
	const [word] = text.match("^(%a+)");
	return word !== undefined && ELISIONS.has((word as string).lower());
}

/** A sentence begins with a quotation mark. */
function readOpening(text: string, [open, close]: readonly [string, string], names: ReplyNames): Unquoted {
	const inner = text.sub(open.size() + 1).gsub("^%s+", "")[0];
	const isOver = { isInner: false };
	if ((open === "'" || open === "‘") && beginsElision(inner)) return { text, quote: isOver };
	const at = closeAt(inner, close);
	if (at === undefined) {
		const again = withoutQuotes(inner, isOver, names);
		return { text: again.text, quote: { wrap: close, isInner: false } };
	}
	const before = inner.sub(1, at - 1);
	const after = inner.sub(at + close.size());
	// Doubled marks: `""Come in.""`.
	if (isBlank(before))
		return withoutQuotes(trim(after.gsub(`${close}%s*${close}%s*$`, "")[0]), isOver, names);
	if (after.match(`^[%.,!%?%s]*$`)[0] !== undefined)
		return withoutQuotes(trim(`${before}${after}`), isOver, names);
	if (trim(after) === close) return withoutQuotes(trim(before), isOver, names);
	if (open === '"' && isNarration(after, names)) return { text: quotedParts(text), quote: isOver };
	return isNarration(after, names) ? { text: ended(before), quote: isOver } : { text, quote: isOver };
}

function countOf(text: string, mark: string): number {
	return text.gsub(mark, "")[1];
}

/** Quotation marks inside a sentence stay if they are balanced, over several sentences too. */
function readInside(text: string, { isInner }: OpenQuote): Unquoted {
	for (const [open, close] of [
		['"', '"'],
		["“", "”"],
	]) {
		const isOdd =
			open === close ? countOf(text, open) % 2 === 1 : countOf(text, open) !== countOf(text, close);
		if (!isOdd) continue;
		if (isInner) return { text, quote: { isInner: false } };
		const [bare] = text.match(`^(.*)${close}%s*$`);
		if (bare !== undefined) return { text: trim(bare as string), quote: { isInner: false } };
		return { text, quote: { isInner: true } };
	}
	return { text, quote: { isInner } };
}

/** Takes quotation marks from round a whole reply, sentence by sentence. */
export function withoutQuotes(text: string, quote: OpenQuote, names: ReplyNames): Unquoted {
	if (quote.wrap !== undefined) return readWrapped(text, quote.wrap, names);
	if (quote.isInner) return readInside(text, quote);
	for (const pair of PAIRS) {
		if (text.sub(1, pair[0].size()) === pair[0]) {
			const opened = readOpening(text, pair, names);
			return opened.text === text ? readInside(text, quote) : opened;
		}
	}
	return readInside(text, quote);
}
