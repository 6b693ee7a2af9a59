import assert from "node:assert/strict";
import { test } from "node:test";
import { setAttribute } from "../src/index.ts";
import { createScriptedWorld } from "./support/scripted-world.ts";

test("the server's scripts run at start, a client's when it joins", async (t) => {
	const { world, printed } = await createScriptedWorld(t, {
		server:
			'print("up") game:GetService("Players").PlayerAdded:Connect(function(p) print("hello " .. p.Name) end)',
		client: 'print("I am " .. game:GetService("Players").LocalPlayer.DisplayName)',
	});
	assert.deepEqual(printed(), []);
	await world.start();
	assert.deepEqual(printed(), ["server: up"]);
	await world.join({ name: "Alex", displayName: "Lex" });
	await world.run(0.5);
	assert.deepEqual(printed().sort(), ["Alex: I am Lex", "server: hello Alex", "server: up"]);
});

test("the virtual clock runs a minute in far less, and scripts see the world's time", async (t) => {
	const { world, printed } = await createScriptedWorld(t, {
		server: "local t = os.clock() task.wait(60) print(math.round(os.clock() - t))",
	});
	await world.start();
	const startedAt = performance.now();
	await world.run(61);
	assert.ok(performance.now() - startedAt < 30_000);
	assert.deepEqual(printed(), ["server: 60"]);
	assert.ok(Math.abs(world.now() - 61) < 0.1, String(world.now()));
});

test("the real clock keeps to the wall clock", async (t) => {
	const { world } = await createScriptedWorld(t, {}, { clock: "real" });
	await world.start();
	const startedAt = performance.now();
	await world.run(0.6);
	const taken = (performance.now() - startedAt) / 1000;
	assert.ok(taken > 0.5, `${taken} s`);
});

test("an error in a script names path, line and file, and the world keeps going", async (t) => {
	const { world, logs, printed } = await createScriptedWorld(t, {
		server: [
			"task.delay(1, print, 'still here')",
			"local function open(door) return door.handle.width end",
			"open({})",
		].join("\n"),
	});
	await world.start();
	await world.run(2);
	const errors = logs.filter(({ level }) => level === "error");
	assert.equal(errors.length, 1);
	assert.match(errors[0].message, /^ServerScriptService\.Main:2: attempt to index nil with 'width'/);
	assert.deepEqual(errors[0].source, { file: "main.server.luau", line: 2 });
	assert.match(errors[0].trace ?? "", /ServerScriptService\.Main:3/);
	assert.deepEqual(printed(), ["server: still here"]);
});

test("a script that does not compile is an error with its line", async (t) => {
	const { world, logs } = await createScriptedWorld(t, { server: "local x = 1\nlocal = 2" });
	await world.start();
	await world.run(0.2);
	const [error] = logs.filter(({ level }) => level === "error");
	assert.match(error.message, /ServerScriptService\.Main:2: /);
	assert.equal(error.source?.file, "main.server.luau");
});

test("a module of a kind that headless cannot read fails only when it is required", async (t) => {
	const { world, printed } = await createScriptedWorld(t, {
		server: 'print((select(2, pcall(require, game:GetService("ReplicatedStorage").wally))))',
		files: { "shared/wally.toml": "key = 1" },
	});
	const errors: string[] = [];
	world.on("log", ({ level, message }) => level === "error" && errors.push(message));
	await world.start();
	assert.equal(printed().length, 1);
	assert.match(errors.join(), /wally\.toml: headless does not read \.toml modules/);
});

test("prepare edits what the world is booted with", async (t) => {
	const { world, printed } = await createScriptedWorld(
		t,
		{ server: 'print(game:GetService("ReplicatedStorage"):GetAttribute("Url"))' },
		{ prepare: (tree) => setAttribute(tree, "ReplicatedStorage", "Url", "http://127.0.0.1:5") },
	);
	await world.start();
	assert.deepEqual(printed(), ["server: http://127.0.0.1:5"]);
});

test("evaluate runs in the peer's environment and gives JSON", async (t) => {
	const { world } = await createScriptedWorld(t, {
		server: 'Instance.new("Folder", workspace).Name = "Made"',
	});
	await world.start();
	await world.join({ name: "Alex" });
	assert.equal(await world.evaluate("server", 'return workspace:FindFirstChild("Made") ~= nil'), true);
	assert.deepEqual(await world.evaluate("server", 'return { a = { 1, 2 }, b = "x" }'), { a: [1, 2], b: "x" });
	assert.equal(await world.evaluate("Alex", 'return game:GetService("Players").LocalPlayer.Name'), "Alex");
	assert.equal(await world.evaluate("server", "task.wait(3) return 7"), 7);
	await assert.rejects(world.evaluate("server", "return ="), /evaluate:1: /);
	await assert.rejects(world.evaluate("server", "error('no')"), /evaluate:1: no/);
	await assert.rejects(world.evaluate("Nobody", "return 1"), /Nobody/);
});

test("a player walks, is teleported, and leaves", async (t) => {
	const { world, printed } = await createScriptedWorld(t, {
		server: 'game:GetService("Players").PlayerRemoving:Connect(function(p) print("bye " .. p.Name) end)',
	});
	await world.start();
	const alex = await world.join({ name: "Alex", userId: 77 });
	assert.equal(alex.userId, 77);
	assert.ok(await world.runUntil(() => alex.position() !== undefined, 10));
	await alex.teleport({ x: 0, y: 5, z: 0 });
	const from = alex.position();
	assert.ok(from !== undefined && Math.hypot(from.x, from.z) < 1, JSON.stringify(from));
	await alex.moveTo({ x: 32, y: 5, z: 0 });
	await world.run(0.5);
	assert.equal(alex.isMoving(), true);
	const startedAt = world.now();
	assert.ok(await world.runUntil(() => !alex.isMoving(), 10));
	const walked = world.now() - startedAt + 0.5;
	assert.ok(Math.abs(walked - 2) < 0.5, `32 studs at 16 a second took ${walked} s`);
	await alex.leave();
	await world.run(0.2);
	assert.deepEqual(printed(), ["server: bye Alex"]);
	assert.equal(alex.position(), undefined);
	await assert.rejects(alex.chat("anyone?"));
});

test("what is bound to close runs at shutdown, once", async (t) => {
	const { world, printed } = await createScriptedWorld(t, {
		server: 'game:BindToClose(function() task.wait(2) print("closed") end)',
	});
	await world.start();
	await Promise.all([world.shutdown(), world.shutdown()]);
	await world.shutdown();
	assert.deepEqual(printed(), ["server: closed"]);
	await assert.rejects(world.step(), /shut down/);
	await assert.rejects(world.evaluate("server", "return 1"), /shut down/);
});

test("beforeFrame is awaited before each frame, with the frame's time", async (t) => {
	const order: string[] = [];
	const { world } = await createScriptedWorld(
		t,
		{ server: 'game:GetService("RunService").Heartbeat:Connect(function() print("frame") end)' },
		{
			stepSeconds: 0.5,
			beforeFrame: async (now) => {
				await new Promise(setImmediate);
				order.push(`before ${now}`);
			},
		},
	);
	world.on("log", ({ message }) => order.push(message));
	await world.start();
	await world.run(1);
	assert.deepEqual(order.slice(-4), ["before 1", "frame", "before 1.5", "frame"]);
});

test("two worlds do not know of each other", async (t) => {
	const first = await createScriptedWorld(t, { server: "_G.mark = 1 print(_G.mark)" });
	const second = await createScriptedWorld(t, { server: "print(_G.mark)" });
	await first.world.start();
	await second.world.start();
	assert.deepEqual([first.printed(), second.printed()], [["server: 1"], ["server: nil"]]);
});

test("the same seed gives the same world", async (t) => {
	const server = "print(math.random(), Random.new():NextNumber())";
	const numbers = async (seed: number) => {
		const { world, printed } = await createScriptedWorld(t, { server }, { seed });
		await world.start();
		return printed().join();
	};
	assert.equal(await numbers(5), await numbers(5));
	assert.notEqual(await numbers(5), await numbers(6));
});
