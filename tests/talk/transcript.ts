import { BUBBLES, THINKING_TEXT } from "../../src/shared/constants.ts";
import type { DisplayEvent } from "@townsfolk/headless";

/** What somebody saw on their screen. */
export interface Sight {
	/** `notice`: a line of the game's in the chat window. */
	readonly surface: "bubble" | "window" | "typing" | "notice";
	/** Whose line it is, as far as the surface says. */
	readonly speaker: string;
	readonly text: string;
}

/** What happened in a scene, as text: when, and who saw it. */
export interface Transcript {
	/** Notes something that no screen shows, with indented `details` below. */
	readonly note: (time: number, text: string, details?: ReadonlyArray<string>) => void;
	/** `viewer` saw something. Several who see it at the same time share a line. */
	readonly see: (time: number, viewer: string, sight: Sight) => void;
	readonly text: () => string;
}

interface Entry {
	/** Seconds with one decimal: finer times are frames. */
	readonly time: string;
	readonly text: string;
	readonly details: ReadonlyArray<string>;
	/** Who saw it; undefined for what no screen shows. */
	readonly viewers?: Set<string>;
}

const TIME_WIDTH = 6;

function rowsOf({ time, text, details, viewers }: Entry): ReadonlyArray<string> {
	const seen = viewers === undefined ? "" : `  -> ${[...viewers].sort().join(", ")}`;
	const indent = " ".repeat(TIME_WIDTH + 4);
	return [`${time.padStart(TIME_WIDTH)}  ${text}${seen}`, ...details.map((detail) => indent + detail)];
}

export function createTranscript(): Transcript {
	const entries: Entry[] = [];
	return {
		note: (time, text, details = []) => entries.push({ time: time.toFixed(1), text, details }),
		see: (seconds, viewer, { surface, speaker, text }) => {
			const time = seconds.toFixed(1);
			const line = `${surface.padEnd(6)} ${speaker}: ${text}`;
			// The order of things on one screen is kept.
			const lastOfViewer = entries.map(({ viewers }) => viewers?.has(viewer) === true).lastIndexOf(true);
			const same = entries.find(
				(entry, index) => index > lastOfViewer && entry.time === time && entry.text === line,
			);
			if (same?.viewers !== undefined) same.viewers.add(viewer);
			else entries.push({ time, text: line, details: [], viewers: new Set([viewer]) });
		},
		text: () => entries.flatMap(rowsOf).join("\n") + "\n",
	};
}

const plain = (richText: string) => richText.replace(/<[^>]*>/g, "");

/** The name of the model that a bubble hangs over: the part's parent. */
function wearerOf(adornee: string): string {
	const part = adornee.replace(/\.TypingBubble$/, "");
	return /^Workspace\.(?:Npcs\.)?(.+)\.\w+$/.exec(part)?.[1] ?? adornee;
}

/** Reads what a client's chat showed. */
export function sightOf({ kind, text, prefixText = "", adornee = "" }: DisplayEvent): Sight {
	if (kind === "bubble") {
		const surface = text === THINKING_TEXT ? "typing" : "bubble";
		return { surface, speaker: wearerOf(adornee), text: plain(text.replace(BUBBLES.aiMark, "")) };
	}
	const prefix = plain(prefixText).trim();
	const surface = prefix.startsWith("[") ? "notice" : "window";
	return { surface, speaker: prefix.replace(/:$/, ""), text: plain(text) };
}
