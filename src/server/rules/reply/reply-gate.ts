import { SPEECH } from "server/constants/rules";
import { plainWords } from "server/rules/text/words";
import { isBlank, stripControl, trim } from "shared/text/text";
import { isBabble, withoutFloods } from "./babble";
import { isLongerThan } from "./echo";
import { type Floor, sameName, type Spoken, takeFloor } from "./floor";
import type { HeardLines } from "./heard-lines";
import type { KnownTexts } from "./known-texts";
import { hasMachineWords, speaksOfUser, withoutIntroduction } from "./machine-words";
import { type Open, readMachinery } from "./machinery";
import { type OpenAction, withoutAsides, withoutMarks } from "./marks";
import { type OpenQuote, withoutQuotes } from "./quotes";
import { isNarrated } from "./narration";
import type { ReplyNames } from "./reply-names";
import { asksItself, withoutSelfAddress } from "./self-address";
import { isUnfit, posesAsGame } from "./unfit";

/** Why a sentence of a reply is not said; for the log. */
export type ReplyFault =
	| "silence"
	| "blank"
	| "thought"
	| "action"
	| "markup"
	| "machinery"
	| "babble"
	| "otherSpeaker"
	| "echo"
	| "unfit"
	| "tooLong"
	| "enough";

/** What a reply has opened, who has the floor, and how much of it has been let through. */
export interface ReplyState {
	readonly open?: Open;
	readonly action?: OpenAction;
	readonly quote: OpenQuote;
	readonly floor: Floor;
	/** Sentences let through; an interjection counts half. */
	readonly length: number;
	readonly withheld: number;
	/** The agent chose to say nothing. */
	readonly isSilent: boolean;
	/** The reply has said enough. Nothing of it is let through any more. */
	readonly isOver: boolean;
}

export const NEW_REPLY: ReplyState = {
	quote: { isInner: false },
	floor: "own",
	length: 0,
	withheld: 0,
	isSilent: false,
	isOver: false,
};

/** What a reply is judged by. */
export interface ReplyContext {
	readonly names: ReplyNames;
	readonly heard: HeardLines;
	/** What the agent was given to read. */
	readonly known: ReadonlyArray<KnownTexts>;
}

export interface ReplyStep {
	readonly state: ReplyState;
	/** What is said of the sentence: plain and cleaned. */
	readonly text?: string;
	/** Why nothing is said of it. */
	readonly fault?: ReplyFault;
	/** All before it was a thought: what has not been said of it must not be. */
	readonly retracts: boolean;
}

/** A sentence on its way through the gate. */
interface Passage {
	readonly text: string;
	readonly state: ReplyState;
	readonly fault?: ReplyFault;
	readonly isHeading: boolean;
}

/** Nothing of the reply has been let through. */
const isFirst = (state: ReplyState) => state.length === 0;

function hasSaidEnough({ length, withheld }: ReplyState): boolean {
	return length >= SPEECH.maxReplySentences || withheld >= SPEECH.maxWithheldSentences;
}

/** Takes the next sentence of a reply. The whole reply has to come through here, in order. */
export function stepReply(state: ReplyState, sentence: string, context: ReplyContext): ReplyStep {
	if (hasSaidEnough(state)) return withhold({ ...state, isOver: true }, "enough");
	if (state.isSilent) return withhold(state, "silence");
	// Before anything that costs time by length.
	if (isLongerThan(sentence, SPEECH.maxSentenceChars)) return withhold(state, "tooLong");
	const clean = stripControl(sentence);
	if (posesAsGame(clean)) return withhold({ ...state, floor: "other" }, "unfit");
	const reading = readMachinery(state.open, clean, context.names, isFirst(state));
	const past = reading.retracts ? NEW_REPLY : state;
	const passage = {
		text: reading.text,
		state: { ...past, open: reading.open },
		fault: reading.isMachine ? "markup" : reading.text === clean ? "blank" : "thought",
		isHeading: false,
	} as const;
	return judge(speak(unmark(passage, context), context), context, reading.retracts);
}

/** Takes Markdown and stage directions out. */
function unmark(passage: Passage, { names }: ReplyContext): Passage {
	const { text, state, fault } = passage;
	if (isBlank(text) && state.action === undefined) return { ...passage, text: "" };
	if (isFirst(state) && isChosenSilence(text)) return silenced(passage);
	const unmarked = withoutMarks(text, state.action, names);
	const isAction = isBlank(unmarked.text) && !isBlank(text);
	return {
		text: unmarked.text,
		state: { ...state, action: unmarked.action },
		fault: isAction ? "action" : fault,
		isHeading: unmarked.isHeading,
	};
}

/** Takes out the own name, except from what the agent read or heard: without the name it would no longer look like that. */
function withoutOwnCall(text: string, { known, heard, names }: ReplyContext): string {
	const without = withoutSelfAddress(text, names);
	if (without === text) return text;
	const words = plainWords(text);
	const isGivenBack = heard.isEchoedBy(words) || known.some((each) => each.has(words));
	return isGivenBack ? text : without;
}

/** Gives the floor to whoever speaks, and takes brackets and quotation marks from the NPC's own words. */
function speak(passage: Passage, context: ReplyContext): Passage {
	const { text, state } = passage;
	if (isBlank(text)) return passage;
	const { names } = context;
	const spoken = takeFloor(state.floor, text, names, passage.isHeading || !isFirst(state));
	const own = isMislabelled(spoken, state, context) ? { ...spoken, ...relabelled(spoken) } : spoken;
	const after = { ...state, floor: own.floor };
	if (isBlank(own.text)) {
		const fault = !own.hasOthers ? "blank" : own.floor === "thought" ? "thought" : "otherSpeaker";
		return { ...passage, text: "", state: after, fault };
	}
	const spare = withoutAsides(own.text, context.heard.isForeign);
	const unquoted = withoutQuotes(withoutIntroduction(spare.text, names), after.quote, names);
	const called = withoutOwnCall(unquoted.text, context);
	const isTold = isNarrated(called, names);
	const isAction = isTold || (isBlank(called) && !isBlank(own.text));
	return {
		text: isTold ? "" : withoutFloods(trim(called.gsub("  +", " ")[0])),
		state: { ...after, quote: unquoted.quote, action: spare.action ?? after.action },
		fault: isAction ? "action" : passage.fault,
		isHeading: false,
	};
}

/**
 * `Alex says: "We have honey cake."`: a model goes on in the form of its turn and means its own answer. It counts as that where
 * Alex never said so and it asks nothing.
 */
function isMislabelled({ label, text }: Spoken, state: ReplyState, { heard }: ReplyContext): boolean {
	if (label === undefined || !isBlank(text) || !isFirst(state)) return false;
	if (!label.isPlain) return false;
	const isQuoted = label.rest.match('^["“]')[0] !== undefined;
	const said = heard.lines.filter(({ speaker }) => sameName(speaker, label.speaker));
	if (!isQuoted || said.isEmpty() || label.rest.match('%?["”]?%s*$')[0] !== undefined) return false;
	const words = plainWords(label.rest).join(" ");
	return !said.some(
		(line) => ` ${plainWords(line.text).join(" ")} `.find(` ${words} `, 1, true)[0] !== undefined,
	);
}

function relabelled({ label }: Spoken): Pick<Spoken, "text" | "floor" | "hasOthers"> {
	return { text: label?.rest ?? "", floor: "own", hasOthers: false };
}

/** Stage directions by which an agent says nothing; what it adds to one is not said. */
const SILENCES = new Set([
	"silence",
	"silent",
	"says nothing",
	"no response",
	"no reply",
	"nothing",
	"none",
	"n a",
	"stays silent",
	"remains silent",
	"no answer",
]);

function isChosenSilence(text: string): boolean {
	const [staged] = text.match("^%s*[%(%[%*<_]+(.-)[%)%]%*>_%.]+");
	const [bare] = text.match("^%s*(silence)%s*$");
	const words = staged ?? bare;
	return words !== undefined && SILENCES.has(plainWords(words as string).join(" "));
}

function silenced({ state, isHeading }: Passage): Passage {
	return { text: "", state: { ...state, isSilent: true }, fault: "silence", isHeading };
}

/** Decides on what is left of a sentence. */
function judge({ text, state, fault }: Passage, context: ReplyContext, retracts: boolean): ReplyStep {
	const words = isBlank(text) ? [] : plainWords(text);
	const found = faultOf(text, words, fault, context);
	if (found !== undefined)
		return withhold({ ...state, floor: floorAfter(text, found, state) }, found, retracts);
	const weight = words.size() <= SPEECH.interjectionWords ? 0.5 : 1;
	return { state: { ...state, length: state.length + weight }, text, retracts };
}

/** Whose words come after a sentence that is withheld. */
function floorAfter(text: string, fault: ReplyFault, { floor }: ReplyState): Floor {
	if (fault !== "machinery") return floor;
	// A model that speaks of the user thinks aloud, and goes on to do so.
	if (speaksOfUser(text)) return "thought";
	// It goes on in the form of its turn: `…, Alex says: "Hello!`
	return text.match('says: "[^"]*$')[0] === undefined ? floor : "other";
}

function faultOf(
	text: string,
	words: ReadonlyArray<string>,
	fault: ReplyFault | undefined,
	context: ReplyContext,
): ReplyFault | undefined {
	if (isBlank(text)) return fault ?? "blank";
	// Only marks.
	if (words.isEmpty()) return "blank";
	if (text.match("</?%a[^>]*>")[0] !== undefined || text.match("[{}]")[0] !== undefined) return "markup";
	if (hasMachineWords(text, context.names) || context.known.some((known) => known.has(words)))
		return "machinery";
	if (isBabble(text, words)) return "babble";
	if (context.heard.isEchoedBy(words) || context.heard.isDictated(words)) return "echo";
	if (asksItself(text, context.names)) return "otherSpeaker";
	return isUnfit(text) ? "unfit" : undefined;
}

function withhold(state: ReplyState, fault: ReplyFault, retracts = false): ReplyStep {
	return { state: { ...state, withheld: state.withheld + 1 }, fault, retracts };
}
