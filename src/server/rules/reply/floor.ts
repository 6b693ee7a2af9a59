import { endsSentence, isBlank, trim } from "shared/text/text";
import { isLowercase } from "server/rules/text/script-tables";
import { fold, plainWords } from "server/rules/text/words";
import { isActionPhrase } from "./actions";
import { nameAtStart, type ReplyNames } from "./reply-names";

/** Whose words a reply gives at the moment. */
export type Floor = "own" | "other" | "thought";

/** What a reply calls the NPC itself. */
const OWN_ROLES =
	"a,assistant,ai,npc,bot,model,character,response,reply,answer,output,final answer,final response,final,in character,dialogue,speech,me".split(
		",",
	);
const OTHER_ROLES =
	"q,user,human,player,the player,customer,visitor,stranger,guest,traveller,traveler,child,kid,the user,system,narrator,narration,scene,setting,developer,instruction,instructions,input,prompt,context,function,tool,game,everyone,you,server,admin,administrator,moderator,roblox,announcement".split(
		",",
	);
const THOUGHT_ROLES =
	"thought,thoughts,thinking,reasoning,analysis,plan,inner thought,inner thoughts,internal thought,internal,internal monologue,inner monologue".split(
		",",
	);
/** What stands behind these is not said; the floor stays where it is. */
const STAGE_ROLES =
	"note,tool call,function call,action,actions,emotion,mood,tone,expression,gesture,ooc,stage direction".split(
		",",
	);

const SAYS: ReadonlySet<string> = new Set(
	"says said say asks asked replies replied answers answered responds responded whispers whispered shouts shouted adds added continues exclaims exclaimed mutters muttered murmurs laughs smiles grins nods".split(
		" ",
	),
);

/** How players begin a line: it is not said about the one whose name stands before the colon. */
const OPENERS: ReadonlySet<string> = new Set(
	"hi hello hey hii hiii heya yo can could do does did i i'm im i'll what what's whats how who where when why which is are am ok okay yes yeah yep no nope please pls plz lol thanks thank ty my me will would bye wait so cool wow omg idk u sure oh um uh".split(
		" ",
	),
);

interface Label {
	readonly who: Floor | "stage";
	/** The name or role, as the reply spells it. */
	readonly speaker: string;
	readonly rest: string;
}

const COLONS = ["^%s*:%s*(.*)$", "^%s*：%s*(.*)$"];

function afterColon(text: string): string | undefined {
	for (const colon of COLONS) {
		const [rest] = text.match(colon);
		if (rest !== undefined) return rest as string;
	}
	return undefined;
}

/** What may stand between a name and its colon: `(grinning)`, `[AI]`, `, the baker`, `'s reply`. */
const ASIDES = [
	"^%s*%b()",
	"^%s*%b[]",
	"^,?%s+the%s+[%w%-]+",
	"^,?%s+the%s+[%w%-]+%s+[%w%-]+",
	...["reply", "answer", "response", "line", "words", "turn", "dialogue"].map((word) => `^'s%s+${word}`),
	",%s*%l+ing[%l%s]*",
];

/** What stands behind a name's colon. */
function afterNamed(tail: string): string | undefined {
	const direct = afterColon(tail);
	if (direct !== undefined) return direct;
	for (const aside of ASIDES) {
		const [, finish] = tail.find(aside);
		const rest = finish === undefined ? undefined : afterColon(tail.sub(finish + 1));
		if (rest !== undefined) return rest;
	}
	return undefined;
}

const afterLabel = (tail: string) => afterNamed(tail) ?? afterVerb(tail);

// The compiler copies a literal with both kinds of quotes as it stands, so one of them is a code.
const QUOTE_START = "^[\x22“„«»「']";

/** True for `walks`: what somebody does before saying something. */
const isDeed = (verb: string) => verb.match("s$")[0] !== undefined && isActionPhrase(verb);

/** `says: hello`, `says "hello"`, `says softly: hello`, `says earlier (20 seconds ago): "hello"`, `replies with a smile, "hello"`. */
function afterVerb(tail: string): string | undefined {
	const [verb, after] = tail.match("^%s+(%a+)(.*)$");
	if (verb === undefined || !(SAYS.has((verb as string).lower()) || isDeed(verb as string))) return undefined;
	const text = after as string;
	const [manner] = text.match("^%s+%a+(.*)$");
	for (const part of [
		text,
		text.gsub("^%s*%b()", "")[0],
		...(manner === undefined ? [] : [manner as string]),
	]) {
		const rest = afterColon(part) ?? afterColon(part.gsub("^%s*%b()", "")[0]);
		if (rest !== undefined) return rest;
	}
	const [saying, told] = text.match("^.-%s(%a+)[,:]?%s*([\x22“].*)$");
	if (saying !== undefined && SAYS.has((saying as string).lower()) && isAllQuoted(told as string))
		return told as string;
	const [quoted] = text.match("^[%s,]*(.*)$");
	if (isAllQuoted(quoted as string)) return quoted as string;
	const [, behind] = text.match("^([%w%s]*),%s*(.*)$");
	return behind !== undefined && isAllQuoted(behind as string) ? (behind as string) : undefined;
}

/** True for a quotation up to the end: not `"hm", and that is all`. */
function isAllQuoted(text: string): boolean {
	if (text.match(QUOTE_START)[0] === undefined) return false;
	const [, after] = text.match("^[\x22'](.-)[\x22'](.*)$");
	return after === undefined || (after as string).match("%w%s+%w")[0] === undefined;
}

/** `Bram - I am the smith.` A dash before a small letter goes on with the sentence. */
function afterDash(tail: string, dashes: ReadonlyArray<string>): string | undefined {
	for (const dash of dashes) {
		const [rest] = tail.match(`^%s+${dash}%s+(.*)$`);
		if (rest !== undefined && !beginsSmall(rest as string)) return rest as string;
	}
	return undefined;
}

function beginsSmall(text: string): boolean {
	if (isBlank(text)) return false;
	const [code] = utf8.codepoint(text, 1);
	return isLowercase(code);
}

/** `[Mara] Come in.`, `(Mara) …`. */
function afterBracket(tail: string): string | undefined {
	const [rest] = tail.match("^%s*[%]%)](.*)$");
	if (rest === undefined) return undefined;
	const after = rest as string;
	return afterLabel(after) ?? afterDash(after, ["%-", "–", "—"]) ?? trim(after);
}

/** `Alex: that is a fine name!` speaks of Alex; `Alex: hi mara` is Alex's line. */
function speaksOf(speaker: string, rest: string): boolean {
	if (beginsSmall(speaker) || !beginsSmall(rest)) return false;
	const [first] = plainWords(rest) as ReadonlyArray<string | undefined>;
	return first !== undefined && !OPENERS.has(first);
}

function labelOfName(text: string, names: ReplyNames, mayStandAlone: boolean): Label | undefined {
	const [opening] = text.match("^%s*[%[%(]?%s*");
	const lead = opening as string;
	const inner = text.sub(lead.size() + 1);
	const own = nameAtStart(inner, names.own);
	const other = names.others.atStart(inner);
	const isOwn = own !== undefined && (other === undefined || own.size() >= other.size());
	const speaker = isOwn ? own : other;
	if (speaker === undefined) return undefined;
	const tail = inner.sub(speaker.size() + 1);
	const who: Floor = isOwn ? "own" : "other";
	const isSpelledSo = names.own.includes(speaker) || names.others.has(speaker);
	const isShouted = speaker === speaker.upper() && !isSpelledSo;
	if ((mayStandAlone || isShouted) && tail.match("^[%s:]*$")[0] !== undefined)
		return { who, speaker, rest: "" };
	const isBracketed = lead.match("[%[%(]")[0] !== undefined;
	const dashes = isOwn ? ["%-", "–", "—"] : ["%-", "–"];
	const [piped] = isOwn ? tail.match("^%s*[|>]%s*(.*)$") : [];
	const rest = isBracketed
		? afterBracket(tail)
		: (afterLabel(tail) ?? afterDash(tail, dashes) ?? (piped as string | undefined));
	if (rest === undefined) return undefined;
	const isNamed = !isBracketed && afterNamed(tail) !== undefined;
	return !isOwn && isNamed && speaksOf(speaker, rest) ? undefined : { who, speaker, rest };
}

const ROLES: ReadonlyArray<readonly [who: Label["who"], roles: ReadonlyArray<string>]> = [
	["own", OWN_ROLES],
	["other", OTHER_ROLES],
	["thought", THOUGHT_ROLES],
	["stage", STAGE_ROLES],
];

/** Roles that are labels on a line of their own. Others are answers: `Me`, `A child`. */
const ALONE: ReadonlySet<string> = new Set(
	"assistant user system human ai npc bot model response reply answer output narrator thought thinking analysis note".split(
		" ",
	),
);

/** A role, perhaps with a number: `Player 1:`; or one on a line of its own. */
function labelOfRole(text: string): Label | undefined {
	const [labelled, tail] = text.match("^%s*%[?(%a[%a ]-)%]?%s*%d*%]?%s*(:.*)$");
	const [alone] = text.match("^%s*(%a+)%s*$");
	const role = labelled ?? (alone !== undefined && ALONE.has((alone as string).lower()) ? alone : undefined);
	if (role === undefined) return undefined;
	const rest = tail === undefined ? "" : (afterColon(tail as string) as string);
	const key = (role as string).lower();
	for (const [who, roles] of ROLES) {
		if (!roles.includes(key)) continue;
		return (who === "other" || key === "a") && speaksOf(role as string, rest)
			? undefined
			: { who, speaker: role as string, rest };
	}
	return undefined;
}

/** Where in a sentence another may begin to speak: at its start, after a sentence's end, at a line break. */
function startsIn(text: string): ReadonlyArray<number> {
	const starts = [1];
	for (const [word, at] of text.gmatch("(%S+)%s+()")) {
		if (endsSentence(word as string) || (word as string).match("[:>]$")[0] !== undefined)
			starts.push(at as number);
	}
	for (const [at] of text.gmatch("\n()")) starts.push(at as number);
	return starts.sort((a, b) => a < b);
}

export interface Spoken {
	readonly floor: Floor;
	/** The NPC's own words. */
	readonly text: string;
	/** Somebody else's words or a thought stood in the sentence. */
	readonly hasOthers: boolean;
	/** The first label, if it is somebody else's, and the words behind it. */
	readonly label?: {
		readonly speaker: string;
		readonly rest: string;
		/** No deed stands between name and words: `Alex says: "…"`. */
		readonly isPlain: boolean;
	};
}

/**
 * Gives the floor to whoever's label stands in a sentence, and returns what the NPC itself says. `mayStandAlone`: a name that is
 * all of the sentence is a label, not an answer.
 */
export function takeFloor(floor: Floor, text: string, names: ReplyNames, mayStandAlone: boolean): Spoken {
	const parts = new Array<string>();
	let current: Floor | "stage" = floor;
	let from = 1;
	let hasOthers = floor !== "own";
	let label: Spoken["label"];
	const close = (to: number) => {
		if (current === "own") parts.push(trim(text.sub(from, to)));
		else hasOthers = true;
	};
	for (const at of startsIn(text)) {
		if (at < from) continue;
		const found = labelOfName(text.sub(at), names, mayStandAlone) ?? labelOfRole(text.sub(at));
		if (found === undefined) continue;
		close(at - 1);
		if (label === undefined && found.who === "other")
			label = {
				speaker: found.speaker,
				rest: found.rest,
				isPlain: text.sub(at).match(" and says?[,:]? ")[0] === undefined,
			};
		from = text.size() - found.rest.size() + 1;
		// A stage direction gives the floor back to whoever had it.
		current = found.who;
	}
	close(text.size());
	const last: Floor = current === "stage" ? floor : current;
	return { floor: last, text: trim(parts.filter((part) => part !== "").join(" ")), hasOthers, label };
}

/** True if two names are the same to a reader. */
export function sameName(a: string, b: string): boolean {
	return fold(trim(a)) === fold(trim(b));
}
