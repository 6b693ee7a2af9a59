import type { NpcBodies, NpcDefinition, WorldView } from "server/ports";
import type { Zone } from "server/rules/space/locations";
import { Backlog } from "server/net/backlog";
import { SlicedWork } from "server/net/sliced-work";
import { characterText, TownPeople } from "server/rules/talk/character";
import { Embodiment } from "./embodiment";
import { createNpcAgents, type NpcAgentsDeps } from "./npc-agents";
import { type Npc, type NpcFacts, NpcRegister, type NpcState, type RegisteredNpc } from "./npc-register";

export type { Npc, NpcFacts, NpcState } from "./npc-register";

export interface NpcManagerDeps extends Omit<NpcAgentsDeps, "characterOf"> {
	readonly bodies: NpcBodies;
	readonly world: Pick<WorldView, "zones">;
}

export interface NpcManager {
	/**
	 * Registers all these NPCs, then gives them bodies, a few in each frame. An agent is told of all who live in town, also
	 * those without a body. Leaves out an id that is taken.
	 */
	readonly spawn: (definitions: ReadonlyArray<NpcDefinition>) => void;
	readonly get: (npcId: string) => Npc | undefined;
	readonly factsOf: (npcId: string) => NpcFacts;
	/** In the order of spawning. */
	readonly all: () => ReadonlyArray<Npc>;
	/** Calls `callback` after every change of an NPC's state. */
	readonly onState: (callback: (npc: Npc) => void) => void;
	/** A player is near: its agent is made before those of others. */
	readonly hurry: (npcId: string) => void;
	/** Has the NPC's agent deleted and made anew. `onErased` says whether nothing is left of what it knew. */
	readonly erase: (npcId: string, onErased: (ok: boolean) => void) => void;
	/** Can be called twice. */
	readonly destroy: (npcId: string) => void;
	readonly destroyAll: () => void;
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
	const register = new NpcRegister(deps.log);
	const listeners = new Array<(npc: Npc) => void>();

	const setState = (npc: RegisteredNpc, state: NpcState) => {
		if (npc.state === state) return;
		npc.state = state;
		for (const listener of listeners) listener(npc);
	};

	const known = new KnownPeople();
	const characterOf = (definition: NpcDefinition) =>
		characterText(definition, known.peopleOf(register.all(), deps.world.zones()));
	const forgetting = { forgetOnRelease: options.forgetOnDestroy };
	const agents = createNpcAgents({ ...deps, characterOf }, forgetting, (npcId, state) => {
		const npc = register.get(npcId);
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

	const bodiless = new Backlog<RegisteredNpc>();
	const embodying = new SlicedWork(deps, (mayGoOn) => {
		bodiless.takeWhile(mayGoOn, embody);
		return bodiless.isEmpty();
	});

	const destroy = (npcId: string) => {
		const npc = register.get(npcId);
		if (npc === undefined) return;
		register.remove(npc);
		bodiless.drop(npc);
		npc.embodiment?.end();
		// Before the release: a turn that the release ends must not start another one for this NPC.
		setState(npc, "destroyed");
		agents.release(npcId);
	};

	return {
		spawn: (definitions) => {
			for (const npc of register.add(definitions)) bodiless.add(npc);
			embodying.run();
		},
		get: (npcId) => register.get(npcId),
		factsOf: (npcId) => {
			const facts = agents.factsOf(npcId);
			return { ...facts, failure: register.get(npcId)?.noBody ?? facts.failure };
		},
		all: () => register.all(),
		onState: (callback) => {
			listeners.push(callback);
		},
		hurry: agents.hurry,
		erase: (npcId, onErased) => {
			if (register.get(npcId) !== undefined) agents.erase(npcId, onErased);
			else onErased(false);
		},
		destroy,
		destroyAll: () => {
			for (const npc of register.all()) destroy(npc.definition.npcId);
		},
	};
}
