import type { AgentSpec, GatewayEvent } from "../../wire.ts";
import type { Log } from "../../logging.ts";
import type { BackendSession, Erase, Failure, SessionIdentity, Turn } from "../backend.ts";
import type { AgentPool } from "./agent-pool.ts";
import { RecentSet } from "./recent-set.ts";
import { SessionNpc } from "./session-npc.ts";

export interface AgentSessionDeps {
	readonly pool: AgentPool;
	/** Settles when nobody may delete the game server's agents any more. */
	readonly held?: Promise<void>;
	readonly log: Log;
	readonly emit: (event: GatewayEvent) => void;
	readonly maxKnownTurnIds: number;
	/** Why no turn may start; undefined while turns may. */
	readonly refusal: () => Failure | undefined;
}

const NO_AGENT: Failure = {
	kind: "unknownAgent",
	message: "no agent was asked for, or it was released",
};

/** One game server's NPCs, each with its agent. */
export function createAgentSession(identity: SessionIdentity, deps: AgentSessionDeps): BackendSession {
	const { pool, held, log, emit, refusal } = deps;
	const { sessionId, memoryMode } = identity;
	const npcs = new Map<string, SessionNpc>();
	const turnIds = new RecentSet(deps.maxKnownTurnIds);
	/** Released NPCs whose agents are not put away yet. */
	const leaving = new Set<Promise<void>>();

	function ensureAgent(spec: AgentSpec): void {
		const { npcId } = spec;
		const agent = pool.acquire(identity, npcId, held);
		const npc = npcs.get(npcId) ?? new SessionNpc(npcId, agent, emit);
		npcs.set(npcId, npc);
		npc.specify(spec);
		agent.attach(sessionId, spec, (event) => npc.relay(event));
	}

	function startTurn({ npcId, turnId, content }: Turn): void {
		if (!turnIds.add(turnId)) return log.warn({ npcId, turnId }, "a turn came twice: it is not run again");
		const npc = npcs.get(npcId);
		const failure = npc === undefined ? NO_AGENT : refusal();
		if (failure !== undefined) emit({ event: "turnFailed", npcId, turnId, ...failure });
		else npc!.agent.addTurn({ sessionId, npcId, turnId, content, emit });
	}

	function erase({ npcId, blocks }: Erase): void {
		const npc = npcs.get(npcId);
		if (npc !== undefined) return npc.erase(blocks);
		log.warn({ npcId }, "an NPC that has no agent here cannot be erased");
		emit({ event: "erased", npcId, ok: false });
	}

	function release(npcId: string, forget: boolean): void {
		npcs.delete(npcId);
		const left = pool
			.leave(identity, npcId, forget && memoryMode === "session")
			.finally(() => leaving.delete(left));
		leaving.add(left);
	}

	return {
		ensureAgent,
		setBlock: (block) => {
			const { npcId, label } = block;
			const npc = npcs.get(npcId);
			if (npc === undefined) log.warn({ npcId, label }, "a block for an NPC that has no agent");
			else npc.setBlock(block);
		},
		startTurn,
		cancelTurn: (npcId, turnId) => npcs.get(npcId)?.agent.cancelTurn(sessionId, turnId),
		erase,
		actionResult: ({ npcId, callId }) => log.warn({ npcId, callId }, "a result that nobody waits for"),
		release,
		blocks: () => Object.fromEntries([...npcs].map(([npcId, npc]) => [npcId, npc.blocks()])),
		close: async (forget) => {
			for (const npcId of [...npcs.keys()]) release(npcId, forget);
			// Also wait for NPCs that were released just before: closing the back end would cut their deletion short.
			await Promise.all(leaving);
		},
	};
}
