import type { LogSink } from "server/ports";

/** Writes log entries to the engine's output. */
export const writeToOutput: LogSink = (entries) => {
	for (const { level, category, message } of entries) {
		const line = `[${category}] ${message}`;
		// `error` would throw, and Roblox has no call that only shows an error. A word tells errors from warnings.
		if (level === "error") warn(`ERROR ${line}`);
		else if (level === "warn") warn(line);
		else print(line);
	}
};
