import { nameColumns, wrap } from "./style.ts";
import type { Output, Paint } from "./style.ts";
import type { ShownLine } from "../player/shown-line.ts";

/** Prints what happens, a line each: when, who, where it was shown, what. */
export interface Transcript {
	/** What the player typed. */
	readonly said: (player: string, text: string) => void;
	/** A bubble or a chat-window line, as the player's client displayed it. */
	readonly shown: (line: ShownLine) => void;
	/** What somebody did. */
	readonly told: (text: string) => void;
	readonly warned: (text: string) => void;
	readonly failed: (text: string) => void;
}

const SURFACE_WIDTH = 7;
const TIME_WIDTH = 7;

export interface TranscriptOptions {
	readonly output: Output;
	readonly paint: Paint;
	/** Seconds since the world began. */
	readonly now: () => number;
	/** Of those who will speak: their column is as wide as the longest. */
	readonly names?: ReadonlyArray<string>;
}

export function createTranscript({ output, paint, now, names = [] }: TranscriptOptions): Transcript {
	const nameWidth = nameColumns(names);

	function print(name: string, surface: string, text: string, style: (text: string) => string): void {
		const time = `${now().toFixed(1)} s`.padStart(TIME_WIDTH);
		const margin = TIME_WIDTH + 2 + nameWidth + 1 + SURFACE_WIDTH + 1;
		const lines = wrap(text, Math.max(20, output.columns() - margin - 1)).map(style);
		const nameCell = paint.name(name) + " ".repeat(Math.max(0, nameWidth - [...name].length));
		const head = `${paint.dim(time)}  ${nameCell} ${paint.dim(surface.padEnd(SURFACE_WIDTH))} `;
		output.write(head + lines.join(`\n${" ".repeat(margin)}`) + "\n");
	}
	const plain = (text: string) => text;
	/** Who has a typing bubble and has not said anything since: once is enough. */
	const typing = new Set<string | undefined>();

	return {
		said: (player, text) => {
			output.write("\n");
			print(player, "says", text, paint.bold);
		},
		shown: ({ surface, speaker, text, prefix }) => {
			if (surface === "typing") {
				if (!typing.has(speaker)) print(speaker ?? "", "", text, paint.dim);
				typing.add(speaker);
				return;
			}
			typing.delete(speaker);
			if (surface === "bubble") print(speaker ?? "", surface, text, plain);
			// The window repeats the bubble: show it, but dimmed.
			else print(speaker ?? "", surface, `${prefix} ${text}`.trim(), paint.dim);
		},
		told: (text) => print("", "", text, paint.dim),
		warned: (text) => print("", "!", text, paint.warn),
		failed: (text) => print("", "✗", text, paint.bad),
	};
}
