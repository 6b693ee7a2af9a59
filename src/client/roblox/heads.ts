import { CollectionService, Workspace } from "@rbxts/services";
import type { Heads } from "client/ports";

function isBodyOf(instance: Instance, npcId: string): boolean {
	return instance.GetAttribute("NpcId") === npcId && instance.IsDescendantOf(Workspace);
}

/** Finds bodies by tag `Npc` and attribute `NpcId`: messages carry only the id, because a body may not be here yet. */
export function createHeads(): Heads {
	return {
		findHead: (npcId) => {
			const body = CollectionService.GetTagged("Npc").find((instance) => isBodyOf(instance, npcId));
			const head = body?.FindFirstChild("Head");
			return head !== undefined && head.IsA("BasePart") ? head : undefined;
		},
	};
}
