import { Players } from "@rbxts/services";
import type { Log, NpcDefinition } from "server/ports";
import { createSimpleRig } from "./simple-rig";

/** Studs within which players see an NPC's name over its head. */
const NAME_DISPLAY_STUDS = 60;

const SHIRTS = [
	Color3.fromRGB(93, 133, 86),
	Color3.fromRGB(142, 84, 74),
	Color3.fromRGB(78, 102, 148),
	Color3.fromRGB(168, 132, 66),
	Color3.fromRGB(112, 88, 132),
];

/** An NPC has the same shirt on every server. */
function shirtOf(npcId: string): Color3 {
	let sum = 0;
	for (let index = 1; index <= npcId.size(); index++) sum += npcId.byte(index)[0];
	return SHIRTS[sum % SHIRTS.size()];
}

function createFigure({ npcId }: NpcDefinition, log: Log): Model {
	const shirt = shirtOf(npcId);
	const [ok, result] = pcall(() => {
		const description = new Instance("HumanoidDescription");
		description.TorsoColor = shirt;
		description.LeftArmColor = shirt;
		description.RightArmColor = shirt;
		return Players.CreateHumanoidModelFromDescriptionAsync(description, Enum.HumanoidRigType.R15);
	});
	if (ok) return result;
	log.debug("the NPC gets a simple rig instead of an avatar", { npcId, problem: tostring(result) });
	return createSimpleRig(shirt);
}

/**
 * Makes an NPC's model, outside the world: an avatar, or a simple rig while the avatar service cannot be reached. Clients
 * see all of it, so it contains nothing of the persona. Yields.
 */
export function createNpcModel(definition: NpcDefinition, log: Log): Model {
	const { npcId, displayName } = definition;
	const model = createFigure(definition, log);
	model.Name = displayName;
	// A client gets all of an NPC or nothing: a bubble needs the head.
	model.ModelStreamingMode = Enum.ModelStreamingMode.Atomic;
	model.SetAttribute("NpcId", npcId);
	model.SetAttribute("DisplayName", displayName);
	model.AddTag("Npc");
	const humanoid = model.FindFirstChildOfClass("Humanoid");
	if (humanoid !== undefined) {
		humanoid.DisplayName = displayName;
		humanoid.NameDisplayDistance = NAME_DISPLAY_STUDS;
		humanoid.HealthDisplayType = Enum.HumanoidHealthDisplayType.DisplayWhenDamaged;
	}
	return model;
}
