import type { NpcBodies, NpcDefinition, WorldView } from "server/ports";
import { type EntityId, npcEntityId } from "server/rules/space/entity";
import type { Zone } from "server/rules/space/locations";
import { characterText, TownPeople } from "server/rules/talk/character";
import { Embodiment } from "./embodiment";
import type { AgentFacts, AgentStanding } from "./npc-agent";
import { createNpcAgents, type NpcAgentsDeps } from "./npc-agents";

/** `spawning`: it has no body yet. `failed` also covers an NPC that gets no body. */
export type NpcState = "spawning" | AgentStanding | "destroyed";

/** An NPC as others see it. */
export interface Npc {
	readonly entityId: EntityId;
	readonly definition: NpcDefinition;
	readonly state: NpcState;
}

interface NoBody {
	readonly reason: "noBody";
	readonly message: string;
	readonly final: true;
}

/** What is known of an NPC's agent, or why the NPC has no body. */
export interface NpcFacts extends Pick<AgentFacts, "agentId" | "model" | "isErasing"> {
	readonly failure?: AgentFacts["failure"] | NoBody;
}

export interface NpcManagerDeps extends Omit<NpcAgentsDeps, "characterOf"> {
	readonly bodies: NpcBodies;
	readonly world: Pick<WorldView, "zones">;
}

export interface NpcManager {
	/** Does nothing for an id that is taken. */
	readonly spawn: (definition: NpcDefinition) => void;
	readonly get: (npcId: string) => Npc | undefined;
	readonly factsOf: (npcId: string) => NpcFacts;
	/** In the order of spawning. */
	readonly all: () => ReadonlyArray<Npc>;
	/** Calls `callback` after every change of an NPC's state. */
	readonly onState: (callback: (npc: Npc) => void) => void;
	/** Has the NPC's agent deleted and made anew. `onErased` says whether nothing is left of what it knew. */
	readonly erase: (npcId: string, onErased: (ok: boolean) => void) => void;
	/** Can be called twice. */
	readonly destroy: (npcId: string) => void;
	readonly destroyAll: () => void;
}

interface RegisteredNpc extends Npc {
	state: NpcState;
	embodiment?: Embodiment;
	noBody?: NoBody;
}

/** Tells who lives where. Hundreds of agents are made at the start: it is worked out anew only when it has changed. */
class KnownPeople {
	private npcs: ReadonlyArray<Npc> = [];
	private zones: ReadonlyArray<Zone> = [];
	private people = new TownPeople([], []);

	public peopleOf(npcs: ReadonlyArray<Npc>, zones: ReadonlyArray<Zone>): TownPeople {
		if (npcs === this.npcs && zones === this.zones) return this.people;
		this.npcs = npcs;
		this.zones = zones;
		this.people = new TownPeople(
			npcs.map((npc) => npc.definition),
			zones.map((zone) => zone.name),
		);
		return this.people;
	}
}

/** Spawns NPCs and keeps the register of them. */
export function createNpcManager(
	deps: NpcManagerDeps,
	options: { readonly forgetOnDestroy: boolean },
): NpcManager {
	const { log } = deps;
	const npcs = new Map<string, RegisteredNpc>();
	/** The same, in the order of spawning: a Map keeps none. */
	let inOrder: ReadonlyArray<RegisteredNpc> = [];
	const listeners = new Array<(npc: Npc) => void>();

	const setState = (npc: RegisteredNpc, state: NpcState) => {
		if (npc.state === state) return;
		npc.state = state;
		for (const listener of listeners) listener(npc);
	};

	const known = new KnownPeople();
	const characterOf = (definition: NpcDefinition) =>
		characterText(definition, known.peopleOf(inOrder, deps.world.zones()));
	const forgetting = { forgetOnRelease: options.forgetOnDestroy };
	const agents = createNpcAgents({ ...deps, characterOf }, forgetting, (npcId, state) => {
		const npc = npcs.get(npcId);
		if (npc !== undefined) setState(npc, state);
	});

	const embody = (npc: RegisteredNpc) => {
		npc.embodiment = new Embodiment(deps, npc.definition, {
			onBody: () => agents.request(npc.definition),
			onNoBody: (message) => {
				npc.noBody = { reason: "noBody", message, final: true };
				setState(npc, "failed");
			},
		});
		npc.embodiment.begin();
	};

	const destroy = (npcId: string) => {
		const npc = npcs.get(npcId);
		if (npc === undefined) return;
		npcs.delete(npcId);
		inOrder = inOrder.filter((other) => other !== npc);
		npc.embodiment?.end();
		// Before the release: a turn that the release ends must not start another one for this NPC.
		setState(npc, "destroyed");
		agents.release(npcId);
	};

	return {
		spawn: (definition) => {
			const { npcId, displayName } = definition;
			if (npcs.has(npcId)) return log.error("an NPC's id is taken", { npcId });
			const namesake = inOrder.find((other) => other.definition.displayName === displayName);
			if (namesake !== undefined) {
				const other = namesake.definition.npcId;
				log.warn("two NPCs have the same display name", { npcId, other, displayName });
			}
			const npc: RegisteredNpc = { entityId: npcEntityId(npcId), definition, state: "spawning" };
			npcs.set(npcId, npc);
			inOrder = [...inOrder, npc];
			embody(npc);
		},
		get: (npcId) => npcs.get(npcId),
		factsOf: (npcId) => {
			const facts = agents.factsOf(npcId);
			return { ...facts, failure: npcs.get(npcId)?.noBody ?? facts.failure };
		},
		all: () => inOrder,
		onState: (callback) => {
			listeners.push(callback);
		},
		erase: (npcId, onErased) => {
			if (npcs.has(npcId)) agents.erase(npcId, onErased);
			else onErased(false);
		},
		destroy,
		destroyAll: () => {
			for (const npc of inOrder) destroy(npc.definition.npcId);
		},
	};
}
