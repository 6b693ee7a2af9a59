import { createServerLeases, type ServerLease, type ServerLeases } from "../../fleet/server-leases.ts";
import type { LeaseStore } from "../../fleet/lease-store.ts";
import type { AgentLimits } from "../../limits.ts";
import type { Log } from "../../logging.ts";
import { settledWithin, type Clock } from "../../timing/clock.ts";
import type { AgentBackend, BackendHealth, BackendSession, Failure } from "../backend.ts";
import type { AgentPool } from "./agent-pool.ts";
import { createAgentSession } from "./agent-session.ts";
import { serverTag } from "./agent-tags.ts";

export interface AgentHostDeps {
	readonly pool: AgentPool;
	readonly leaseStore: LeaseStore;
	readonly clock: Clock;
	readonly log: Log;
}

/** The sessions of a back end, over its pool of agents. */
export interface AgentHost extends Pick<AgentBackend, "open" | "drain"> {
	readonly leases: ServerLeases;
	readonly counts: () => Pick<BackendHealth, "agents" | "turnsInFlight">;
}

const STOPPING: Failure = { kind: "backendUnavailable", message: "the gateway is about to stop" };
/** Of a turn that never began: what was said in it belongs into the next one. */
const NOT_BEGUN: Failure = { kind: "busy", message: STOPPING.message };

/** Agents that another session's game server uses by now are not deleted. */
async function closeSession(session: BackendSession, lease: ServerLease, forget: boolean): Promise<void> {
	const clearance = forget ? await lease.endForClearance() : undefined;
	await session.close(clearance !== undefined);
	await (clearance === undefined ? lease.end() : clearance.end());
}

/** Creates a back end's sessions; its link and its sweep are its own. */
export function createAgentHost(deps: AgentHostDeps, limits: AgentLimits): AgentHost {
	const { pool, leaseStore: store, clock, log } = deps;
	const leases = createServerLeases({ store, clock, log }, limits);
	let isDraining = false;

	const open: AgentHost["open"] = (identity, emit) => {
		const { sessionId, serverId } = identity;
		const lease = leases.take(serverTag(serverId));
		const session = createAgentSession(identity, {
			pool,
			held: lease.held,
			log: log.child({ sessionId }),
			emit,
			maxKnownTurnIds: limits.maxKnownTurnIds,
			refusal: () => (isDraining ? NOT_BEGUN : undefined),
		});
		return { ...session, close: (forget) => closeSession(session, lease, forget) };
	};

	return {
		leases,
		open,
		counts: () => {
			const agents = pool.all();
			const turnsInFlight = agents.reduce((sum, agent) => sum + agent.turnsInFlight(), 0);
			return { agents: agents.length, turnsInFlight };
		},
		drain: async (timeoutSeconds) => {
			isDraining = true;
			const finished = Promise.all(pool.all().map((agent) => agent.finishTurns(NOT_BEGUN)));
			if (await settledWithin(clock, timeoutSeconds, finished)) return;
			for (const agent of pool.all()) agent.cancelTurns(STOPPING);
		},
	};
}
