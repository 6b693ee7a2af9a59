import { findInstance, type MountedInstance } from "@townsfolk/headless";

/** Where a walk begins and ends. */
export interface RoundSpot {
	readonly name: string;
	readonly x: number;
	readonly z: number;
}

/** The numbers of a property that holds a vector, a CFrame or a colour. */
export function numbersOf({ properties }: MountedInstance, name: string): ReadonlyArray<number> | undefined {
	const value = properties[name];
	const list = typeof value === "object" ? value.value : undefined;
	return Array.isArray(list) ? (list as ReadonlyArray<number>) : undefined;
}

/** One spot in each location of the mounted town: where its resident spawns, or else its middle. */
export function townSpots(tree: MountedInstance): ReadonlyArray<RoundSpot> {
	const spawns = findInstance(tree, "Workspace/NpcSpawns").children;
	return findInstance(tree, "Workspace/Town/Locations").children.map((zone) => {
		const [x, , z] = numbersOf(zone, "CFrame")!;
		const [sizeX, , sizeZ] = numbersOf(zone, "Size")!;
		const resident = spawns
			.map((spawn) => numbersOf(spawn, "CFrame")!)
			.find((at) => Math.abs(at[0]! - x!) <= sizeX! / 2 && Math.abs(at[2]! - z!) <= sizeZ! / 2);
		return { name: String(zone.attributes.LocationName), x: resident?.[0] ?? x!, z: resident?.[2] ?? z! };
	});
}

/** A round through `count` places that goes from each to each other once, as numbers from 1. */
export function tour(count: number): ReadonlyArray<number> {
	const open = Array.from({ length: count }, (_, from) =>
		Array.from({ length: count }, (__, to) => to).filter((to) => to !== from),
	);
	// Hierholzer's way: every place has as many ways in as out.
	const stack = [0];
	const round: number[] = [];
	while (stack.length > 0) {
		const next = open[stack.at(-1)!]!.pop();
		if (next === undefined) round.push(stack.pop()! + 1);
		else stack.push(next);
	}
	// The end is the beginning.
	return round.reverse().slice(0, -1);
}
