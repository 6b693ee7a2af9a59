import type { Log, LogContext } from "server/ports";

export interface FakeLog extends Log {
	/** `level message key=value …`, oldest first. */
	readonly lines: ReadonlyArray<string>;
	/** How many lines contain `text`. */
	readonly count: (text: string) => number;
}

export function createFakeLog(): FakeLog {
	const lines = new Array<string>();
	const writer =
		(level: string) =>
		(message: string, context: LogContext = {}) => {
			let line = `${level} ${message}`;
			for (const [key, value] of pairs(context)) line += ` ${key}=${tostring(value)}`;
			lines.push(line);
		};
	return {
		lines,
		count: (text) => lines.filter((line) => line.find(text, 1, true)[0] !== undefined).size(),
		debug: writer("debug"),
		info: writer("info"),
		warn: writer("warn"),
		error: writer("error"),
	};
}
