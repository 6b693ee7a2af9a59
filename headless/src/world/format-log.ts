import { formatLocation } from "./source-locator.ts";
import type { LogEvent } from "./world.ts";

/** A log event as a few lines of text: peer, level, message, the file it points to, and an error's traceback. */
export function formatLog({ peer, level, message, source, trace }: LogEvent): string {
	const where = source === undefined ? "" : ` (${formatLocation(source)})`;
	const stack = (trace ?? "").trim();
	const indented = stack === "" ? "" : `\n${stack.replace(/^\s*/gm, "    ")}`;
	return `[${peer}] ${level}: ${message}${where}${indented}`;
}
