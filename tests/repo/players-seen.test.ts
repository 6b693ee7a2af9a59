import assert from "node:assert/strict";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { createWorld, findInstance, type MountedInstance, type World } from "@townsfolk/headless";

/** How the server sees players' bodies where the engine is as unhelpful as its documentation allows. */

const PROJECT = join(import.meta.dirname, "../../default.project.json");

/** Characters that go are not destroyed, so `Destroying` never fires. */
function keepCharacters(tree: MountedInstance): void {
	findInstance(tree, "Workspace").properties.PlayerCharacterDestroyBehavior = {
		type: "Enum",
		value: "Enum.PlayerCharacterDestroyBehavior.Disabled",
	};
}

/** The place's own eyes for players, in a world in which the town does not run. */
async function openEyes(t: TestContext): Promise<World> {
	const world = await createWorld({
		projectFile: PROJECT,
		clock: "virtual",
		http: async () => ({ status: 503, body: "{}" }),
		engineOptions: { moveDirectionReplicates: false },
		prepare: keepCharacters,
	});
	t.after(world.shutdown);
	await world.start();
	await world.evaluate(
		"server",
		`local folder = game:GetService("ServerScriptService").TS.roblox
		local function ignore() end
		local log = { debug = ignore, info = ignore, warn = ignore, error = ignore }
		_G.appearanceOf = require(folder["player-appearance"]).createPlayerAppearance(log)
		_G.view = require(folder["world-view"]).createWorldView({
			npcs = function() return {} end,
			lookAtNpc = ignore,
			zones = function() return {} end,
			appearanceOf = _G.appearanceOf,
		})`,
	);
	return world;
}

const ACTION = 'return _G.view.look("player:1").action';

test("a player who walks is seen walking, though MoveDirection does not reach the server", async (t) => {
	const world = await openEyes(t);
	const alex = await world.join({ name: "Alex", userId: 1 });
	await world.run(1);
	assert.equal(await world.evaluate("server", ACTION), "Idle");
	await alex.moveTo({ x: 60, y: 3, z: 40 });
	await world.run(0.5);
	const direction = 'return game:GetService("Players").Alex.Character.Humanoid.MoveDirection.Magnitude';
	assert.equal(await world.evaluate("server", direction), 0);
	assert.equal(await world.evaluate("server", ACTION), "Walk");
	await alex.stop();
	await world.run(0.5);
	assert.equal(await world.evaluate("server", ACTION), "Idle");
});

test("a player who stands is the same entity at every look, and another one when anything has changed", async (t) => {
	const world = await openEyes(t);
	const alex = await world.join({ name: "Alex", userId: 1 });
	await world.run(1);
	const look = async (change = "") => {
		await world.evaluate(
			"server",
			`local humanoid = game:GetService("Players").Alex.Character.Humanoid
			${change}`,
		);
		await world.run(0.5);
		return world.evaluate(
			"server",
			`local before = _G.entity
			_G.entity = _G.view.look("player:1", before)
			return if before and _G.entity == before then "the same" else _G.entity and _G.entity.healthPercent`,
		);
	};
	assert.equal(await look(), 100);
	assert.equal(await look(), "the same");
	assert.equal(await look("humanoid.MaxHealth = 200"), 50);
	assert.equal(await look("humanoid.Health = 200"), 100);
	assert.equal(await look(), "the same");
	await alex.moveTo({ x: 60, y: 3, z: 40 });
	await world.run(0.5);
	assert.equal(await look(), 100);
	assert.equal(await world.evaluate("server", "return _G.entity.action"), "Walk");
	await alex.leave();
	await world.run(0.5);
	assert.equal(await world.evaluate("server", 'return _G.view.look("player:1", _G.entity) == nil'), true);
});

for (const [what, go] of [
	["leaves", "leave"],
	["gets another character", "respawn"],
] as const)
	test(`nothing is kept of the looks of a player who ${what}, though nothing is destroyed`, async (t) => {
		const world = await openEyes(t);
		const alex = await world.join({ name: "Alex", userId: 1 });
		await world.run(1);
		// No event tells of this change, so the text of before stays as long as the character is known.
		const look = (shirt: number) =>
			world.evaluate(
				"server",
				`_G.character = _G.character or game:GetService("Players").Alex.Character
				_G.character.Humanoid.HumanoidDescription.TorsoColor = Color3.fromRGB(${shirt}, 0, 0)
				_G.character.Humanoid.HumanoidDescription.LeftLegColor = Color3.fromRGB(${shirt}, 0, 0)
				return _G.appearanceOf(_G.character)`,
			);
		assert.equal(await look(0), "in plain clothes");
		assert.equal(await look(255), "in plain clothes");
		if (go === "leave") await alex.leave();
		else await world.evaluate("server", 'game:GetService("Players").Alex:LoadCharacterAsync()');
		await world.run(0.5);
		assert.equal(await look(255), "in a red top and red trousers");
	});
