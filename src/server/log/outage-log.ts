import type { Log, LogContext } from "server/ports";

/** Logs an outage that concerns many as one: its beginning and its end. */
export interface OutageLog {
	/** `id` is concerned; the first one's `context` is what the log says. */
	readonly begin: (id: string, context: LogContext) => void;
	/** It is over for `id`, if it was concerned. */
	readonly end: (id: string) => void;
	/** `id` is not there any more: that ends nothing. */
	readonly forget: (id: string) => void;
}

export function createOutageLog(log: Log): OutageLog {
	const concerned = new Set<string>();
	return {
		begin: (id, context) => {
			if (concerned.isEmpty()) log.warn("agents are not to be had, their NPCs are without minds", context);
			else log.debug("nor is another agent", context);
			concerned.add(id);
		},
		end: (id) => {
			if (concerned.delete(id) && concerned.isEmpty()) log.info("the NPCs that were without minds have them");
		},
		forget: (id) => {
			concerned.delete(id);
		},
	};
}
