import {
	OWNER_TAG,
	placeTag,
	type ServerIdentity,
	serverTag,
	SESSION_MEMORY_TAG,
} from "server/wire/agent-tags";
import type { Clock, Log, Random } from "server/ports";
import { CLOUD } from "server/constants/letta";
import type { LettaAgent } from "server/wire/letta-guards";
import { LEASE_KEY } from "./agent-operations";
import type { CloudRequests } from "./cloud-requests";
import { deleteWithBlocks } from "./delete-agent";
import { listAllAgents } from "./list-agents";

export interface OrphanSweepDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly requests: CloudRequests;
	/** Unix seconds. */
	readonly unixNow: () => number;
}

const OPTIONS = { class: "housekeeping" } as const;

function leasedAt({ metadata }: LettaAgent): number | undefined {
	const text = metadata?.[LEASE_KEY];
	return typeIs(text, "string") ? tonumber(text) : undefined;
}

function serverTagOf({ tags }: LettaAgent): string | undefined {
	return tags.find((tag) => tag.sub(1, serverTag("").size()) === serverTag(""));
}

/**
 * The tags of servers whose lease is over on every agent. One renewal on any of its agents keeps a server alive. We did
 * not make an agent without a lease, so such an agent keeps its server alive too.
 */
export function deadServers(agents: ReadonlyArray<LettaAgent>, unixNow: number): ReadonlySet<string> {
	const newest = new Map<string, number>();
	for (const agent of agents) {
		const tag = serverTagOf(agent);
		if (tag !== undefined)
			newest.set(tag, math.max(newest.get(tag) ?? -math.huge, leasedAt(agent) ?? math.huge));
	}
	const dead = new Set<string>();
	for (const [tag, at] of newest) if (unixNow - at > CLOUD.orphanSeconds) dead.add(tag);
	return dead;
}

/**
 * Deletes, in session memory mode, the agents of this place's game servers that ended without deleting them. Lists a
 * dead server's agents once more before it deletes any. Returns a function that stops it.
 */
export function startOrphanSweep(deps: OrphanSweepDeps, identity: ServerIdentity): () => void {
	const { clock, random, log, requests, unixNow } = deps;
	const tags = [OWNER_TAG, placeTag(identity.placeId), SESSION_MEMORY_TAG];
	let cancel: () => void = () => {};
	let isStopped = false;

	const deleteAll = (agents: ReadonlyArray<LettaAgent>, from: number, onOver: (count: number) => void) => {
		if (isStopped || from === agents.size()) return onOver(from);
		deleteWithBlocks(requests, agents[from], OPTIONS, () => deleteAll(agents, from + 1, onOver));
	};

	/** `left`: how many agents may still be deleted. */
	const sweepServers = (servers: ReadonlyArray<string>, left: number) => {
		const [server] = servers as ReadonlyArray<string | undefined>;
		if (server === undefined || left <= 0 || isStopped) return;
		const others = servers.filter((_, index) => index > 0);
		listAllAgents(requests, [...tags, server], OPTIONS, (reply) => {
			if (reply.kind !== "ok") return;
			if (!deadServers(reply.value, unixNow()).has(server)) return sweepServers(others, left);
			const doomed = reply.value.filter((_, index) => index < left);
			deleteAll(doomed, 0, (count) => {
				log.info("deleted the agents of a game server that is gone", { server, count });
				sweepServers(others, left - count);
			});
		});
	};

	const sweep = () => {
		plan(CLOUD.sweepSeconds * (1 + random.next() / 2));
		listAllAgents(requests, tags, OPTIONS, (reply) => {
			if (reply.kind !== "ok") return;
			const dead = deadServers(reply.value, unixNow());
			const others = [...dead].filter((tag) => tag !== serverTag(identity.serverId));
			sweepServers(others.sort(), CLOUD.maxSweptAgents);
		});
	};

	const plan = (seconds: number) => {
		if (!isStopped) cancel = clock.after(seconds, sweep);
	};

	plan(CLOUD.firstSweepSeconds * (1 + random.next()));
	return () => {
		isStopped = true;
		cancel();
	};
}
