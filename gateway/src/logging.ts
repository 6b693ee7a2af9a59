import { pino, type DestinationStream, type Logger } from "pino";
import { LogOutput, openFile } from "./log-output.ts";
import { redactKeys } from "./redact.ts";

export type Log = Logger;

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where a credential could appear in a log entry. */
const SECRET_PATHS = [
	"token",
	"*.token",
	"authorization",
	"*.authorization",
	"req.headers.authorization",
	"headers.authorization",
	"*.headers.authorization",
];

let standardOutput: LogOutput | undefined;

/** One for the process, because it has one standard output. */
function toStandardOutput(): LogOutput {
	if (standardOutput !== undefined) return standardOutput;
	const output = new LogOutput(openFile(process.stdout.fd));
	process.once("exit", () => output.flushSync());
	return (standardOutput = output);
}

/** Writes JSON lines to `destination` (stdout by default); credentials, and what looks like one, become `[redacted]`. */
export function createLog(level: LogLevel, destination: DestinationStream = toStandardOutput()): Log {
	const options = {
		level,
		redact: { paths: SECRET_PATHS, censor: "[redacted]" },
		hooks: { streamWrite: redactKeys },
	};
	return pino(options, destination);
}
