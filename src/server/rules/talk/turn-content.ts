import { GROUPS, TURN } from "server/constants/rules";
import { plainQuotes } from "server/rules/text/plain-quotes";
import { clampUtf8, isBlank, stripControl, trim } from "shared/text/text";
import { statusWords } from "./status-words";

/** Somebody who is with the NPC. */
export interface CompanyMember {
	/** The name by which the agent knows them. */
	readonly name: string;
	readonly kind: "npc" | "player";
	/** May be empty. */
	readonly appearance: string;
}

/** A line that the NPC heard. */
export interface TurnLine {
	/** The name by which the agent knows the speaker. */
	readonly speaker: string;
	/** Raw. */
	readonly text: string;
	/** The content mentions it only where it is long enough ago to matter. */
	readonly secondsAgo?: number;
	/** The NPC is to answer it; it did not only overhear it. */
	readonly wakes?: boolean;
}

/** Everything that goes into one turn. */
export interface TurnInput {
	/** The NPC's display name. */
	readonly name: string;
	/** The text of the status block. */
	readonly status: string;
	readonly company: ReadonlyArray<CompanyMember>;
	/** What happened since the last turn, oldest first, at most one of each kind. */
	readonly events: ReadonlyArray<string>;
	/** What the NPC heard, oldest first. */
	readonly lines: ReadonlyArray<TurnLine>;
	/** How many lines had to make room for newer ones. */
	readonly earlierLines?: number;
}

/** The content gives no time for a line that is younger. */
const JUST_NOW_SECONDS = 10;

/** The NPC did not answer an older line in its time. */
const EARLIER_SECONDS = 30;

/** Marks that end a sentence or open a line of speech. A name with one could say something in the game's words. */
const STOPS = ["%.", "!", "%?", ";", ":", ",", "。", "！", "？", "；", "：", "，", "、", "…"];

/** What Mistral's models take for the marks of a message. */
const BRACKET_TOKENS = ["INST", "SYSTEM_PROMPT", "AVAILABLE_TOOLS", "TOOL_CALLS", "TOOL_RESULTS", "THINK"];

/**
 * Model servers read `<|im_end|>`, `</s>` or `[INST]` as the end of a message, whoever typed it. With other brackets they
 * are plain words. A heart (`<3`) and `[ok]` stay.
 */
function withoutTokens(text: string): string {
	let plain = text.gsub("<([%a/|_!])", "‹%1")[0].gsub("([%a/|_])>", "%1›")[0];
	for (const token of BRACKET_TOKENS) plain = plain.gsub(`%[(/?${token})%]`, "(%1)")[0];
	return plain;
}

/** Puts words between quotation marks on one line, so that they cannot end the quotation or look like the game's. */
export function quote(text: string, maxChars: number): string {
	const words = withoutTokens(plainQuotes(trim(clampUtf8(stripControl(text), maxChars))));
	return `"${words.gsub("\\", "/")[0]}"`;
}

/** Text of the game that holds words of others (names, clothes): on one line, without marks of structure. */
function inline(text: string, maxChars: number): string {
	const words = plainQuotes(clampUtf8(stripControl(text), maxChars));
	return trim(words.gsub("[%[%]{}<>|\\]", " ")[0].gsub(" +", " ")[0]);
}

/** A name as part of a sentence of the game's. */
export function nameInTurn(name: string): string {
	let words = inline(name, GROUPS.maxNameChars);
	for (const stop of STOPS) words = words.gsub(stop, " ")[0];
	return trim(words.gsub(" +", " ")[0]);
}

/** `Alex, a visitor in plain clothes`; `Bram, a neighbour`. What neighbours look like is in the block of the group. */
function describe({ name, kind, appearance }: CompanyMember): string {
	const known = nameInTurn(name);
	if (kind === "npc") return `${known}, a neighbour`;
	const looks = inline(appearance, GROUPS.maxAppearanceChars).gsub("[()%.;:!%?]", " ")[0];
	return isBlank(looks) ? `${known}, a visitor` : `${known}, a visitor ${trim(looks)}`;
}

function describeLine(line: TurnLine): string {
	const seconds = math.round(line.secondsAgo ?? 0);
	const isEarlier = seconds >= EARLIER_SECONDS;
	const when = seconds >= JUST_NOW_SECONDS ? ` (${seconds} seconds ago)` : "";
	const said = isEarlier ? "said earlier" : "says";
	return `${nameInTurn(line.speaker)} ${said}${when}: ${quote(line.text, TURN.maxLineChars)}`;
}

/** Begins with a capital and ends with a full stop. */
function sentence(text: string): string {
	const words = inline(text, TURN.maxEventChars);
	const whole = words.sub(1, 1).upper() + words.sub(2);
	return whole.match("[%.!%?]$")[0] === undefined ? `${whole}.` : whole;
}

/**
 * The last words of a turn: a model goes on from them, and a quotation at the end is what it would go on with. It asks the NPC.
 * An order to answer or to speak to somebody makes small models greet the NPC by its own name.
 */
function cue(name: string, lines: ReadonlyArray<TurnLine>): string {
	const asking = lines.filter((line) => line.wakes === true);
	const [last] = latest(asking.isEmpty() ? lines : asking, 1);
	const whom = last === undefined ? "" : ` to ${nameInTurn(last.speaker)}`;
	return `You are ${nameInTurn(name)}. What do you say${whom}? One to three short sentences in your own voice.`;
}

/**
 * What an agent reads in one turn. The game's own words stand around lines of others, which are quoted, one below the other,
 * so that none can pass for the game's. The length is bounded whatever has happened.
 */
export function buildTurnContent({
	name,
	status,
	company,
	events,
	lines,
	earlierLines = 0,
}: TurnInput): string {
	const others = company.map(describe).join("; ");
	const where = `You are ${inline(statusWords(status), TURN.maxEventChars)}.`;
	const content = [others === "" ? `${where} Nobody is with you.` : `${where} With you: ${others}.`];
	for (const event of latest(events, TURN.maxEvents)) content.push(sentence(event));
	const quoted = latest(lines, TURN.maxLines);
	const earlier = earlierLines + lines.size() - quoted.size();
	if (earlier > 0) content.push(`(${earlier} earlier ${earlier === 1 ? "line" : "lines"})`);
	for (const line of quoted) content.push(describeLine(line));
	content.push(cue(name, quoted));
	return content.join("\n");
}

function latest<T extends defined>(items: ReadonlyArray<T>, count: number): ReadonlyArray<T> {
	return items.filter((_, index) => index >= items.size() - count);
}
