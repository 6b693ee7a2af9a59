import { CollectionService, Players, Workspace } from "@rbxts/services";
import type { ShownNpc } from "server/ports";

export function playerIds(): ReadonlyArray<number> {
	return Players.GetPlayers().map(({ UserId }) => UserId);
}

/** The first NPC by id that has a body. */
export function findShownNpc(): ShownNpc | undefined {
	const npcs = CollectionService.GetTagged("Npc").mapFiltered((model): ShownNpc | undefined => {
		const [npcId, displayName] = [model.GetAttribute("NpcId"), model.GetAttribute("DisplayName")];
		if (!typeIs(npcId, "string") || !typeIs(displayName, "string")) return undefined;
		return model.IsDescendantOf(Workspace) ? { npcId, displayName } : undefined;
	});
	return npcs.sort((a, b) => a.npcId < b.npcId)[0];
}
