import type { AgentLimits } from "../../limits.ts";
import type { SessionIdentity } from "../backend.ts";
import { agentKey, agentTags, serverTag } from "./agent-tags.ts";
import type { AgentIdentity } from "./readiness.ts";
import { createNpcAgent, type NpcAgent, type NpcAgentDeps } from "./npc-agent.ts";

/** The agents in use. Sessions that ask for the same agent share it. */
export interface AgentPool {
	/** An agent that is new waits for `held` before anything else. */
	readonly acquire: (session: SessionIdentity, npcId: string, held?: Promise<void>) => NpcAgent;
	/** Detaches the session from the agent, and ends the agent if no session is left. Never rejects. */
	readonly leave: (session: SessionIdentity, npcId: string, forget: boolean) => Promise<void>;
	readonly all: () => ReadonlyArray<NpcAgent>;
	/** The ids of agents that belong to one game server, by its tag. */
	readonly idsByServer: () => ReadonlyMap<string, ReadonlyArray<string>>;
}

/** Creates an empty pool. */
export function createAgentPool(
	deps: NpcAgentDeps,
	{ model, settings }: Pick<AgentIdentity, "model" | "settings">,
	limits: AgentLimits,
): AgentPool {
	const byKey = new Map<string, NpcAgent>();
	/** By key: a successor must not search for the tags while the agent that has them is being deleted. */
	const ending = new Map<string, Promise<void>>();

	function create(session: SessionIdentity, npcId: string, held: Promise<void> | undefined): NpcAgent {
		const isEnded = ending.get(agentKey(session, npcId));
		const after = isEnded === undefined ? held : isEnded.then(() => held);
		const isLasting = session.memoryMode === "persistent";
		return createNpcAgent(
			deps,
			{ tags: agentTags(session, npcId), model, settings, isLasting, after, keyId: session.keyId },
			limits,
		);
	}

	function acquire(session: SessionIdentity, npcId: string, held?: Promise<void>): NpcAgent {
		const key = agentKey(session, npcId);
		const agent = byKey.get(key) ?? create(session, npcId, held);
		byKey.set(key, agent);
		return agent;
	}

	async function leave(session: SessionIdentity, npcId: string, forget: boolean): Promise<void> {
		const key = agentKey(session, npcId);
		const agent = byKey.get(key);
		if (agent === undefined || !agent.detach(session.sessionId)) return;
		byKey.delete(key);
		// An agent that came after another one of this key ends after it, too: it waits for it before anything else.
		const ended = agent.end(forget).then(() => {
			if (ending.get(key) === ended) ending.delete(key);
		});
		ending.set(key, ended);
		await ended;
	}

	function idsByServer(): ReadonlyMap<string, ReadonlyArray<string>> {
		const ids = new Map<string, string[]>();
		for (const [key, agent] of byKey) {
			const server = key.split(" ").find((tag) => tag.startsWith(serverTag("")));
			const id = agent.agentId();
			if (server !== undefined && id !== undefined) ids.set(server, [...(ids.get(server) ?? []), id]);
		}
		return ids;
	}

	return { acquire, leave, all: () => [...byKey.values()], idsByServer };
}
