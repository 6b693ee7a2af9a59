import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

/** The map in docs/creators.md says where things are: it is held against the place. */

const ROOT = join(import.meta.dirname, "../..");
const PLACE = join(ROOT, "place/Workspace");

interface Model {
	readonly attributes: Readonly<Record<string, string>>;
	readonly properties: { readonly CFrame: number[]; readonly Size: number[] };
}

const modelsIn = (folder: string): Model[] =>
	readdirSync(join(PLACE, folder)).map(
		(file) => JSON.parse(readFileSync(join(PLACE, folder, file), "utf8")) as Model,
	);

test("the map of the town says where each location is and who spawns in it", () => {
	const spawns = modelsIn("NpcSpawns");
	const rows = modelsIn("Town/Locations").map(({ attributes, properties }) => {
		const side = (axis: 0 | 2): [number, number] => {
			const [middle, half] = [properties.CFrame[axis]!, properties.Size[axis]! / 2];
			return [middle - half, middle + half];
		};
		const [x, z] = [side(0), side(2)];
		const isIn = ({ properties: { CFrame } }: Model) =>
			x[0] <= CFrame[0]! && CFrame[0]! <= x[1] && z[0] <= CFrame[2]! && CFrame[2]! <= z[1];
		const there = spawns.filter(isIn).map((spawn) => spawn.attributes.NpcId);
		return `| ${attributes.LocationName} | ${x.join(" to ")} | ${z.join(" to ")} | ${there.join(", ")} |`;
	});
	const guide = readFileSync(join(ROOT, "docs/creators.md"), "utf8");
	const shown = guide.match(/^\| \w+ \| -?\d+ to .+\|$/gm) ?? [];
	// A location that a creator adds need not be on the map.
	const onTheMap = (row: string) => shown.some((line) => line.split("|")[1] === row.split("|")[1]);
	assert.deepEqual(shown, rows.filter(onTheMap));
	assert.equal(shown.length, 5);
});
