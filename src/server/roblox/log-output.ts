import type { LogSink } from "server/ports";

/** Writes log entries to the engine's output. */
export const writeToOutput: LogSink = (entries) => {
	for (const { level, category, message } of entries) {
		const line = `[${category}] ${message}`;
		// `error` would throw, and there is no call that only shows one: both are warnings, told apart by a word.
		if (level === "error") warn(`ERROR ${line}`);
		else if (level === "warn") warn(line);
		else print(line);
	}
};
