import type { ClientLog } from "client/ports";

/** Writes to this client's console. */
export function createClientLog(): ClientLog {
	return {
		warn: (message) => warn(`[townsfolk] ${message}`),
	};
}
