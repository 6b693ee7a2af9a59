import type { Log } from "../../logging.ts";
import type { Clock } from "../../timing/clock.ts";
import type { AgentApi } from "./agent-api.ts";
import { OWNER_TAG, serverTagOf, SESSION_MEMORY_TAG } from "./agent-tags.ts";
import { deleteAgent, type DeleteDeps } from "./delete-agent.ts";

/** More agents than a gateway's sessions can leave behind between two sweeps. */
const MAX_AGENTS = 10_000;

export interface OrphanSweepDeps extends DeleteDeps {
	readonly api: AgentApi;
	readonly clock: Clock;
	readonly log: Log;
	/** The server tags of the game servers that have a session. */
	readonly liveServers: () => ReadonlySet<string>;
}

/**
 * Deletes agents in session memory mode whose game server is gone without releasing them, because it crashed or the gateway
 * was restarted. An agent is deleted when two sweeps in a row find it, because a game server may come back after a pause.
 * Returns the function that stops the sweeps.
 */
export function startOrphanSweep(deps: OrphanSweepDeps, everySeconds: number): () => void {
	const { api, clock, log, liveServers } = deps;
	let suspects = new Set<string>();
	let isStopped = false;
	let cancel = clock.after(everySeconds, run);

	async function sweep(): Promise<void> {
		const found = await api.list([OWNER_TAG, SESSION_MEMORY_TAG], MAX_AGENTS);
		if (found.kind !== "ok") return;
		const live = liveServers();
		const orphans = found.value.filter((agent) => {
			const server = serverTagOf(agent);
			return server !== undefined && !live.has(server);
		});
		const next = new Set<string>();
		for (const { id } of orphans) {
			if (!suspects.has(id)) {
				next.add(id);
				continue;
			}
			const deleted = await deleteAgent(id, deps);
			if (deleted.kind !== "ok") continue;
			log.info({ agentId: id }, "an agent whose game server is gone was deleted");
		}
		suspects = next;
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
