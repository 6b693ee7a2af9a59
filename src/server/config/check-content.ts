import { type Breathe, holdBreath } from "server/rules/load/in-pieces";
import { NOWHERE } from "server/rules/space/places";
import { attributeProblem } from "server/rules/text/attribute-problem";
import type { Point } from "server/rules/space/entity";
import type { Zone } from "server/rules/space/zone-geometry";
import { didYouMean, nearestName } from "shared/text/nearest";

/** A part that names an NPC by its attribute `NpcId`. */
export interface NpcPart {
	/** As the explorer shows it: `Workspace.NpcSpawns.PipSpawn`. */
	readonly path: string;
	readonly npcId: unknown;
	/** All that it has. */
	readonly attributes: ReadonlyMap<string, unknown>;
	/** Undefined for what is no part. */
	readonly position?: Point;
}

/** A part that makes a location, or one of several that do. */
export interface LocationPart {
	readonly path: string;
	readonly zone: Zone;
	/** It is anchored, or joined to other parts: a boat's cabin moves with the boat. */
	readonly isHeld: boolean;
	readonly canCollide: boolean;
}

/** What a creator has put into the place, as far as one thing there refers to another. */
export interface PlaceContent {
	readonly npcs: ReadonlyArray<{
		readonly npcId: string;
		readonly displayName: string;
		readonly home: string;
	}>;
	readonly locations: ReadonlyArray<LocationPart>;
	readonly spawns: ReadonlyArray<NpcPart>;
	readonly waypoints: ReadonlyArray<NpcPart>;
	/** Every tag that is used in Workspace, with one instance that has it. */
	readonly tags: ReadonlyArray<{ readonly tag: string; readonly path: string }>;
	/** ModuleScripts beside parts that the town reads. */
	readonly strayModules: ReadonlyArray<string>;
}

/** The tags that creators set. */
export const CONTENT_TAGS: ReadonlyArray<string> = ["Location", "NpcSpawn", "NpcWaypoint"];

function list(names: ReadonlyArray<string>): string {
	return names.isEmpty() ? "none" : [...new Set(names)].sort().join(", ");
}

function checkHomes({ npcs, locations }: PlaceContent): ReadonlyArray<string> {
	const names = locations.map(({ zone }) => zone.name);
	const known = new Set([...names, NOWHERE.name]);
	return npcs
		.filter(({ home }) => !known.has(home))
		.map(
			({ npcId, home }) =>
				`NPC "${npcId}": attribute Home is "${home}", which is no location${didYouMean(home, names)}; ` +
				`locations: ${list(names)}`,
		);
}

function checkSpawns({ spawns }: PlaceContent): ReadonlyArray<string> {
	const problems = new Array<string>();
	const pathOf = new Map<string, string>();
	for (const { path, npcId, attributes } of spawns) {
		if (!typeIs(npcId, "string")) {
			problems.push(`${path} is tagged NpcSpawn but ${attributeProblem("NpcId", attributes, "a text")}`);
			continue;
		}
		const first = pathOf.get(npcId);
		if (first !== undefined)
			problems.push(`NPC "${npcId}" has two spawns: ${first} and ${path} both have its NpcId`);
		pathOf.set(npcId, first ?? path);
	}
	return problems;
}

/** A part of an NPC that is not defined is no mistake: creators take NPCs out for a while. */
function checkIds({ spawns, waypoints, npcs }: PlaceContent, breathe: Breathe): ReadonlyArray<string> {
	const npcIds = npcs.map(({ npcId }) => npcId);
	const known = new Set(npcIds);
	const problems = new Array<string>();
	for (const { path, npcId } of [...spawns, ...waypoints]) {
		if (!typeIs(npcId, "string") || known.has(npcId)) continue;
		breathe();
		if (nearestName(npcId, npcIds) === undefined) continue;
		problems.push(`${path}: attribute NpcId is "${npcId}", which is no NPC's id${didYouMean(npcId, npcIds)}`);
	}
	return problems;
}

function checkTags({ tags }: PlaceContent): ReadonlyArray<string> {
	return tags
		.filter(({ tag }) => !CONTENT_TAGS.includes(tag) && nearestName(tag, CONTENT_TAGS) !== undefined)
		.map(
			({ tag, path }) =>
				`${path} is tagged ${tag}${didYouMean(tag, CONTENT_TAGS)}; tags: ${list(CONTENT_TAGS)}`,
		);
}

function checkModules({ strayModules }: PlaceContent): ReadonlyArray<string> {
	return strayModules.map(
		(path) => `${path} is a ModuleScript, not a part: its file's name has to end in .model.json`,
	);
}

/** Names everything in a creator's content that cannot be meant, and what was probably meant. */
export function checkContent(content: PlaceContent, breathe: Breathe = holdBreath): ReadonlyArray<string> {
	const checks = [checkHomes, checkSpawns, checkIds, checkTags, checkModules];
	const problems = new Array<string>();
	for (const check of checks) {
		for (const problem of check(content, breathe)) problems.push(problem);
		breathe();
	}
	return problems;
}
