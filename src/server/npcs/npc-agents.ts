import type { Clock, LettaPort, Log, NpcDefinition } from "server/ports";
import type { BlockWriter } from "server/net/block-writer";
import type { FrameBudget } from "server/net/frame-budget";
import { npcEntityId } from "server/rules/space/entity";
import type { PerceptionService } from "server/perception/perception-service";
import { createAgentLog } from "./agent-log";
import { AgentQueue } from "./agent-queue";
import { type AgentFacts, type AgentStanding, NpcAgent } from "./npc-agent";

export interface NpcAgentsDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly letta: LettaPort;
	readonly budget: Pick<FrameBudget, "spend">;
	readonly blocks: Pick<BlockWriter, "hold" | "unhold" | "resendAll" | "forget">;
	readonly perception: Pick<PerceptionService, "entity" | "refresh" | "blocksOf" | "catchUp">;
	/** What an NPC's agent is told of it. */
	readonly characterOf: (definition: NpcDefinition) => string;
	/** Agents of NPCs that players can see or talk with come first. */
	readonly isNearPlayers: (npcId: string) => boolean;
}

export interface NpcAgents {
	/** Has the agent of an NPC with a body made and verified; does nothing the second time. */
	readonly request: (definition: NpcDefinition) => void;
	/** If the agent waits to be asked for, it goes before those of NPCs that no player is near. */
	readonly hurry: (npcId: string) => void;
	readonly factsOf: (npcId: string) => AgentFacts;
	/**
	 * Has an NPC's agent deleted, with all it remembers, and made anew. `onErased` says whether nothing is left of it. It is
	 * not called when the server closes first.
	 */
	readonly erase: (npcId: string, onErased: (ok: boolean) => void) => void;
	readonly release: (npcId: string) => void;
}

/** Manages all NPCs' agents; `onStanding` hears of each change. */
export function createNpcAgents(
	deps: NpcAgentsDeps,
	options: { readonly forgetOnRelease: boolean },
	onStanding: (npcId: string, standing: AgentStanding) => void,
): NpcAgents {
	const { clock, blocks, perception } = deps;
	const agentLog = createAgentLog(deps.log);
	const agents = new Map<string, NpcAgent>();
	/** NPCs that spawned lately. */
	const unseen = new AgentQueue<NpcAgent>({
		clock,
		budget: deps.budget,
		isUrgent: ({ npcId }) => deps.isNearPlayers(npcId),
		serve: (agent) => {
			// A look at one of a crowd settles all of it. Hundreds of agents are made at the start: the last round's look will do.
			if (perception.entity(npcEntityId(agent.npcId)) === undefined) perception.refresh(agent.npcId);
			agent.ensure();
		},
	});

	const onAnswer = (npcId: string, standing: AgentStanding) => {
		const agent = agents.get(npcId);
		if (agent !== undefined) unseen.done(agent);
		onStanding(npcId, standing);
	};

	return {
		request: (definition) => {
			const { npcId } = definition;
			if (agents.has(npcId)) return;
			const agent = new NpcAgent({ ...deps, agentLog, onStanding: onAnswer }, definition);
			agents.set(npcId, agent);
			onStanding(npcId, "waiting");
			unseen.add(agent);
		},
		hurry: (npcId) => {
			const agent = agents.get(npcId);
			if (agent !== undefined) unseen.hurry(agent);
		},
		factsOf: (npcId) => agents.get(npcId)?.facts() ?? { isErasing: false },
		erase: (npcId, onErased) => {
			const agent = agents.get(npcId);
			// An NPC without an agent here may have one that outlives servers.
			if (agent === undefined) return onErased(options.forgetOnRelease);
			unseen.serveNow(agent);
			agent.erase(onErased);
		},
		release: (npcId) => {
			blocks.forget(npcId);
			agentLog.forget(npcId);
			const agent = agents.get(npcId);
			agents.delete(npcId);
			if (agent !== undefined) agent.release(!unseen.drop(agent), options.forgetOnRelease);
		},
	};
}
