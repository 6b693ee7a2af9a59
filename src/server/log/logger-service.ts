import type { Clock, Log, LogContext, LogEntry, LogLevel, LogSink } from "server/ports";
import { createRedactor } from "./redact";

export interface LoggerOptions {
	/** Drops entries below this level. */
	readonly level: LogLevel;
	/** How many entries `snapshot` remembers. */
	readonly ringSize: number;
	/** Seconds that an entry waits for its batch at most. */
	readonly flushSeconds: number;
	readonly flushSize: number;
}

export interface LoggerService {
	readonly category: (name: string) => Log;
	/** From now on redacts `value` in every message and context. */
	readonly addSecret: (value: string) => void;
	/** The last entries, oldest first. */
	readonly snapshot: () => ReadonlyArray<LogEntry>;
	readonly flush: () => void;
	/** Flushes and stops. */
	readonly destroy: () => void;
}

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** ` (key=value, …)`, sorted by key, so that equal entries read the same. */
function formatContext(context: LogContext): string {
	const fields = new Array<string>();
	for (const [key, value] of pairs(context)) fields.push(`${key}=${tostring(value)}`);
	if (fields.isEmpty()) return "";
	fields.sort();
	return ` (${fields.join(", ")})`;
}

/** A log with levels and categories. It keeps the last entries in a ring and puts entries out in batches. */
export function createLogger(deps: { clock: Clock; sink: LogSink }, options: LoggerOptions): LoggerService {
	const { clock, sink } = deps;
	const redactor = createRedactor();
	const ring = new Array<LogEntry>();
	let pending = new Array<LogEntry>();

	const flush = () => {
		if (pending.isEmpty()) return;
		const batch = pending;
		pending = [];
		sink(batch);
	};

	const write = (level: LogLevel, category: string, message: string, context: LogContext = {}) => {
		if (RANK[level] < RANK[options.level]) return;
		const text = redactor.redact(message + formatContext(context));
		const entry: LogEntry = { time: clock.isoNow(), level, category, message: text };
		ring.push(entry);
		if (ring.size() > options.ringSize) ring.shift();
		pending.push(entry);
		// A server that dies before the next flush must not lose a warning.
		if (RANK[level] >= RANK.warn || pending.size() >= options.flushSize) flush();
	};

	const stopFlushing = clock.every(options.flushSeconds, flush);

	return {
		category: (name) => ({
			debug: (message, context) => write("debug", name, message, context),
			info: (message, context) => write("info", name, message, context),
			warn: (message, context) => write("warn", name, message, context),
			error: (message, context) => write("error", name, message, context),
		}),
		addSecret: redactor.addSecret,
		snapshot: () => [...ring],
		flush,
		destroy: () => {
			stopFlushing();
			flush();
		},
	};
}
