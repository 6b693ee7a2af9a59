import type { LocationPart, NpcPart, PlaceContent } from "server/config/check-content";

/** A part that contains 20 by 20 studs round (x, 0), and one more stud above and below. */
export function locationAt(name: string, x: number, changes: Partial<LocationPart> = {}): LocationPart {
	return {
		path: `Workspace.${name}`,
		zone: { name, center: { x, y: 0, z: 0 }, size: { x: 20, y: 2, z: 20 } },
		isHeld: true,
		canCollide: false,
		...changes,
	};
}

/** A part that names an NPC, x studs along. */
export function partOf(path: string, npcId: string | number, x = 0): NpcPart {
	const attributes = new Map<string, unknown>([["NpcId", npcId]]);
	return { path, npcId, attributes, position: { x, y: 0, z: 0 } };
}

/** A creator's content in which nothing is wrong, but for `changes`. */
export function contentOf(changes: Partial<PlaceContent>): PlaceContent {
	return {
		npcs: [
			{ npcId: "mara", displayName: "Mara", home: "Cafe" },
			{ npcId: "bram", displayName: "Bram", home: "Smithy" },
		],
		locations: [locationAt("Smithy", 100), locationAt("Cafe", 0), locationAt("Cafe", 20)],
		spawns: [partOf("Mara", "mara"), partOf("Bram", "bram", 100)],
		waypoints: [partOf("Corner", "bram")],
		tags: [{ tag: "Location", path: "Zone" }],
		strayModules: [],
		...changes,
	};
}
