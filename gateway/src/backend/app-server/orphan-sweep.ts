import type { ServerLeases } from "../../fleet/server-leases.ts";
import type { Log } from "../../logging.ts";
import type { Clock } from "../../timing/clock.ts";
import type { AgentApi, AgentState } from "../agents/agent-api.ts";
import { OWNER_TAG, serverTagOf, SESSION_MEMORY_TAG } from "../agents/agent-tags.ts";
import { deleteAgent, type DeleteDeps } from "../agents/delete-agent.ts";

/** More agents than a gateway's sessions can leave behind between two sweeps. */
const MAX_AGENTS = 10_000;

/** A game server must be missing in two sweeps in a row, of which the second may come a little early. */
const MISSING_SHARE = 0.9;

export interface OrphanSweepDeps extends DeleteDeps {
	readonly api: AgentApi;
	readonly clock: Clock;
	readonly log: Log;
	readonly leases: Pick<ServerLeases, "condemn">;
}

function agentsByServer(agents: ReadonlyArray<AgentState>): ReadonlyMap<string, ReadonlyArray<string>> {
	const byServer = new Map<string, string[]>();
	for (const agent of agents) {
		const server = serverTagOf(agent);
		if (server !== undefined) byServer.set(server, [...(byServer.get(server) ?? []), agent.id]);
	}
	return byServer;
}

/**
 * Deletes agents in session memory mode whose game server is gone without releasing them, because it crashed or its gateway
 * did. A game server is gone if no gateway has a lease on it in two sweeps in a row, because it may come back after a pause;
 * while its agents are deleted nobody gets one. Returns the function that stops the sweeps.
 */
export function startOrphanSweep(deps: OrphanSweepDeps, everySeconds: number): () => void {
	const { api, clock, log, leases } = deps;
	let isStopped = false;
	let cancel = clock.after(everySeconds, run);

	async function sweepServer(server: string, agentIds: ReadonlyArray<string>): Promise<void> {
		const clearance = await leases.condemn(server, everySeconds * MISSING_SHARE);
		if (clearance === undefined) return;
		for (const agentId of agentIds) {
			if (!(await clearance.isValid())) break;
			const deleted = await deleteAgent(agentId, deps);
			if (deleted.kind === "ok") log.info({ agentId }, "an agent whose game server is gone was deleted");
		}
		await clearance.end();
	}

	async function sweep(): Promise<void> {
		const found = await api.list([OWNER_TAG, SESSION_MEMORY_TAG], MAX_AGENTS);
		if (found.kind !== "ok") return;
		for (const [server, agentIds] of agentsByServer(found.value)) await sweepServer(server, agentIds);
	}

	function run(): void {
		void sweep()
			.catch((error: unknown) => log.error({ err: error }, "the search for abandoned agents broke"))
			.finally(() => {
				if (!isStopped) cancel = clock.after(everySeconds, run);
			});
	}

	return () => {
		isStopped = true;
		cancel();
	};
}
