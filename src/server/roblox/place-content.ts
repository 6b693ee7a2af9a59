import { CollectionService, Workspace } from "@rbxts/services";
import { adviseContent } from "server/config/advise-content";
import {
	checkContent,
	CONTENT_TAGS,
	type LocationPart,
	type NpcPart,
	type PlaceContent,
} from "server/config/check-content";
import type { Log, NpcDefinition } from "server/ports";
import { type Breathe, holdBreath } from "server/rules/load/in-pieces";
import { cleanZoneName } from "server/rules/space/places";
import { toZone } from "./location-parts";
import { pointOf } from "./point-of";

/** Instances between two breaths. */
const AT_ONCE = 20;

/** Calls `see` with each tagged instance in Workspace, as long as it returns true. A game may have thousands. */
function eachTagged(tag: string, breathe: Breathe, see: (instance: Instance) => boolean): void {
	let count = 0;
	for (const instance of CollectionService.GetTagged(tag)) {
		count += 1;
		if (count % AT_ONCE === 0) breathe();
		if (instance.IsDescendantOf(Workspace) && !see(instance)) return;
	}
}

function npcParts(tag: string, breathe: Breathe): ReadonlyArray<NpcPart> {
	const parts = new Array<NpcPart>();
	eachTagged(tag, breathe, (part) => {
		const attributes = part.GetAttributes();
		parts.push({
			path: part.GetFullName(),
			npcId: attributes.get("NpcId"),
			attributes,
			position: part.IsA("BasePart") ? pointOf(part) : undefined,
		});
		return true;
	});
	return parts;
}

function locationParts(breathe: Breathe): ReadonlyArray<LocationPart> {
	const parts = new Array<LocationPart>();
	eachTagged("Location", breathe, (part) => {
		const name = cleanZoneName(part.GetAttribute("LocationName"));
		if (name === undefined || !part.IsA("BasePart")) return true;
		parts.push({
			path: part.GetFullName(),
			zone: toZone(part, name),
			isHeld: part.Anchored || part.GetConnectedParts().size() > 1,
			canCollide: part.CanCollide,
		});
		return true;
	});
	return parts;
}

function usedTags(breathe: Breathe): PlaceContent["tags"] {
	const used = new Array<{ tag: string; path: string }>();
	for (const tag of CollectionService.GetAllTags() as ReadonlyArray<string>) {
		eachTagged(tag, breathe, (instance) => {
			used.push({ tag, path: instance.GetFullName() });
			return false;
		});
		breathe();
	}
	return used;
}

/** Rojo makes a ModuleScript of `Name.json`: a part that lost `.model` on its way. */
function strayModules(breathe: Breathe): ReadonlyArray<string> {
	const folders = new Set<Instance>();
	for (const tag of CONTENT_TAGS) {
		eachTagged(tag, breathe, ({ Parent }) => {
			if (Parent !== undefined && Parent !== Workspace) folders.add(Parent);
			return true;
		});
	}
	const paths = new Array<string>();
	for (const folder of folders) {
		for (const child of folder.GetChildren()) if (child.IsA("ModuleScript")) paths.push(child.GetFullName());
		breathe();
	}
	return paths;
}

/** Logs once what a creator cannot have meant, or hardly meant, in the place, besides what is wrong inside the definitions. */
export function reportContent(
	npcs: ReadonlyArray<NpcDefinition>,
	log: Log,
	breathe: Breathe = holdBreath,
): void {
	const content = {
		npcs,
		locations: locationParts(breathe),
		spawns: npcParts("NpcSpawn", breathe),
		waypoints: npcParts("NpcWaypoint", breathe),
		tags: usedTags(breathe),
		strayModules: strayModules(breathe),
	};
	for (const problem of checkContent(content, breathe)) log.error(problem);
	for (const advice of adviseContent(content, breathe)) log.warn(advice);
}
