import { CollectionService, Workspace } from "@rbxts/services";

/** An NPC's body by tag and id; undefined until it has streamed in. */
export function findNpcBody(npcId: string): Model | undefined {
	for (const instance of CollectionService.GetTagged("Npc")) {
		const isBody = instance.GetAttribute("NpcId") === npcId && instance.IsDescendantOf(Workspace);
		if (isBody && instance.IsA("Model")) return instance;
	}
	return undefined;
}

/** Calls back for every NPC's body that is here or streams in, and for each that goes. */
export function watchNpcBodies(onCome: (body: Model) => void, onGone: (body: Model) => void): void {
	const come = (instance: Instance) => {
		if (instance.IsA("Model") && instance.IsDescendantOf(Workspace)) onCome(instance);
	};
	CollectionService.GetInstanceAddedSignal("Npc").Connect(come);
	CollectionService.GetInstanceRemovedSignal("Npc").Connect((instance) => {
		if (instance.IsA("Model")) onGone(instance);
	});
	for (const instance of CollectionService.GetTagged("Npc")) come(instance);
}
