import { BUBBLES, THINKING_TEXT } from "../../../src/shared/constants.ts";
import { plainText } from "./rich-text.ts";

/** The part of a client's display event that is read. */
export interface DisplayLike {
	readonly kind: "bubble" | "window";
	/** Rich text. */
	readonly text: string;
	/** Rich text; window lines only. */
	readonly prefixText?: string;
	/** Full name of what a bubble hangs over. */
	readonly adornee?: string;
}

/** What a player's chat UI showed, as the player reads it. */
export interface ShownLine {
	/** `typing`: a bubble that says that an NPC's answer is being written. */
	readonly surface: "bubble" | "window" | "typing";
	/** The NPC or player whose line it is; undefined for the game's own. */
	readonly speaker: string | undefined;
	readonly text: string;
	/** What stands before a window line; empty for bubbles. */
	readonly prefix: string;
}

/** Where NPCs' bodies are; a player may type what a typing bubble shows. */
const NPC_BODIES = "Workspace.Npcs.";

/** True for a bubble that says that an NPC's answer is being written. */
export function isTyping({ kind, text, adornee }: DisplayLike): boolean {
	return kind === "bubble" && text === THINKING_TEXT && adornee?.startsWith(NPC_BODIES) === true;
}

/**
 * Reads a display event: whose line it is, by the model that a bubble hangs over or the name that leads a window line,
 * and its text without markup. `names` are display names.
 */
export function readDisplay(display: DisplayLike, names: ReadonlyArray<string>): ShownLine {
	const prefix = plainText(display.prefixText ?? "").trim();
	// Not split at its dots: a name may hold one.
	const owners = `.${display.adornee ?? ""}.`;
	// Where `Mara` and `Mara Vale` both fit, the longer name is meant.
	const longestFirst = [...names].sort((a, b) => b.length - a.length);
	const speaker = longestFirst.find((name) =>
		display.kind === "bubble"
			? owners.includes(`.${name}.`)
			: prefix === name || /^[ :]/.test(rest(prefix, name)),
	);
	const surface = isTyping(display) ? "typing" : display.kind;
	return { surface, speaker, text: plainText(withoutMark(display)), prefix };
}

/** Every bubble of an NPC's begins with the AI mark. */
function withoutMark({ kind, text }: DisplayLike): string {
	return kind === "bubble" ? rest(text, BUBBLES.aiMark) || text : text;
}

function rest(text: string, start: string): string {
	return text.startsWith(start) ? text.slice(start.length) : "";
}
