import assert from "node:assert/strict";
import { test } from "node:test";
import { createWorld } from "../src/index.ts";
import { attempt } from "./support/attempt.ts";
import { createScriptedWorld } from "./support/scripted-world.ts";
import { projectWith, writeProject } from "./support/write-project.ts";

test("joining and leaving", async (t) => {
	const projectFile = writeProject(t, {
		"default.project.json": projectWith({
			ServerScriptService: { Main: { $path: "main.server.luau" } },
			StarterPlayer: { StarterPlayerScripts: { Main: { $path: "main.client.luau" } } },
			StarterGui: {
				Once: { $className: "ScreenGui", $properties: { ResetOnSpawn: false } },
				Always: { $className: "ScreenGui" },
			},
		}),
		"main.server.luau": `
			local Players = game:GetService("Players")
			Players.PlayerAdded:Connect(function(p)
				print("added", p.Name, p.DisplayName, p.UserId, p.Character == nil)
				p.CharacterAdded:Connect(function(c) print("character", c.Name) end)
				p.CharacterRemoving:Connect(function(c) print("removing", c.Name, c.Parent) end)
			end)
			Players.PlayerRemoving:Connect(function(p) print("leaving", p.Name, p.Parent, p.Character ~= nil) end)`,
		"main.client.luau": `
			local Players = game:GetService("Players")
			print("client", Players.LocalPlayer, game:IsLoaded(), script:GetFullName(), workspace:FindFirstChild("Crate") == nil)
			Players.PlayerAdded:Connect(function(p) print("sees", p.Name) end)
			Players.PlayerRemoving:Connect(function(p) print("misses", p.Name) end)`,
	});
	const world = await createWorld({ projectFile, clock: "virtual" });
	t.after(world.shutdown);
	const lines: string[] = [];
	world.on("log", ({ peer, message }) => lines.push(`${peer}: ${message}`));
	const take = () => lines.splice(0);
	await world.start();

	await t.test("a player is there before its character, and its client after both", async () => {
		await world.join({ name: "Alex", displayName: "Lex", userId: 42 });
		await world.run(0.2);
		assert.deepEqual(take(), [
			"server: added Alex Lex 42 true",
			"server: character Alex",
			"Alex: client Alex true Players.Alex.PlayerScripts.Main true",
		]);
	});

	await t.test("the server has no LocalPlayer and finds players", async () => {
		const luau =
			"local P = game:GetService('Players') return { P.LocalPlayer == nil, P:GetPlayerByUserId(42).Name, P:GetPlayerByUserId(7) == nil, P:GetPlayerFromCharacter(workspace.Alex).Name }";
		assert.deepEqual(await attempt(world, luau), [true, "Alex", true, "Alex"]);
	});

	await t.test("others hear of who comes and goes", async () => {
		const bea = await world.join({ name: "Bea" });
		await world.run(0.2);
		assert.deepEqual(
			take().filter((line) => line.startsWith("Alex")),
			["Alex: sees Bea"],
		);
		await bea.leave();
		await world.run(0.2);
		assert.deepEqual(take(), [
			"server: leaving Bea Players true",
			"server: removing Bea Workspace",
			"Alex: misses Bea",
		]);
		assert.deepEqual(
			await attempt(
				world,
				"return { workspace:FindFirstChild('Bea') == nil, #game:GetService('Players'):GetPlayers() }",
			),
			[true, 1],
		);
	});

	await t.test("a name or an id is on the server once", async () => {
		await assert.rejects(world.join({ name: "Alex" }), /a player Alex .* is on the server already/);
		await assert.rejects(world.join({ name: "Alexis", userId: 42 }), /id 42/);
	});

	await t.test("an interface is copied with each character, but for what is not reset", async () => {
		const gui = "game:GetService('Players').LocalPlayer.PlayerGui";
		await attempt(world, `_G.once, _G.always = ${gui}.Once, ${gui}.Always`, "Alex");
		await attempt(world, "workspace.Alex.Humanoid.Health = 0");
		await world.run(5.5);
		assert.deepEqual(
			await attempt(
				world,
				`return { _G.once == ${gui}.Once, _G.always == ${gui}.Always, #${gui}:GetChildren() }`,
				"Alex",
			),
			[true, false, 2],
		);
	});

	await t.test("a kicked player is told why and goes", async () => {
		take();
		await attempt(world, "game:GetService('Players').Alex:Kick('be kind')");
		await world.run(0.1);
		const after = take();
		assert.ok(after.includes("Alex: You were kicked from this experience: be kind"), after.join("\n"));
		assert.ok(after.some((line) => line.startsWith("server: leaving Alex")));
		await assert.rejects(world.evaluate("Alex", "return 1"), /no player Alex is on the server/);
	});
});

test("a server that closes waits for what is bound, thirty seconds in all", async (t) => {
	const { world, printed, logs } = await createScriptedWorld(t, {
		server: `
			game:BindToClose(function(reason) print("reason", reason) task.wait(3) print("saved") end)
			game:BindToClose(function() error("bad close") end)
			game:BindToClose(function() task.wait(25) print("slow") task.wait(25) print("too slow") end)`,
	});
	await world.start();
	const before = world.now();
	await world.shutdown();
	assert.deepEqual(printed(), [
		"server: reason Enum.CloseReason.DeveloperShutdown",
		"server: saved",
		"server: slow",
	]);
	assert.ok(Math.abs(world.now() - before - 30) < 0.2, String(world.now() - before));
	assert.ok(logs.some(({ level, message }) => level === "error" && message.endsWith("bad close")));
});

test("a client cannot bind to the server's close", async (t) => {
	const { world } = await createScriptedWorld(t, {});
	await world.start();
	await world.join({ name: "Alex" });
	assert.equal(
		await attempt(world, "game:BindToClose(print)", "Alex"),
		"error: BindToClose can only be called from the server",
	);
});

test("two servers on the real clock have ids of their own, in Studio and outside", async (t) => {
	const idOf = async (isStudio: boolean) => {
		const { world } = await createScriptedWorld(t, {}, { isStudio, clock: "real" });
		return attempt(world, 'return game.JobId .. game:GetService("HttpService"):GenerateGUID()');
	};
	for (const isStudio of [true, false]) assert.notEqual(await idOf(isStudio), await idOf(isStudio));
});

test("a server knows itself: no JobId in Studio, one outside", async (t) => {
	const studio = await createScriptedWorld(t, {});
	assert.equal(await attempt(studio.world, "return game.JobId"), "");
	const live = await createScriptedWorld(t, {}, { isStudio: false, placeId: 99 });
	assert.match(
		String(await attempt(live.world, "return game.JobId")),
		/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/,
	);
	assert.deepEqual(
		await attempt(live.world, "return { game.PlaceId, game:GetService('RunService'):IsStudio() }"),
		[99, false],
	);
});
