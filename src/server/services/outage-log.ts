import type { Log, LogContext } from "server/ports";

/** Logs an outage that concerns many as one: its beginning and its end. */
export interface OutageLog {
	/** `id` is concerned; the first one's `context` is what the log says. */
	readonly begin: (id: string, context: LogContext) => void;
	/** `id` is not concerned any more, if it was. */
	readonly end: (id: string) => void;
}

export function createOutageLog(log: Log): OutageLog {
	const concerned = new Set<string>();
	return {
		begin: (id, context) => {
			if (concerned.isEmpty()) log.warn("agents cannot be reached, their NPCs are without minds", context);
			else log.debug("another agent cannot be reached", context);
			concerned.add(id);
		},
		end: (id) => {
			if (concerned.delete(id) && concerned.isEmpty()) log.info("all agents can be reached again");
		},
	};
}
