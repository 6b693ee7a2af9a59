import { CollectionService, Workspace } from "@rbxts/services";
import { checkContent, CONTENT_TAGS, type NpcPart, type PlaceContent } from "server/config/check-content";
import type { Log, NpcDefinition } from "server/ports";
import { cleanZoneName } from "server/rules/space/places";

function tagged(tag: string): ReadonlyArray<Instance> {
	return CollectionService.GetTagged(tag).filter((instance) => instance.IsDescendantOf(Workspace));
}

function npcParts(tag: string): ReadonlyArray<NpcPart> {
	return tagged(tag).map((part) => ({ path: part.GetFullName(), npcId: part.GetAttribute("NpcId") }));
}

function locationNames(): ReadonlyArray<string> {
	const names = new Array<string>();
	for (const part of tagged("Location")) {
		const name = cleanZoneName(part.GetAttribute("LocationName"));
		if (name !== undefined) names.push(name);
	}
	return names;
}

function usedTags(): PlaceContent["tags"] {
	const used = new Array<{ tag: string; path: string }>();
	for (const tag of CollectionService.GetAllTags() as ReadonlyArray<string>) {
		const instances = tagged(tag);
		if (!instances.isEmpty()) used.push({ tag, path: instances[0].GetFullName() });
	}
	return used;
}

/** Rojo makes a ModuleScript of `Name.json`: a part that lost `.model` on its way. */
function strayModules(): ReadonlyArray<string> {
	const folders = new Set<Instance>();
	for (const tag of CONTENT_TAGS) {
		for (const { Parent } of tagged(tag))
			if (Parent !== undefined && Parent !== Workspace) folders.add(Parent);
	}
	const paths = new Array<string>();
	for (const folder of folders) {
		for (const child of folder.GetChildren()) if (child.IsA("ModuleScript")) paths.push(child.GetFullName());
	}
	return paths;
}

/** Logs what a creator cannot have meant in the place, besides what is wrong inside the definitions. Does not yield. */
export function reportContent(npcs: ReadonlyArray<NpcDefinition>, log: Log): void {
	const problems = checkContent({
		npcs,
		locations: locationNames(),
		spawns: npcParts("NpcSpawn"),
		waypoints: npcParts("NpcWaypoint"),
		tags: usedTags(),
		strayModules: strayModules(),
	});
	for (const problem of problems) log.error(problem);
}
