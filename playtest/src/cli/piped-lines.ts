import { fstatSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** Lines that are piped into `npm start` instead of typed. */
export interface PipedLines extends AsyncIterable<string> {
	/** Whether a line has come so far. */
	readonly hasAny: () => boolean;
}

/** True for a pipe, a file or a socket; not for /dev/null and terminals. */
export function isPiped(descriptor: number): boolean {
	const stat = fstatSync(descriptor);
	return stat.isFIFO() || stat.isFile() || stat.isSocket();
}

/** Reads from now on, so that a pipe in which nothing comes can be told from one with lines. */
export function readLines(input: Readable): PipedLines {
	const waiting: string[] = [];
	let isOver = false;
	let wake = () => {};
	let count = 0;
	const lines = createInterface({ input });
	lines.on("line", (line) => {
		count += 1;
		waiting.push(line);
		wake();
	});
	lines.on("close", () => {
		isOver = true;
		wake();
	});
	return {
		hasAny: () => count > 0,
		async *[Symbol.asyncIterator]() {
			for (;;) {
				const line = waiting.shift();
				if (line !== undefined) yield line;
				else if (isOver) return;
				else await new Promise<void>((resolve) => (wake = resolve));
			}
		},
	};
}
