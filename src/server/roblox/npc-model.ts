import type { Log, NpcDefinition } from "server/ports";
import { AI_MARK } from "shared/constants";
import { removeAnimate } from "./animate-script";
import { copyBody, findBodyTemplate } from "./npc-body-template";
import { createAvatar, createFigure } from "./npc-figure";

/** Studs within which players see an NPC's name over its head. */
const NAME_DISPLAY_STUDS = 60;

/** Asks for the avatar that an NPC's model is made of; undefined if it needs none, or there is none. Yields. */
export function requestAvatar(definition: NpcDefinition, log: Log): Model | undefined {
	const template = findBodyTemplate(definition);
	if (template.kind === "model") return undefined;
	if (template.kind === "problem")
		log.error("an NPC gets a body of ours", { npcId: definition.npcId, problem: template.message });
	return createAvatar(definition, log);
}

function createBody(definition: NpcDefinition, avatar: Model | undefined): Model {
	const template = findBodyTemplate(definition);
	return template.kind === "model" ? copyBody(template.model) : createFigure(definition, avatar);
}

function nameHumanoid(humanoid: Humanoid, displayName: string): void {
	humanoid.DisplayName = `${displayName} ${AI_MARK}`;
	// Otherwise the viewer's own distance counts.
	humanoid.DisplayDistanceType = Enum.HumanoidDisplayDistanceType.Subject;
	humanoid.NameDisplayDistance = NAME_DISPLAY_STUDS;
	humanoid.HealthDisplayType = Enum.HumanoidHealthDisplayType.DisplayWhenDamaged;
	if (humanoid.FindFirstChildOfClass("Animator") === undefined) new Instance("Animator").Parent = humanoid;
}

/**
 * Makes an NPC's model, outside the world: a copy of the creator's, of its avatar, or a simple rig if it has none. Clients
 * see all of it, so it contains nothing of the persona.
 */
export function createNpcModel(definition: NpcDefinition, avatar: Model | undefined): Model {
	const { npcId, displayName } = definition;
	const model = createBody(definition, avatar);
	removeAnimate(model);
	model.Name = displayName;
	// A client gets all of an NPC or nothing: a bubble needs the head.
	model.ModelStreamingMode = Enum.ModelStreamingMode.Atomic;
	model.SetAttribute("NpcId", npcId);
	model.SetAttribute("DisplayName", displayName);
	model.AddTag("Npc");
	const humanoid = model.FindFirstChildOfClass("Humanoid");
	if (humanoid !== undefined) nameHumanoid(humanoid, displayName);
	return model;
}
