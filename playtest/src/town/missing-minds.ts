import type { Mind } from "./mind-monitor.ts";
import type { DefinedNpc } from "./world-part.ts";

/** The minds that have no agent yet; that of an NPC for which the place asked none is among them. */
export function missingMinds(npcs: ReadonlyArray<DefinedNpc>, minds: ReadonlyArray<Mind>): Mind[] {
	return npcs
		.map((npc): Mind => {
			const unasked = { agentId: undefined, model: undefined, problem: "the place asked for none" };
			const mind = minds.find(({ npcId }) => npcId === npc.npcId);
			return mind ?? { ...npc, state: "failed", ...unasked, blocks: new Map() };
		})
		.filter(({ state }) => state !== "ready");
}
