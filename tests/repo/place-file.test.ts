import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { findInstance, type MountedInstance } from "@townsfolk/headless";
import type { MountedProject } from "@townsfolk/headless/src/rojo/mount.ts";
import { mountTown } from "./replicated.ts";

/**
 * What a place gets that says nothing is old or ugly: events at once, no streaming, no shadows, characters that are never
 * destroyed. So the project says it.
 */

const ROOT = join(import.meta.dirname, "..", "..");

let place: MountedProject;
before(async () => {
	place = await mountTown();
});

function propertyOf(path: string, name: string): unknown {
	const value = findInstance(place.tree, path).properties[name];
	return typeof value === "object" ? value.value : value;
}

function everything(instance: MountedInstance): MountedInstance[] {
	return [instance, ...instance.children.flatMap(everything)];
}

function treeOf(file: string): Record<string, unknown> {
	return (JSON.parse(readFileSync(join(ROOT, file), "utf8")) as { tree: Record<string, unknown> }).tree;
}

/** Without the folders of specs. */
function withoutSpecs(node: unknown): unknown {
	if (typeof node !== "object" || node === null || Array.isArray(node)) return node;
	const kept = Object.entries(node).filter(([name]) => name !== "Specs");
	return Object.fromEntries(kept.map(([name, child]) => [name, withoutSpecs(child)]));
}

test("the place says how the engine behaves, as Studio's own templates have it", () => {
	assert.equal(propertyOf("Workspace", "SignalBehavior"), "Enum.SignalBehavior.Deferred");
	assert.equal(propertyOf("Workspace", "StreamingEnabled"), true);
	assert.equal(
		propertyOf("Workspace", "PlayerCharacterDestroyBehavior"),
		"Enum.PlayerCharacterDestroyBehavior.Enabled",
	);
	assert.equal(propertyOf("Players", "MaxPlayers"), 30);
	assert.equal(
		propertyOf("Workspace", "FilteringEnabled"),
		undefined,
		"no place file keeps it, and it is always on",
	);
});

test("the place has shadows, an environment, an atmosphere, a sky and a time of day", () => {
	assert.equal(propertyOf("Lighting", "GlobalShadows"), true);
	assert.equal(propertyOf("Lighting", "EnvironmentDiffuseScale"), 1);
	assert.equal(propertyOf("Lighting", "EnvironmentSpecularScale"), 1);
	assert.match(String(propertyOf("Lighting", "TimeOfDay")), /^\d\d:\d\d:\d\d$/);
	const classes = findInstance(place.tree, "Lighting").children.map(({ className }) => className);
	assert.deepEqual(classes.sort(), ["Atmosphere", "Sky"]);
});

test("players join at one spawn, and the town's sounds and pictures are files that every player has", () => {
	const instances = everything(findInstance(place.tree, "Workspace"));
	assert.equal(instances.filter(({ className }) => className === "SpawnLocation").length, 1);
	const sounds = instances.filter(({ className }) => className === "Sound");
	assert.ok(sounds.length >= 2, `${sounds.length} sounds`);
	for (const { properties } of sounds) assert.match(String(properties.SoundId), /^rbxasset:\/\/sounds\//);
	for (const { name, properties } of instances)
		for (const value of Object.values(properties))
			assert.doesNotMatch(JSON.stringify(value), /rbxassetid:|asset\/\?id=/, `${name} needs an asset`);
});

test("the project of the tests is the place's with the specs", () => {
	assert.deepEqual(withoutSpecs(treeOf("test.project.json")), withoutSpecs(treeOf("default.project.json")));
});
