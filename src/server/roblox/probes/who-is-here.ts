import { CollectionService, Players, Workspace } from "@rbxts/services";
import type { ShownNpc } from "server/ports";

export function playerIds(): ReadonlyArray<number> {
	return Players.GetPlayers().map(({ UserId }) => UserId);
}

/** The models of the NPCs that have a body. */
export function npcModels(): ReadonlyArray<Instance> {
	return CollectionService.GetTagged("Npc").filter((model) => model.IsDescendantOf(Workspace));
}

/** The first NPC by id that has a body. */
export function findShownNpc(): ShownNpc | undefined {
	const npcs = npcModels().mapFiltered((model): ShownNpc | undefined => {
		const [npcId, displayName] = [model.GetAttribute("NpcId"), model.GetAttribute("DisplayName")];
		return typeIs(npcId, "string") && typeIs(displayName, "string") ? { npcId, displayName } : undefined;
	});
	return npcs.sort((a, b) => a.npcId < b.npcId)[0];
}
