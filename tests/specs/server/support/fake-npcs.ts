import type { Npc, NpcManager, NpcState } from "server/npcs/npc-manager";
import type { NpcDefinition } from "server/ports";
import { npcEntityId } from "server/rules/space/entity";

export interface FakeNpcs extends Pick<NpcManager, "get" | "all" | "onState"> {
	readonly add: (definition: NpcDefinition, state?: NpcState) => Npc;
	/** Listeners hear of it; one that is destroyed is in the register no more. */
	readonly setState: (npcId: string, state: NpcState) => void;
}

/** A register of NPCs without bodies and agents; they are ready unless the spec says otherwise. */
export function createFakeNpcs(): FakeNpcs {
	const npcs = new Map<string, Npc & { state: NpcState }>();
	const listeners = new Array<(npc: Npc) => void>();
	return {
		get: (npcId) => npcs.get(npcId),
		all: () => [...npcs].map(([, npc]) => npc),
		onState: (callback) => {
			listeners.push(callback);
		},
		add: (definition, state = "ready") => {
			const npc = { entityId: npcEntityId(definition.npcId), definition, state };
			npcs.set(definition.npcId, npc);
			return npc;
		},
		setState: (npcId, state) => {
			const npc = npcs.get(npcId);
			assert(npc, `there is no ${npcId}`);
			npc.state = state;
			if (state === "destroyed") npcs.delete(npcId);
			for (const listener of listeners) listener(npc);
		},
	};
}
