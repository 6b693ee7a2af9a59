import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { mount, sourcemap } from "../src/rojo/mount.ts";
import { findInstance, setAttribute } from "../src/rojo/tree.ts";
import { projectWith, writeProject } from "./support/write-project.ts";

const FIXTURE = fileURLToPath(new URL("./fixtures/mount/default.project.json", import.meta.url));
/** What Rojo 7.5.1 prints for the fixture. */
const ROJO_SOURCEMAP = new URL("./fixtures/mount.sourcemap.json", import.meta.url);

test("the mounted tree is the one that Rojo builds", async () => {
	assert.deepEqual(await sourcemap(FIXTURE), JSON.parse(readFileSync(ROJO_SOURCEMAP, "utf8")));
});

test("values reach the engine with their types", async () => {
	const { tree } = await mount(FIXTURE);
	const [first, second] = findInstance(tree, "Workspace/Town").children;
	assert.deepEqual(first.properties, {
		Anchored: true,
		Size: { type: "Vector3", value: [4, 5, 6] },
		CFrame: { type: "CFrame", value: [1, 2, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1] },
		Color: { type: "Color3", value: [1, 0, 0.2] },
		Material: { type: "Enum", value: "Enum.Material.Grass" },
		Shape: { type: "Enum", value: "Enum.PartType.Ball" },
	});
	assert.deepEqual(second.properties, {
		CFrame: { type: "CFrame", value: [1, 2, 3, 0, 0, 1, 0, 1, 0, -1, 0, 0] },
		BrickColor: { type: "BrickColor", value: 194 },
	});
	assert.deepEqual(findInstance(tree, "Lighting").properties, {
		Technology: { type: "Enum", value: "Enum.Technology.Future" },
		Ambient: { type: "Color3", value: [0, 0.5, 1] },
	});
});

test("tags and attributes come from models, metadata and project nodes", async () => {
	const { tree } = await mount(FIXTURE);
	const town = findInstance(tree, "Workspace/Town");
	assert.deepEqual(town.tags, ["Town"]);
	assert.deepEqual(town.attributes, { Centre: { type: "Vector3", value: [1, 2, 3] }, Open: true });
	assert.deepEqual(findInstance(tree, "ReplicatedStorage").attributes, { Version: 3 });
	assert.deepEqual(findInstance(tree, "ServerScriptService/TS/main").attributes, { Level: 2 });
	assert.equal(findInstance(tree, "ServerScriptService/TS/main").properties.Disabled, true);
	assert.deepEqual(findInstance(tree, "ReplicatedStorage/TS/settings").attributes, { Url: "none" });
});

test("scripts carry the source of their files", async () => {
	const { tree, scripts } = await mount(FIXTURE);
	const sourceAt = (path: string) =>
		scripts.find(({ key }) => key === findInstance(tree, path).source)?.text.trim();
	assert.equal(sourceAt("ServerScriptService/TS/main"), 'print("main")');
	assert.equal(sourceAt("ServerScriptService/TS/nested"), 'print("nested")');
	assert.equal(sourceAt("ServerScriptService/TS/nested/inner"), "return 1");
	assert.equal(sourceAt("ReplicatedStorage/TS/LibName"), 'return "lib"');
	assert.equal(
		sourceAt("ReplicatedStorage/TS/data"),
		'return {["name"] = "x\\"y", ["list"] = {1, nil, true}, ["n"] = {["a.b"] = -1.5}}',
	);
	assert.equal(findInstance(tree, "ReplicatedStorage/TS/note").properties.Value, "line one\r\nline two\n");
});

test("a project decides whether scripts run by class or by RunContext", async () => {
	const { tree } = await mount(FIXTURE);
	const legacy = findInstance(tree, "ServerScriptService/TS/main");
	assert.deepEqual(legacy.properties.RunContext, { type: "Enum", value: "Enum.RunContext.Legacy" });
	const modern = findInstance(tree, "ReplicatedStorage/TS/LibName/run");
	assert.deepEqual(modern.properties.RunContext, { type: "Enum", value: "Enum.RunContext.Server" });
});

test("siblings of one name keep their own code", async (t) => {
	const { scripts } = await mount(
		writeProject(t, {
			"default.project.json": projectWith({
				ReplicatedStorage: { $path: "shared", Twin: { $path: "twin.luau" } },
			}),
			"shared/Twin.luau": "return 1",
			"twin.luau": "return 2",
		}),
	);
	assert.deepEqual(
		scripts.map(({ key, fullName, text }) => [key, fullName, text]),
		[
			["ReplicatedStorage.Twin", "ReplicatedStorage.Twin", "return 1"],
			["ReplicatedStorage.Twin#2", "ReplicatedStorage.Twin", "return 2"],
		],
	);
});

test("setAttribute edits the tree, and names what it does not find", async () => {
	const { tree } = await mount(FIXTURE);
	setAttribute(tree, "ReplicatedStorage/TS/settings", "Url", "http://127.0.0.1:1");
	assert.equal(findInstance(tree, "ReplicatedStorage/TS/settings").attributes.Url, "http://127.0.0.1:1");
	assert.throws(
		() => setAttribute(tree, "ReplicatedStorage/TS/absent", "Url", ""),
		/TS\/absent.*no child absent/,
	);
});
