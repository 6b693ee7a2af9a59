import { fold } from "server/rules/text/words";
import { isActionPhrase, isPastAction } from "./actions";
import { nameAtStart, type ReplyNames } from "./reply-names";

/** Lua patterns, on folded text, for what a narrator tells the player of the player. */
const TOLD_OF_PLAYER = ["^you feel .+ as you ", "^you find yourself in "];

/** What a body does in a stage direction: `wipes her hands`. */
const PARTS = "hand apron eye head face lips chin arm shoulder brow beard sleeve finger".split(" ");
const BODIES = new Array<string>();
for (const whose of ["her", "his", "my", "their"])
	for (const part of PARTS) BODIES.push(`%f[%w]${whose} ${part}s?%f[%W]`);

const hasBody = (folded: string) => BODIES.some((pattern) => folded.match(pattern)[0] !== undefined);

const TIMES = "DAY NIGHT MORNING AFTERNOON EVENING LATER CONTINUOUS".split(" ");

/** Lua patterns for the headings of a screenplay: `INT. CAFE - DAY`, and `CAFE - DAY`, which is left of one that was split. */
const HEADINGS = ["^%s*INT%.?%f[^%w%.]", "^%s*EXT%.?%f[^%w%.]", "^%s*FADE [IO]", "^%s*CUT TO"];
for (const time of TIMES) for (const dash of ["%-", "–", "—"]) HEADINGS.push(`^[%u%s']+ ${dash} ${time}%.?$`);

/** `Mara smiles warmly.`, `Mara smiled.` */
function tellsOfSelf(text: string, names: ReplyNames): boolean {
	const name = nameAtStart(text, names.own);
	if (name === undefined) return false;
	const rest = text.sub(name.size() + 1);
	if (rest.match("^%s+%l")[0] === undefined) return false;
	return isPastAction(rest) || (rest.match("^%s+%l+s%f[%W]")[0] !== undefined && isActionPhrase(rest));
}

/** `smiles at you`, `smiled at you`: told of somebody. */
const isDeed = (words: string) =>
	isPastAction(words) || (words.match("^%l+s%f[%W]")[0] !== undefined && isActionPhrase(words));

/** `She smiles at you and hands you a loaf.`, `The baker wipes her hands and smiles.` One deed alone may be said of anybody. */
function tellsOfSomebody(folded: string): boolean {
	const [deed] = folded.match("^s?he (%l+ .*)$");
	const [roleDeed] = folded.match("^the %l+ (%l+ .*)$");
	const told = (deed ?? roleDeed) as string | undefined;
	if (told === undefined || !isDeed(told)) return false;
	const [second] = told.match(" and ([%l ]*)");
	if (second === undefined || !(isActionPhrase(second as string) || isPastAction(second as string)))
		return false;
	const isToPlayer = deed !== undefined && told.match("%f[%w]your?%f[%W]")[0] !== undefined;
	return isToPlayer || hasBody(told);
}

/** `I smile and hand you a bun.`; not `I smile because you came back.` */
function tellsOfOwnDeed(folded: string): boolean {
	const [deed, rest] = folded.match("^i (%l+),? (.*)$");
	if (deed === undefined || !(isActionPhrase(deed as string) || isActionPhrase(`${deed}s`))) return false;
	const after = rest as string;
	const isManner = after.match("^%l+ly[%.!]?$")[0] !== undefined;
	const isOfBody = hasBody(after) && after.match("%f[%w]%l+ly[%.!]?$")[0] !== undefined;
	const isForPlayer = isActionPhrase(deed as string) && after.match("^and %l+ you%f[%W]")[0] !== undefined;
	return isManner || isOfBody || isForPlayer;
}

/** True for a stage direction without marks. */
export function isNarrated(text: string, names: ReplyNames): boolean {
	if (tellsOfSelf(text, names) || HEADINGS.some((pattern) => text.match(pattern)[0] !== undefined))
		return true;
	const folded = fold(text);
	return (
		tellsOfSomebody(folded) ||
		tellsOfOwnDeed(folded) ||
		TOLD_OF_PLAYER.some((pattern) => folded.match(pattern)[0] !== undefined)
	);
}
