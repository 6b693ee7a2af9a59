import assert from "node:assert/strict";
import path from "node:path";
import { test, type TestContext } from "node:test";
import { mount } from "../src/rojo/mount.ts";
import { projectWith, writeProject } from "./support/write-project.ts";

/** Mounts and expects a MountError whose message holds every one of `parts`. */
async function refuses(t: TestContext, files: Readonly<Record<string, unknown>>, ...parts: string[]) {
	const project = writeProject(t, files);
	await assert.rejects(mount(project), (error: Error) => {
		assert.equal(error.name, "MountError");
		for (const part of parts) {
			assert.ok(error.message.includes(part), `expected "${part}" in "${error.message}"`);
		}
		return true;
	});
}

const partModel = (properties: unknown) => ({
	"default.project.json": projectWith({ Workspace: { Town: { $path: "town.model.json" } } }),
	"town.model.json": { className: "Folder", children: [{ name: "Wall", className: "Part", properties }] },
});

test("a missing $path names the project file, the place in the tree and the path", async (t) => {
	await refuses(
		t,
		{ "default.project.json": projectWith({ ServerStorage: { Npcs: { $path: "place/Npcs" } } }) },
		"default.project.json: Test.ServerStorage.Npcs:",
		'"place/Npcs" does not exist',
	);
});

test("an unknown property names the file, the instance and the property", async (t) => {
	await refuses(t, partModel({ Colour: [1, 0, 0] }), "town.model.json: Workspace.Town.Wall:", '"Colour"');
});

test("an unknown class names the file and the instance", async (t) => {
	await refuses(
		t,
		{
			"default.project.json": projectWith({ Workspace: { Town: { $path: "town" } } }),
			"town/Wall.model.json": { className: "Prat" },
		},
		`${path.join("town", "Wall.model.json")}: Workspace.Town.Wall: there is no class Prat`,
	);
});

test("a value of another type says what the property is", async (t) => {
	await refuses(t, partModel({ Anchored: "yes" }), "Part.Anchored is a boolean", '"yes"');
	await refuses(t, partModel({ Size: [1, 2] }), "Part.Size is a Vector3", "[1,2]");
	await refuses(t, partModel({ Material: "Grasss" }), "Part.Material is a Enum.Material", "Grasss");
	await refuses(t, partModel({ Color: { Vector3: [1, 0, 0] } }), "Part.Color is a Color3");
});

test("a property that a place file would lose is refused, with the one to set instead", async (t) => {
	await refuses(
		t,
		partModel({ Position: [0, 1, 0] }),
		"Part.Position is not kept in a place file; set CFrame",
	);
	await refuses(t, partModel({ Mass: 5 }), "Part.Mass is read-only");
});

test("fields that Rojo would drop without a word are refused", async (t) => {
	await refuses(
		t,
		{
			"default.project.json": projectWith({ Workspace: { Town: { $path: "town.model.json" } } }),
			"town.model.json": { ClassName: "Folder", Attributes: { Lost: true } },
		},
		'town.model.json: unknown field "Attributes"',
	);
	await refuses(
		t,
		{ "default.project.json": projectWith({ Workspace: { $propertys: {} } }) },
		'Test.Workspace: unknown field "$propertys"',
	);
});

test("files that headless cannot read are refused, not left out", async (t) => {
	await refuses(
		t,
		{ "default.project.json": projectWith({ Workspace: { Town: { $path: "town" } } }), "town/a.rbxm": "" },
		"a.rbxm: headless cannot read .rbxm files",
	);
});

test("a class on a node whose path has another is refused as Rojo does", async (t) => {
	await refuses(
		t,
		{
			"default.project.json": projectWith({
				ReplicatedStorage: { A: { $className: "Model", $path: "a.luau" } },
			}),
			"a.luau": "",
		},
		"Test.ReplicatedStorage.A: $className says Model, but its $path is a ModuleScript",
	);
});

test("malformed JSON names its file, the line and the column", async (t) => {
	await refuses(
		t,
		{
			"default.project.json": projectWith({ Workspace: { Town: { $path: "town.model.json" } } }),
			"town.model.json": "{ nope",
		},
		"town.model.json:1:3: not a JSON model:",
	);
	const faults: ReadonlyArray<readonly [text: string, at: string]> = [
		['{\n\t"className": "Part"\n\t"properties": {}\n}', "3:2"],
		['{ "className": "Part", }', "1:24"],
		['{ "attributes": { "a": tru } }', "1:24"],
		['{ "attributes": [1, 2.5e3, -0, "\\u00e9", null', "1:46"],
		['{ "className": "Part" } }', "1:25"],
		['{ "name": "two\nlines" }', "1:11"],
	];
	for (const [text, at] of faults) {
		await refuses(
			t,
			{
				"default.project.json": projectWith({ Workspace: { Town: { $path: "town.model.json" } } }),
				"town.model.json": text,
			},
			`town.model.json:${at}: not a JSON model:`,
		);
	}
});
