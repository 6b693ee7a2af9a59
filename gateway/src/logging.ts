import { pino, type DestinationStream, type Logger } from "pino";

export type Log = Logger;

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Paths under which a credential could come into an entry. */
const SECRET_PATHS = [
	"token",
	"*.token",
	"authorization",
	"*.authorization",
	"req.headers.authorization",
	"headers.authorization",
	"*.headers.authorization",
];

/** JSON lines to `destination` (stdout when there is none); credentials are replaced by `[redacted]`. */
export function createLog(level: LogLevel, destination?: DestinationStream): Log {
	const options = { level, redact: { paths: SECRET_PATHS, censor: "[redacted]" } };
	return destination === undefined ? pino(options) : pino(options, destination);
}
