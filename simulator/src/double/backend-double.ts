import type { AgentBackend, BackendSession } from "../../../gateway/src/backend/backend.ts";
import type { Clock } from "../../../gateway/src/timing/clock.ts";
import type { GatewayEvent } from "../../../src/server/wire/gateway-frames.ts";
import type { Random } from "../repeatable/random.ts";
import { createBlockStore, type BlockStore } from "./block-store.ts";
import { DoubleAgents } from "./double-agents.ts";
import type { DoubleEvent } from "./double-event.ts";
import { chanceModel, type DoubleModel } from "./double-model.ts";

export interface BackendDoubleDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly onEvent: (event: DoubleEvent) => void;
	/** Default: a talkative one, by chance. */
	readonly model?: DoubleModel;
}

/** Stands in for Letta behind the gateway: agents, blocks and turns in memory, with latencies that the seed gives. */
export interface BackendDouble {
	readonly backend: AgentBackend;
	readonly blocks: BlockStore;
	readonly readyCount: () => number;
	/** While false, Letta is away: agents and turns fail, stored blocks stay. */
	readonly setUp: (isUp: boolean) => void;
}

interface SessionDeps {
	readonly agents: DoubleAgents;
	readonly blocks: BlockStore;
	readonly onEvent: (event: DoubleEvent) => void;
	readonly emit: (event: GatewayEvent) => void;
}

function createSession({ agents, blocks, onEvent, emit }: SessionDeps): BackendSession {
	const seen = new Set<string>();
	return {
		ensureAgent: (spec) => agents.ensure(spec, emit),
		setBlock: ({ npcId, label, value, rev }) => {
			if (!blocks.accept(npcId, { label, value, rev })) return;
			onEvent({ kind: "block", npcId, label, value });
			if (agents.isReady(npcId)) emit({ event: "blockStored", npcId, label, rev });
		},
		startTurn: (turn) => {
			if (!agents.has(turn.npcId) || seen.has(turn.turnId)) return;
			seen.add(turn.turnId);
			agents.startTurn(turn);
		},
		actionResult: () => {},
		cancelTurn: (npcId, turnId) => agents.cancel(npcId, (turn) => turn.turnId === turnId),
		erase: (op) => agents.erase(op, emit),
		release: (npcId) => agents.release(npcId),
		blocks: blocks.all,
		close: async () => {},
	};
}

export function createBackendDouble(deps: BackendDoubleDeps): BackendDouble {
	const { clock, random, onEvent, model = chanceModel(random) } = deps;
	const blocks = createBlockStore(clock);
	const agents = new DoubleAgents({ clock, random, blocks, model, onEvent });
	return {
		backend: {
			start: () => {},
			open: (_identity, emit) => createSession({ agents, blocks, onEvent, emit }),
			health: () => ({ isUp: agents.isUp, detail: "a double", agents: agents.count, turnsInFlight: 0 }),
			drain: async () => {},
			close: async () => {},
		},
		blocks,
		readyCount: () => agents.readyCount(),
		setUp: (isUp) => agents.setUp(isUp),
	};
}
