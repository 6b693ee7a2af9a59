import { GROUPS, TURN } from "server/constants/rules";
import { clampUtf8, isBlank, stripControl, trim } from "shared/text/text";

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
}

/** Everything that goes into one turn. */
export interface TurnInput {
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

/** Quotation marks of any kind, and the backslash, which could make the closing mark look like part of the words. */
const QUOTES = ['"', "“", "”", "„", "‟", "«", "»", "＂", "〝", "〞"];

/** Puts words between quotation marks on one line, so that they cannot end the quotation or begin a line of the header. */
export function quote(text: string, maxChars: number): string {
	let words = trim(clampUtf8(stripControl(text), maxChars));
	for (const mark of QUOTES) words = words.gsub(mark, "'")[0];
	return `"${words.gsub("\\", "/")[0]}"`;
}

/** Text of the game that holds words of others (names, clothes): on one line, without marks of structure. */
function inline(text: string, maxChars: number): string {
	let words = clampUtf8(stripControl(text), maxChars);
	for (const mark of QUOTES) words = words.gsub(mark, "'")[0];
	return trim(words.gsub("[%[%]{}<>|\\]", " ")[0].gsub(" +", " ")[0]);
}

function describe(member: CompanyMember): string {
	const name = inline(member.name, GROUPS.maxNameChars);
	const appearance = inline(member.appearance, GROUPS.maxAppearanceChars).gsub("[()]", " ")[0];
	const what = member.kind === "player" ? "a player" : "";
	const parts = [what, trim(appearance)].filter((part) => !isBlank(part));
	return parts.isEmpty() ? name : `${name} (${parts.join(", ")})`;
}

function describeLine(line: TurnLine): string {
	const speaker = inline(line.speaker, GROUPS.maxNameChars).gsub(":", " ")[0];
	const seconds = math.round(line.secondsAgo ?? 0);
	const isEarlier = seconds >= EARLIER_SECONDS;
	const when = seconds >= JUST_NOW_SECONDS ? ` (${seconds} seconds ago)` : "";
	return `${speaker} ${isEarlier ? "said earlier" : "says"}${when}: ${quote(line.text, TURN.maxLineChars)}`;
}

/**
 * What an agent reads in one turn. The game's own words make the header. Lines of others stand quoted, one below the other,
 * so that none can pass for the game's. The length is bounded whatever has happened.
 */
export function buildTurnContent(input: TurnInput): string {
	const company = input.company.map(describe);
	const content = [
		"[world]",
		`status: ${input.status}`,
		`with you: ${company.isEmpty() ? "nobody" : company.join(", ")}`,
	];
	for (const event of latest(input.events, TURN.maxEvents)) {
		content.push(`event: ${inline(event, TURN.maxEventChars)}`);
	}
	const lines = latest(input.lines, TURN.maxLines);
	const earlier = (input.earlierLines ?? 0) + input.lines.size() - lines.size();
	if (lines.isEmpty() && earlier === 0) return content.join("\n");
	content.push("[heard]");
	if (earlier > 0) content.push(`(${earlier} earlier ${earlier === 1 ? "line" : "lines"})`);
	for (const line of lines) content.push(describeLine(line));
	return content.join("\n");
}

function latest<T extends defined>(items: ReadonlyArray<T>, count: number): ReadonlyArray<T> {
	return items.filter((_, index) => index >= items.size() - count);
}
