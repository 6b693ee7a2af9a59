import type {
	AgentState,
	BodyResult,
	Clock,
	LettaPort,
	Log,
	NpcBodies,
	NpcBody,
	NpcDefinition,
} from "server/ports";
import { SERVER } from "shared/constants";
import { type EntityId, npcEntityId } from "shared/core/entity";
import type { BlockWriter } from "shared/net/block-writer";

export type NpcState =
	/** No body yet. */
	| "spawning"
	/** In the world; its agent is not verified yet. */
	| "waiting"
	| "ready"
	/** Its agent cannot be reached now. */
	| "unreachable"
	/** No body or no agent can be had: nothing more is tried. */
	| "failed"
	| "destroyed";

/** An NPC as others see it. */
export interface Npc {
	readonly entityId: EntityId;
	readonly definition: NpcDefinition;
	readonly state: NpcState;
}

export interface NpcManagerDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly bodies: NpcBodies;
	readonly letta: LettaPort;
	readonly blocks: Pick<BlockWriter, "hold" | "unhold" | "resendAll" | "forget">;
	/** The NPC's blocks by label as they are now, so that its agent is made with the truth in its memory. */
	readonly observeBlocks: (npcId: string) => Readonly<Record<string, string>>;
}

export interface NpcManager {
	/** Nothing happens for an id that is taken. */
	readonly spawn: (definition: NpcDefinition) => void;
	readonly get: (npcId: string) => Npc | undefined;
	/** The first to be spawned, where several share a name. */
	readonly getByDisplayName: (displayName: string) => Npc | undefined;
	readonly all: () => ReadonlyArray<Npc>;
	/** Calls `callback` after every change of an NPC's state. */
	readonly onState: (callback: (npc: Npc) => void) => void;
	/** Can be called twice. */
	readonly destroy: (npcId: string) => void;
	readonly destroyAll: () => void;
}

interface MutableNpc extends Npc {
	state: NpcState;
	body?: NpcBody;
	agentRequested: boolean;
}

/** Spawns NPCs, keeps the register of them, and has each one's agent verified. */
export function createNpcManager(
	deps: NpcManagerDeps,
	options: { readonly forgetOnDestroy: boolean },
): NpcManager {
	const { clock, log, bodies, letta, blocks } = deps;
	const npcs = new Map<string, MutableNpc>();
	/** The same, in the order of spawning: a Map has none. */
	let inOrder: ReadonlyArray<MutableNpc> = [];
	const listeners = new Array<(npc: Npc) => void>();

	const setState = (npc: MutableNpc, state: NpcState) => {
		if (npc.state === state) return;
		npc.state = state;
		for (const listener of listeners) listener(npc);
	};

	const onAgentState = (npc: MutableNpc, agent: AgentState) => {
		const { npcId } = npc.definition;
		if (npc.state === "destroyed") return;
		if (agent.kind === "ready") {
			log.info("agent verified", { npcId, agentId: agent.agentId, model: agent.model });
			// Before anybody hears of it and sends a turn: the agent knows nothing yet of what is in the blocks.
			blocks.resendAll(npcId);
			blocks.unhold(npcId, clock.now());
			return setState(npc, "ready");
		}
		blocks.hold(npcId);
		const context = { npcId, reason: agent.reason, problem: agent.message };
		if (agent.final) log.error("there is no agent for an NPC", context);
		else log.warn("an NPC's agent cannot be reached", context);
		setState(npc, agent.final ? "failed" : "unreachable");
	};

	const requestAgent = (npc: MutableNpc) => {
		const { npcId, displayName, persona } = npc.definition;
		npc.agentRequested = true;
		setState(npc, "waiting");
		letta.ensureAgent({ npcId, displayName, persona, blocks: deps.observeBlocks(npcId) }, (state) =>
			onAgentState(npc, state),
		);
	};

	const onBody = (npc: MutableNpc, result: BodyResult) => {
		const { npcId } = npc.definition;
		if (result.kind === "failed") {
			log.error("an NPC has no body", { npcId, problem: result.message });
			return setState(npc, "failed");
		}
		if (npc.state === "destroyed") return result.body.destroy();
		npc.body = result.body;
		result.body.onLost(() => {
			log.info("an NPC lost its body and will get another", { npcId });
			npc.body = undefined;
			clock.after(SERVER.respawnSeconds, () => embody(npc));
		});
		log.info("NPC spawned", { npcId, displayName: npc.definition.displayName });
		if (!npc.agentRequested) requestAgent(npc);
	};

	const embody = (npc: MutableNpc) => {
		if (npc.state !== "destroyed") bodies.create(npc.definition, (result) => onBody(npc, result));
	};

	const getByDisplayName = (displayName: string) =>
		inOrder.find((npc) => npc.definition.displayName === displayName);

	const destroy = (npcId: string) => {
		const npc = npcs.get(npcId);
		if (npc === undefined) return;
		npcs.delete(npcId);
		inOrder = inOrder.filter((other) => other !== npc);
		npc.body?.destroy();
		npc.body = undefined;
		// First of all others: what ends with the agent must find nobody who goes on with this NPC.
		setState(npc, "destroyed");
		blocks.forget(npcId);
		if (npc.agentRequested) letta.release(npcId, options.forgetOnDestroy);
	};

	return {
		spawn: (definition) => {
			const { npcId, displayName } = definition;
			if (npcs.has(npcId)) return log.error("an NPC's id is taken", { npcId });
			if (getByDisplayName(displayName) !== undefined)
				log.warn("two NPCs have the same display name", { npcId, displayName });
			const entityId = npcEntityId(npcId);
			const npc: MutableNpc = { entityId, definition, state: "spawning", agentRequested: false };
			npcs.set(npcId, npc);
			inOrder = [...inOrder, npc];
			embody(npc);
		},
		get: (npcId) => npcs.get(npcId),
		getByDisplayName,
		all: () => inOrder,
		onState: (callback) => {
			listeners.push(callback);
		},
		destroy,
		destroyAll: () => {
			for (const npc of inOrder) destroy(npc.definition.npcId);
		},
	};
}
