import type { Clock } from "server/ports";
import { CLOUD } from "server/constants/letta";
import { renewLease } from "./agent-operations";
import type { CloudRequests } from "./cloud-requests";

export interface LeaseDeps {
	readonly clock: Clock;
	readonly requests: CloudRequests;
	/** Unix seconds. */
	readonly unixNow: () => number;
}

/**
 * Renews this server's lease every `CLOUD.leaseSeconds`, on one of its agents in turn: when that agent is released, the
 * renewal before is on another one. Returns a function that stops it.
 */
export function startLease(
	{ clock, requests, unixNow }: LeaseDeps,
	/** The verified agents, always in the same order. */
	agentIds: () => ReadonlyArray<string>,
): () => void {
	let renewals = 0;
	return clock.every(CLOUD.leaseSeconds, () => {
		const ids = agentIds();
		if (ids.isEmpty()) return;
		const agentId = ids[renewals % ids.size()];
		renewals += 1;
		requests.send(renewLease(agentId, unixNow()), { class: "housekeeping", key: "lease" }, () => {});
	});
}
