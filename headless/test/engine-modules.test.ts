import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt } from "./support/attempt.ts";
import { createScriptedWorld } from "./support/scripted-world.ts";

const MODULE = (name: string) => `require(game:GetService("ReplicatedStorage"):WaitForChild("${name}"))`;

test("modules and environments", async (t) => {
	const { world, logs } = await createScriptedWorld(t, {
		files: {
			"shared/Counter.luau":
				"_G.loads = (_G.loads or 0) + 1 return { loads = _G.loads, peer = game:GetService('RunService'):IsServer() }",
			"shared/Slow.luau": "task.wait(0.2) return 'slow'",
			"shared/Nothing.luau": "local x = 1",
			"shared/Two.luau": "return 1, 2",
			"shared/Broken.luau": "local t = nil\nreturn t.x",
			"shared/Unreadable.luau": "return (",
			"shared/CircleA.luau": "return require(script.Parent.CircleB)",
			"shared/CircleB.luau": "return require(script.Parent.CircleA)",
			"shared/Where.luau": "return script:GetFullName()",
		},
	});
	await world.start();
	await world.join({ name: "Alex" });
	const run = (luau: string, peer = "server") => attempt(world, luau, peer);
	const errors = () => logs.filter(({ level }) => level === "error").map(({ message }) => message);

	await t.test("run once a peer, each peer its own", async () => {
		assert.deepEqual(
			await run(`local a, b = ${MODULE("Counter")}, ${MODULE("Counter")} return { a == b, a.loads, a.peer }`),
			[true, 1, true],
		);
		assert.deepEqual(await run(`local c = ${MODULE("Counter")} return { c.loads, c.peer }`, "Alex"), [
			1,
			false,
		]);
	});

	await t.test("a clone runs again", async () => {
		const luau =
			"local c = game.ReplicatedStorage.Counter:Clone() c.Parent = game.ReplicatedStorage c.Name = 'C2' return require(c).loads";
		assert.equal(await run(luau), 2);
	});

	await t.test("keep who requires them waiting while they yield", async () => {
		assert.equal(
			await run(
				`local t = os.clock() local v = ${MODULE("Slow")} return v .. math.round((os.clock() - t) * 10)`,
			),
			"slow2",
		);
	});

	await t.test("know where they are", async () => {
		assert.equal(await run(`return ${MODULE("Where")}`), "ReplicatedStorage.Where");
	});

	await t.test("must return one value", async () => {
		const failed = "error: Requested module experienced an error while loading";
		assert.equal(await run(`return ${MODULE("Nothing")}`), failed);
		assert.equal(await run(`return ${MODULE("Two")}`), failed);
		assert.deepEqual(errors(), [
			"ReplicatedStorage.Nothing: Module code did not return exactly one value",
			"ReplicatedStorage.Two: Module code did not return exactly one value",
		]);
	});

	await t.test("log their own error, once, and fail whoever requires them", async () => {
		const before = errors().length;
		const failed = "error: Requested module experienced an error while loading";
		assert.equal(await run(`return ${MODULE("Broken")}`), failed);
		assert.equal(await run(`return ${MODULE("Broken")}`), failed);
		assert.deepEqual(errors().slice(before), ["ReplicatedStorage.Broken:2: attempt to index nil with 'x'"]);
		await run(`return ${MODULE("Unreadable")}`);
		assert.match(errors().at(-1) ?? "", /^ReplicatedStorage\.Unreadable:1: /);
	});

	await t.test("in a circle are an error", async () => {
		await run(`return ${MODULE("CircleA")}`);
		assert.ok(
			errors().some((message) => message.endsWith("Requested module was required recursively")),
			errors().join("\n"),
		);
	});

	await t.test("are required as instances only", async () => {
		assert.match(
			String(await run("return require(5)")),
			/require of a number exists in Roblox but is not implemented/,
		);
		assert.equal(
			await run("return require(workspace)"),
			"error: Attempted to call require with invalid argument(s).",
		);
	});

	await t.test("globals are a script's own, _G and shared a peer's own", async () => {
		assert.equal(await run("leaked = 1 _G.seen = 1 shared.seen = 2 return 1"), 1);
		assert.deepEqual(await run("return { leaked == nil, _G.seen, shared.seen }"), [true, 1, 2]);
		assert.deepEqual(await run("return { _G.seen == nil, shared.seen == nil }", "Alex"), [true, true]);
	});

	await t.test("no peer's instances are another's", async () => {
		assert.equal(await run("_G.probe = workspace return tostring(workspace)"), "Workspace");
		assert.equal(await run("return _G.probe == nil", "Alex"), true);
	});
});
