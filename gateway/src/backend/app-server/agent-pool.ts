import type { AppServerLimits } from "../../limits.ts";
import type { SessionIdentity } from "../backend.ts";
import { agentKey, agentTags } from "./agent-tags.ts";
import { readScope, type ServerFrame } from "./frames.ts";
import { createNpcAgent, type NpcAgent, type NpcAgentDeps } from "./npc-agent.ts";

/** The agents in use. Sessions that mean the same agent share it. */
export interface AgentPool {
	readonly acquire: (session: SessionIdentity, npcId: string) => NpcAgent;
	/** Takes the session off the agent and, when it was the last one, ends the agent. Never rejects. */
	readonly leave: (session: SessionIdentity, npcId: string, forget: boolean) => Promise<void>;
	readonly all: () => ReadonlyArray<NpcAgent>;
	readonly handleFrame: (frame: ServerFrame) => void;
}

/** Creates an empty pool. */
export function createAgentPool(
	deps: Omit<NpcAgentDeps, "onIdentified">,
	model: string,
	limits: AppServerLimits,
): AgentPool {
	const byKey = new Map<string, NpcAgent>();
	const byAgentId = new Map<string, NpcAgent>();
	/** By key: the same tags must not be searched for while their agent is being deleted. */
	const ending = new Map<string, Promise<void>>();

	function disown(agent: NpcAgent): void {
		for (const [agentId, owner] of byAgentId) if (owner === agent) byAgentId.delete(agentId);
	}

	function acquire(session: SessionIdentity, npcId: string): NpcAgent {
		const key = agentKey(session, npcId);
		const known = byKey.get(key);
		if (known !== undefined) return known;
		const agent: NpcAgent = createNpcAgent(
			{
				...deps,
				onIdentified: (agentId) => {
					// What an agent that was erased has still to say is nobody's.
					disown(agent);
					byAgentId.set(agentId, agent);
				},
			},
			{
				tags: agentTags(session, npcId),
				model,
				isLasting: session.memoryMode === "persistent",
				after: ending.get(key),
			},
			limits,
		);
		byKey.set(key, agent);
		return agent;
	}

	async function leave(session: SessionIdentity, npcId: string, forget: boolean): Promise<void> {
		const key = agentKey(session, npcId);
		const agent = byKey.get(key);
		if (agent === undefined || !agent.detach(session.sessionId)) return;
		byKey.delete(key);
		const before = ending.get(key) ?? Promise.resolve();
		const ended = Promise.all([before, agent.end(forget)]).then(() => {
			if (ending.get(key) === ended) ending.delete(key);
			// Its successor, if there is one, may have the same id.
			disown(agent);
		});
		ending.set(key, ended);
		await ended;
	}

	return {
		acquire,
		leave,
		all: () => [...byKey.values()],
		handleFrame: (frame) => {
			const scope = readScope(frame);
			if (scope !== undefined) byAgentId.get(scope.agent_id)?.handleFrame(frame);
		},
	};
}
