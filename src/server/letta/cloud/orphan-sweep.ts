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
import { type CloudApi, SEEN_KEY } from "./cloud-api";
import { listAllAgents } from "./list-agents";

export interface OrphanSweepDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly log: Log;
	readonly api: CloudApi;
	/** Unix seconds. */
	readonly unixNow: () => number;
}

const OPTIONS = { class: "housekeeping" } as const;

function seenAt({ metadata }: LettaAgent): number | undefined {
	const text = metadata?.[SEEN_KEY];
	return typeIs(text, "string") ? tonumber(text) : undefined;
}

function serverTagOf({ tags }: LettaAgent): string | undefined {
	return tags.find((tag) => tag.sub(1, serverTag("").size()) === serverTag(""));
}

/**
 * The server tags whose every agent was last seen too long ago. One sign of life on any of its agents keeps a server
 * alive; an agent without a date was not made by us and speaks for life.
 */
export function deadServers(agents: ReadonlyArray<LettaAgent>, unixNow: number): ReadonlySet<string> {
	const newest = new Map<string, number>();
	for (const agent of agents) {
		const tag = serverTagOf(agent);
		if (tag !== undefined)
			newest.set(tag, math.max(newest.get(tag) ?? -math.huge, seenAt(agent) ?? math.huge));
	}
	const dead = new Set<string>();
	for (const [tag, at] of newest) if (unixNow - at > CLOUD.orphanSeconds) dead.add(tag);
	return dead;
}

/**
 * Deletes the agents of game servers of this place that ended without doing so themselves, in session memory mode. A
 * server that seems dead is read once more by its own tag before anything of it is deleted. Returns how to stop it.
 */
export function startOrphanSweep(deps: OrphanSweepDeps, identity: ServerIdentity): () => void {
	const { clock, random, log, api, unixNow } = deps;
	const tags = [OWNER_TAG, placeTag(identity.placeId), SESSION_MEMORY_TAG];
	let cancel: () => void = () => {};
	let isStopped = false;

	const deleteAll = (agents: ReadonlyArray<LettaAgent>, from: number, onOver: (count: number) => void) => {
		if (isStopped || from === agents.size()) return onOver(from);
		api.deleteAgent(agents[from].id, OPTIONS, () => deleteAll(agents, from + 1, onOver));
	};

	/** `left`: how many agents may still be deleted. */
	const sweepServers = (servers: ReadonlyArray<string>, left: number) => {
		const [server] = servers as ReadonlyArray<string | undefined>;
		if (server === undefined || left <= 0 || isStopped) return;
		const others = servers.filter((_, index) => index > 0);
		listAllAgents(api, [...tags, server], OPTIONS, (reply) => {
			if (reply.kind !== "ok") return;
			if (!deadServers(reply.value, unixNow()).has(server)) return sweepServers(others, left);
			const doomed = reply.value.filter((_, index) => index < left);
			deleteAll(doomed, 0, (count) => {
				log.info("agents of a game server that is gone were deleted", { server, count });
				sweepServers(others, left - count);
			});
		});
	};

	const sweep = () => {
		plan(CLOUD.sweepSeconds * (1 + random.next() / 2));
		listAllAgents(api, tags, OPTIONS, (reply) => {
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
