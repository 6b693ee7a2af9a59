import type { LettaLimits } from "../../limits.ts";
import type { Log } from "../../logging.ts";
import type { Clock } from "../../timing/clock.ts";
import { repeat } from "../../timing/clock.ts";
import { OWNER_TAG, serverTagOf, SESSION_MEMORY_TAG } from "../agents/agent-tags.ts";
import { reasonOf } from "../agents/result.ts";
import type { LeasedAgent, LettaApi } from "./letta-api.ts";

/** More agents than game servers can leave behind between two sweeps. */
const MAX_AGENTS = 10_000;

export interface LeaseSweepDeps {
	readonly api: Pick<LettaApi, "list" | "remove" | "renewLease">;
	readonly clock: Clock;
	readonly log: Log;
	/** Unix seconds. */
	readonly unixNow: () => number;
	/** The agents of game servers that have a session here, by the server's tag. */
	readonly idsByServer: () => ReadonlyMap<string, ReadonlyArray<string>>;
}

/**
 * The tags of game servers whose lease is over on every agent: one renewal on any of them keeps a server alive. Nobody of
 * ours makes an agent without a lease, so such an agent keeps its server alive too.
 */
export function deadServers(
	agents: ReadonlyArray<LeasedAgent>,
	unixNow: number,
	orphanSeconds: number,
): ReadonlySet<string> {
	const newest = new Map<string, number>();
	for (const agent of agents) {
		const tag = serverTagOf(agent);
		if (tag !== undefined)
			newest.set(tag, Math.max(newest.get(tag) ?? -Infinity, agent.leasedAt ?? Infinity));
	}
	return new Set([...newest].filter(([, at]) => unixNow - at > orphanSeconds).map(([tag]) => tag));
}

/**
 * Renews the leases of this gateway's game servers at Letta, and deletes the agents of servers without one. Whoever uses the
 * same account keeps to these leases: other gateways, and game servers that go straight to Letta. Returns a function that
 * stops it.
 */
export function startLeaseSweep(deps: LeaseSweepDeps, limits: LettaLimits): () => void {
	const { api, clock, log, unixNow, idsByServer } = deps;
	const tags = [OWNER_TAG, SESSION_MEMORY_TAG];
	let renewals = 0;
	let isStopped = false;

	/** On another agent each time: when one is released, the renewal before is on another one. */
	async function renew(): Promise<void> {
		renewals += 1;
		for (const ids of idsByServer().values()) await api.renewLease(ids[renewals % ids.length]!);
	}

	async function deleteServer(server: string): Promise<void> {
		// It may have come back since it was listed.
		const listed = await api.list([...tags, server], MAX_AGENTS);
		if (listed.kind !== "ok") return;
		if (!deadServers(listed.value, unixNow(), limits.orphanSeconds).has(server)) return;
		for (const { id: agentId } of listed.value) {
			if (isStopped) return;
			const deleted = await api.remove(agentId);
			if (deleted.kind === "ok") log.info({ agentId }, "an agent whose game server is gone was deleted");
			else log.warn({ agentId, reason: reasonOf(deleted) }, "an abandoned agent was not deleted");
		}
	}

	async function sweep(): Promise<void> {
		const listed = await api.list(tags, MAX_AGENTS);
		if (listed.kind !== "ok") return;
		const dead = deadServers(listed.value, unixNow(), limits.orphanSeconds);
		for (const server of dead) if (!isStopped) await deleteServer(server);
	}

	const guarded = (work: () => Promise<void>) => () =>
		void work().catch((error: unknown) => log.error({ err: error }, "the care for leases broke"));
	const stops = [
		repeat(clock, limits.renewSeconds, guarded(renew)),
		repeat(clock, limits.orphanSweepSeconds, guarded(sweep)),
	];
	return () => {
		isStopped = true;
		for (const stop of stops) stop();
	};
}
