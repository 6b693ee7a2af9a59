import { createWriteStream } from "node:fs";

/** The newest lines of a log, and all of them in a file. */
export interface LogBook {
	readonly file: string;
	readonly add: (line: string) => void;
	/** The newest last. */
	readonly newest: (count: number) => ReadonlyArray<string>;
	readonly close: () => Promise<void>;
}

const KEPT_LINES = 200;

export function createLogBook(file: string): LogBook {
	const stream = createWriteStream(file, { flags: "a" });
	const lines: string[] = [];
	return {
		file,
		add: (line) => {
			lines.push(line);
			if (lines.length > KEPT_LINES) lines.shift();
			stream.write(`${line}\n`);
		},
		newest: (count) => lines.slice(-count),
		close: () => new Promise((resolve) => stream.end(() => resolve())),
	};
}
