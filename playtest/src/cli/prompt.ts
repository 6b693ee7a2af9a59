import { createInterface } from "node:readline";
import type { Interface } from "node:readline";
import type { ReadStream } from "node:tty";
import type { Output } from "./style.ts";

/** A line to type on at the bottom of the terminal, while output scrolls above it. */
export interface Prompt {
	/** Prints above the line; what is being typed stays. */
	readonly output: Output;
	/** Takes input until `close`. */
	readonly open: (handlers: PromptHandlers) => void;
	readonly close: () => void;
}

export interface PromptHandlers {
	readonly onLine: (line: string) => void;
	/** Ctrl-C or Ctrl-D. */
	readonly onEnd: () => void;
	/** What the last word may be completed to, given the whole line. */
	readonly complete: (line: string) => ReadonlyArray<string>;
}

export function createPrompt(input: ReadStream, terminal: Output, label: string): Prompt {
	let lines: Interface | undefined;
	const output: Output = {
		...terminal,
		write: (text) => {
			if (lines === undefined) return terminal.write(text);
			terminal.write(`${rowsUp(lines.getCursorPos().rows)}\r\u001b[J${text}`);
			lines.prompt(true);
		},
	};

	return {
		output,
		open: ({ onLine, onEnd, complete }) => {
			const opened = createInterface({
				input,
				output: process.stdout,
				prompt: label,
				completer: (line: string): [string[], string] => [[...complete(line)], line],
			});
			lines = opened;
			opened.on("line", (line) => {
				// The transcript prints the typed line, so remove it here.
				const columns = process.stdout.columns || 80;
				terminal.write(`${rowsUp(Math.ceil((label.length + line.length) / columns))}\r\u001b[J`);
				onLine(line);
				opened.prompt();
			});
			opened.on("SIGINT", onEnd);
			opened.on("close", () => {
				if (lines === undefined) return;
				lines = undefined;
				onEnd();
			});
			opened.prompt();
		},
		close: () => {
			const opened = lines;
			if (opened === undefined) return;
			terminal.write(`${rowsUp(opened.getCursorPos().rows)}\r\u001b[J`);
			lines = undefined;
			opened.close();
		},
	};
}

function rowsUp(count: number): string {
	return count > 0 ? `\u001b[${count}A` : "";
}
