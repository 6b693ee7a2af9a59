import { LOCATIONS } from "server/constants/rules";
import { nameAsRead } from "server/rules/company/group-names";
import type { Breathe } from "server/rules/load/in-pieces";
import { zoneDistance, zoneGap } from "server/rules/space/zone-geometry";
import type { LocationPart, PlaceContent } from "./check-content";

function inStuds(distance: number): string {
	return `${math.floor(distance + 0.5)} studs`;
}

function adviseParts({ locations }: PlaceContent): ReadonlyArray<string> {
	const advice = new Array<string>();
	for (const { path, isHeld, canCollide } of locations) {
		const falls = isHeld ? [] : ["would fall: set Anchored to true"];
		const blocks = canCollide ? ["would be a wall: set CanCollide to false"] : [];
		const faults = [...falls, ...blocks];
		if (!faults.isEmpty()) advice.push(`location ${path} ${faults.join(", and ")}`);
	}
	return advice;
}

/** Sorts the parts of one location into heaps, so that no part of a heap is near another heap. */
function heapsOf(parts: ReadonlyArray<LocationPart>, breathe: Breathe): ReadonlyArray<LocationPart[]> {
	let heaps = new Array<LocationPart[]>();
	for (const part of parts) {
		breathe();
		const isNear = (other: LocationPart) => zoneGap(part.zone, other.zone) <= LOCATIONS.nearStuds;
		const joined = [part];
		const apart = new Array<LocationPart[]>();
		for (const heap of heaps) {
			if (!heap.some(isNear)) apart.push(heap);
			else for (const other of heap) joined.push(other);
		}
		heaps = [...apart, joined];
	}
	return heaps;
}

/** Parts of one name that touch are one location of that shape. A part far from the others is a copy that kept its name. */
function adviseNames({ locations }: PlaceContent, breathe: Breathe): ReadonlyArray<string> {
	const byName = new Map<string, LocationPart[]>();
	for (const part of locations) {
		const parts = byName.get(part.zone.name) ?? [];
		parts.push(part);
		byName.set(part.zone.name, parts);
	}
	const advice = new Array<string>();
	for (const [name, parts] of byName) {
		if (parts.size() === 1) continue;
		const heaps = heapsOf(parts, breathe).map((heap) => heap.map(({ path }) => path).sort()[0]);
		if (heaps.size() === 1) continue;
		advice.push(
			`${heaps.sort().join(" and ")} have the same LocationName "${name}" and are far apart. ` +
				`Both count: NPCs call either place ${name}. If one is a copy, give it a name of its own`,
		);
	}
	return advice;
}

function adviseSpawns({ npcs, spawns, locations }: PlaceContent, breathe: Breathe): ReadonlyArray<string> {
	const homeOf = new Map(npcs.map(({ npcId, home }) => [npcId, home] as const));
	const advice = new Array<string>();
	for (const { path, npcId, position } of spawns) {
		const home = typeIs(npcId, "string") ? homeOf.get(npcId) : undefined;
		if (home === undefined || position === undefined) continue;
		breathe();
		let away = math.huge;
		for (const { zone } of locations)
			if (zone.name === home) away = math.min(away, zoneDistance(zone, position).outside);
		// A home that is no location is an error of its own.
		if (away <= LOCATIONS.nearStuds || away === math.huge) continue;
		advice.push(
			`NPC "${npcId}": its Home is "${home}", but its spawn ${path} is ${inStuds(away)} away from there. ` +
				"It stays where its spawn is: move the spawn, or change Home",
		);
	}
	return advice;
}

/** What else bears a name that reads like an NPC's. */
interface Bearer {
	readonly what: string;
	readonly name: string;
	readonly isNpc: boolean;
}

function adviseDisplayNames({ npcs, locations }: PlaceContent, breathe: Breathe): ReadonlyArray<string> {
	const bearers = new Map<string, Bearer>();
	for (const { path, zone } of locations) {
		breathe();
		bearers.set(nameAsRead(zone.name), { what: `location ${path}`, name: zone.name, isNpc: false });
	}
	const advice = new Array<string>();
	for (const { npcId, displayName } of npcs) {
		breathe();
		const key = nameAsRead(displayName);
		const other = bearers.get(key);
		if (other === undefined) {
			bearers.set(key, { what: `NPC "${npcId}"`, name: displayName, isNpc: true });
			continue;
		}
		// The register of NPCs warns of exact doubles, also of those that come later.
		if (other.isNpc && other.name === displayName) continue;
		advice.push(
			`NPC "${npcId}": its DisplayName "${displayName}" reads like the name of ${other.what}, "${other.name}". ` +
				"Players and NPCs cannot tell which is meant: change one",
		);
	}
	return advice;
}

/** Names everything in a creator's content that works and is hardly meant, and what to change. */
export function adviseContent(content: PlaceContent, breathe: Breathe): ReadonlyArray<string> {
	const advice = new Array<string>();
	for (const advise of [adviseParts, adviseNames, adviseSpawns, adviseDisplayNames]) {
		for (const text of advise(content, breathe)) advice.push(text);
		breathe();
	}
	return advice.sort();
}
