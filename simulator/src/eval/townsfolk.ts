import { findInstance, mount, type MountedInstance } from "@townsfolk/headless";
import { PROJECT_FILE } from "../project-file.ts";

/** An NPC as its creator defined it. */
export interface EvalNpc {
	readonly npcId: string;
	readonly displayName: string;
	readonly home: string;
	readonly appearance: string;
	readonly persona: string;
	/** A line for each exchange. */
	readonly examples: string;
}

export interface Townsfolk {
	readonly npcs: ReadonlyArray<EvalNpc>;
	/** Their names. */
	readonly locations: ReadonlyArray<string>;
}

function npcOf({ name, attributes, children }: MountedInstance): EvalNpc {
	const textOf = (child: string) =>
		String(children.find((each) => each.name === child)?.properties.Value ?? "");
	return {
		npcId: name,
		displayName: String(attributes.DisplayName),
		home: String(attributes.Home),
		appearance: String(attributes.Appearance),
		persona: textOf("Persona"),
		examples: textOf("Examples"),
	};
}

/** Reads the place's NPCs and locations. */
export async function readTownsfolk(): Promise<Townsfolk> {
	const { tree } = await mount(PROJECT_FILE);
	return {
		npcs: findInstance(tree, "ServerStorage/Npcs").children.map(npcOf),
		locations: findInstance(tree, "Workspace/Town/Locations").children.map(({ attributes }) =>
			String(attributes.LocationName),
		),
	};
}
