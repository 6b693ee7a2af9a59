import type { GatewayEvent } from "../../wire.ts";
import type { Log } from "../../logging.ts";
import type { BackendSession, BlocksByNpc, BlockValue, Failure, SessionIdentity } from "../backend.ts";
import type { AgentPool } from "./agent-pool.ts";
import type { NpcAgent } from "./npc-agent.ts";
import { RecentSet } from "./recent-set.ts";

export interface AppServerSessionDeps {
	readonly pool: AgentPool;
	readonly log: Log;
	readonly emit: (event: GatewayEvent) => void;
	readonly maxKnownTurnIds: number;
	/** Why no turn may start; undefined while turns may. */
	readonly refusal: () => Failure | undefined;
}

/** An NPC of the session. */
interface Npc {
	readonly agent: NpcAgent;
	readonly blocks: Map<string, BlockValue>;
	/** Labels whose revision the game has not been told of: the agent is not verified yet. */
	readonly unreported: Set<string>;
	isReady: boolean;
	/** The game has asked that the agent be erased and has not heard the end of it. */
	isErasing: boolean;
}

/** One game server's NPCs, each with its agent. */
export function createAppServerSession(
	identity: SessionIdentity,
	deps: AppServerSessionDeps,
): BackendSession {
	const { pool, log, emit, refusal } = deps;
	const { sessionId, memoryMode } = identity;
	const npcs = new Map<string, Npc>();
	const turnIds = new RecentSet(deps.maxKnownTurnIds);
	/** NPCs that were released and whose agents are still being put away. */
	const leaving = new Set<Promise<void>>();

	function reportStored(npcId: string, { blocks, unreported }: Npc): void {
		for (const label of unreported) {
			emit({ event: "blockStored", npcId, label, rev: blocks.get(label)!.rev });
		}
		unreported.clear();
	}

	/** Another session's game may have asked for it: then this one's first hears of it by `agentReady`. */
	function noteErased(event: Extract<GatewayEvent, { event: "erased" }>): void {
		const npc = npcs.get(event.npcId);
		if (npc === undefined) return;
		if (npc.isErasing) emit(event);
		else {
			// What this session set before is not what the agent knows any more.
			npc.blocks.clear();
			npc.unreported.clear();
		}
		npc.isErasing = false;
	}

	/** Events of an agent, on their way to the game. */
	function relay(event: GatewayEvent): void {
		const npc = npcs.get(event.npcId);
		if (npc !== undefined && event.event === "agentFailed") npc.isReady = false;
		if (npc !== undefined && event.event === "agentReady") npc.isReady = true;
		if (event.event === "erased") return noteErased(event);
		emit(event);
		if (npc?.isReady === true) reportStored(event.npcId, npc);
	}

	function leave(npcId: string, forget: boolean): void {
		npcs.delete(npcId);
		const left = pool
			.leave(identity, npcId, forget && memoryMode === "session")
			.finally(() => leaving.delete(left));
		leaving.add(left);
	}

	return {
		ensureAgent: (spec) => {
			const { npcId } = spec;
			const agent = pool.acquire(identity, npcId);
			const known = npcs.get(npcId);
			const first = Object.entries(spec.blocks).map(([label, value]) => [label, { value, rev: 0 }] as const);
			const blocks = new Map<string, BlockValue>([...first, ...(known?.blocks ?? [])]);
			const unreported = known?.unreported ?? new Set<string>();
			npcs.set(npcId, { agent, blocks, unreported, isReady: false, isErasing: known?.isErasing ?? false });
			for (const [label, { value }] of blocks) agent.setBlock(label, value);
			agent.attach(sessionId, spec, relay);
		},
		setBlock: ({ npcId, label, value, rev }) => {
			const npc = npcs.get(npcId);
			if (npc === undefined) return log.warn({ npcId, label }, "a block for an NPC that has no agent");
			if (rev < (npc.blocks.get(label)?.rev ?? 0)) return;
			npc.blocks.set(label, { value, rev });
			npc.agent.setBlock(label, value);
			npc.unreported.add(label);
			if (npc.isReady) reportStored(npcId, npc);
		},
		startTurn: ({ npcId, turnId, content }) => {
			if (!turnIds.add(turnId)) return log.warn({ npcId, turnId }, "a turn came twice: it is not run again");
			const npc = npcs.get(npcId);
			const unknown: Failure = {
				kind: "unknownAgent",
				message: "no agent was asked for, or it was released",
			};
			const failure = npc === undefined ? unknown : refusal();
			if (failure !== undefined) emit({ event: "turnFailed", npcId, turnId, ...failure });
			else npc!.agent.addTurn({ sessionId, npcId, turnId, content, emit });
		},
		cancelTurn: (npcId, turnId) => npcs.get(npcId)?.agent.cancelTurn(sessionId, turnId),
		erase: ({ npcId, blocks }) => {
			const npc = npcs.get(npcId);
			if (npc === undefined) {
				log.warn({ npcId }, "an NPC that has no agent here cannot be erased");
				return emit({ event: "erased", npcId, ok: false });
			}
			npc.blocks.clear();
			npc.unreported.clear();
			for (const [label, value] of Object.entries(blocks)) npc.blocks.set(label, { value, rev: 0 });
			npc.isErasing = true;
			npc.agent.erase(blocks);
		},
		actionResult: ({ npcId, callId }) => log.warn({ npcId, callId }, "a result that nobody waits for"),
		release: leave,
		blocks: (): BlocksByNpc =>
			Object.fromEntries([...npcs].map(([npcId, { blocks }]) => [npcId, Object.fromEntries(blocks)])),
		close: async (forget) => {
			for (const npcId of [...npcs.keys()]) leave(npcId, forget);
			// Also those released one by one just before: who closes the back end next would cut their deletion short.
			await Promise.all(leaving);
		},
	};
}
