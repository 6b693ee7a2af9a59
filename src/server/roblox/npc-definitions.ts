import { ServerStorage } from "@rbxts/services";
import { parseNpcDefinition } from "server/config/npc-definition";
import type { Log, NpcDefinition } from "server/ports";
import { type Breathe, holdBreath } from "server/rules/load/in-pieces";

/** The text of a StringValue. */
function textOf(parent: Instance, name: string): string | undefined {
	const value = parent.FindFirstChild(name);
	return value?.IsA("StringValue") === true ? value.Value : undefined;
}

/** Reads the children of `ServerStorage.Npcs`. Leaves faulty ones out and logs an error that names them. */
export function readNpcDefinitions(log: Log, breathe: Breathe = holdBreath): ReadonlyArray<NpcDefinition> {
	const folder = ServerStorage.FindFirstChild("Npcs");
	if (folder === undefined) {
		log.error("ServerStorage has no folder Npcs: no NPC spawns");
		return [];
	}
	const definitions = new Array<NpcDefinition>();
	for (const child of folder.GetChildren()) {
		if (child.IsA("ModuleScript")) {
			log.error(`NPC "${child.Name}" is a ModuleScript: its file has to be called ${child.Name}.model.json`);
			continue;
		}
		const result = parseNpcDefinition({
			npcId: child.Name,
			attributes: child.GetAttributes(),
			persona: textOf(child, "Persona"),
			examples: textOf(child, "Examples"),
		});
		if (result.kind === "ok") definitions.push(result.definition);
		else log.error(result.message);
		breathe();
	}
	return definitions;
}
