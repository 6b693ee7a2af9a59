import type { WriteStream } from "node:tty";

/** Where the playtest prints: standard output, or a test's buffer. */
export interface Output {
	readonly write: (text: string) => void;
	/** Colours, spinners and a prompt make sense. */
	readonly isTerminal: boolean;
	/** Characters a line holds. */
	readonly columns: () => number;
}

/** Lines longer than this are hard to read, however wide the terminal is. */
const MAX_COLUMNS = 110;

export function terminalOutput(stream: WriteStream): Output {
	return {
		write: (text) => void stream.write(text),
		isTerminal: stream.isTTY === true && process.env.TERM !== "dumb",
		columns: () => Math.min(stream.isTTY ? stream.columns : MAX_COLUMNS, MAX_COLUMNS),
	};
}

/** An output that prints nothing once `isOver` says so. */
export function outputUntil(output: Output, isOver: () => boolean): Output {
	return {
		...output,
		write: (text) => {
			if (!isOver()) output.write(text);
		},
	};
}

const MIN_NAME_COLUMNS = 8;
const MAX_NAME_COLUMNS = 20;

/** Wraps text in ANSI codes where the output is a terminal; NO_COLOR is obeyed. */
export interface Paint {
	readonly bold: (text: string) => string;
	readonly dim: (text: string) => string;
	readonly good: (text: string) => string;
	readonly bad: (text: string) => string;
	readonly warn: (text: string) => string;
	/** Each name has its own colour, the same in every run. */
	readonly name: (text: string) => string;
}

/** Foreground colours that are readable on dark and light backgrounds. */
const NAME_COLOURS = [36, 35, 33, 34, 32, 96, 95, 94];

export function createPaint(isTerminal: boolean): Paint {
	const enabled = isTerminal && (process.env.NO_COLOR ?? "") === "";
	const code = (start: number | string, end: number) => (text: string) =>
		enabled ? `\u001b[${start}m${text}\u001b[${end}m` : text;
	return {
		bold: code(1, 22),
		dim: code(2, 22),
		good: code(32, 39),
		bad: code(31, 39),
		warn: code(33, 39),
		name: (text) => {
			const sum = [...text].reduce((total, character) => total + character.codePointAt(0)!, 0);
			return code(`1;${NAME_COLOURS[sum % NAME_COLOURS.length]}`, 0)(text);
		},
	};
}

/** Columns for names: the longest of them, within reason. */
export function nameColumns(names: ReadonlyArray<string>): number {
	const longest = Math.max(0, ...names.map((name) => [...name].length));
	return Math.min(MAX_NAME_COLUMNS, Math.max(MIN_NAME_COLUMNS, longest));
}

/** Breaks text at spaces into lines of at most `width` characters; a longer word stays whole. */
export function wrap(text: string, width: number): string[] {
	const lines: string[] = [];
	for (const paragraph of text.split("\n")) {
		let line = "";
		for (const word of paragraph.split(" ")) {
			if (line !== "" && line.length + 1 + word.length > width) {
				lines.push(line);
				line = word;
			} else line = line === "" ? word : `${line} ${word}`;
		}
		lines.push(line);
	}
	return lines;
}
