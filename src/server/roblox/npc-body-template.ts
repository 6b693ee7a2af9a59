import { ServerStorage } from "@rbxts/services";
import { didYouMean } from "shared/text/nearest";
import type { NpcDefinition } from "server/ports";
import { findCharacter } from "./character";
import { loosePartsOf } from "./loose-parts";

/** The folder of models that definitions may name. */
const FOLDER = "NpcBodies";

/** A creator's model that an NPC has as its body: an `ObjectValue` called `Body` in its definition, or a name. */
export type BodyTemplate =
	| { readonly kind: "model"; readonly model: Model }
	| { readonly kind: "none" }
	| { readonly kind: "problem"; readonly message: string };

function isBody(instance: Instance): instance is Model {
	return instance.IsA("Model") && findCharacter(instance) !== undefined;
}

/** Why a model cannot be a body; undefined if it can. */
function flawOf(instance: Instance): string | undefined {
	const root = isBody(instance) ? findCharacter(instance)?.root : undefined;
	if (!instance.IsA("Model") || root === undefined)
		return "is no model with a Humanoid and a HumanoidRootPart";
	// Bubbles hang over it, and a humanoid without one dies.
	if (instance.FindFirstChild("Head")?.IsA("BasePart") !== true) return "has no part called Head";
	const loose = loosePartsOf(instance, root);
	if (loose.isEmpty()) return undefined;
	return `would fall apart: no joint or weld holds ${loose.join(", ")} to its HumanoidRootPart`;
}

function checked(instance: Instance): BodyTemplate {
	const flaw = flawOf(instance);
	if (flaw === undefined) return { kind: "model", model: instance as Model };
	return { kind: "problem", message: `its Body, ${instance.GetFullName()}, ${flaw}` };
}

function namedBody(name: string): BodyTemplate {
	const folder = ServerStorage.FindFirstChild(FOLDER);
	const model = folder?.FindFirstChild(name);
	if (model !== undefined) return checked(model);
	const names = (folder?.GetChildren() ?? []).filter(isBody).map((body) => body.Name);
	const allowed = names.isEmpty() ? "there are none" : `there are ${names.sort().join(", ")}`;
	return {
		kind: "problem",
		message: `its Body is "${name}", which is no model in ServerStorage.${FOLDER}${didYouMean(name, names)}; ${allowed}`,
	};
}

/** Finds the model that a definition names. */
export function findBodyTemplate({ npcId, look: { body } }: NpcDefinition): BodyTemplate {
	const reference = ServerStorage.FindFirstChild("Npcs")?.FindFirstChild(npcId)?.FindFirstChild("Body");
	if (reference?.IsA("ObjectValue") === true) {
		const { Value: model } = reference;
		if (model !== undefined) return checked(model);
		return { kind: "problem", message: "the ObjectValue Body of its definition refers to nothing" };
	}
	return body === undefined ? { kind: "none" } : namedBody(body);
}

/** A copy of a creator's model that can walk. */
export function copyBody(template: Model): Model {
	const model = template.Clone();
	for (const part of model.GetDescendants()) if (part.IsA("BasePart")) part.Anchored = false;
	return model;
}
