import assert from "node:assert/strict";
import { test } from "node:test";
import { createWorld } from "../src/index.ts";
import { attempt } from "./support/attempt.ts";
import { projectWith, writeProject } from "./support/write-project.ts";

const REMOTES = `
local RS = game:GetService("ReplicatedStorage")
local event, fn, fast = RS:WaitForChild("Event"), RS:WaitForChild("Function"), RS:WaitForChild("Fast")
`;

test("remotes", async (t) => {
	const projectFile = writeProject(t, {
		"default.project.json": projectWith({
			ReplicatedStorage: {
				Event: { $className: "RemoteEvent" },
				Fast: { $className: "UnreliableRemoteEvent" },
				Function: { $className: "RemoteFunction" },
			},
			ServerStorage: { Hidden: { $className: "Folder" } },
		}),
	});
	const world = await createWorld({ projectFile, clock: "virtual" });
	t.after(world.shutdown);
	const logs: string[] = [];
	world.on("log", ({ peer, level, message }) => logs.push(`${peer} ${level}: ${message}`));
	await world.start();
	await world.join({ name: "Alex" });
	const run = (luau: string, peer = "server") => attempt(world, REMOTES + luau, peer);
	await run(
		"_G.heard = {} event.OnServerEvent:Connect(function(p, ...) table.insert(_G.heard, { p, ... }) end)",
	);
	await run(
		"_G.heard = {} event.OnClientEvent:Connect(function(...) table.insert(_G.heard, table.pack(...)) end)",
		"Alex",
	);

	/** What a client hears when the server fires with these arguments: `make` sees its single packed argument list. */
	const sent = async (args: string, inspect: string) => {
		await run("table.clear(_G.heard)", "Alex");
		await run(`event:FireClient(game:GetService("Players").Alex, ${args})`);
		await world.step();
		return run(`local a = _G.heard[1] return ${inspect}`, "Alex");
	};

	await t.test("carry the player to the server, and the arguments both ways", async () => {
		await run("event:FireServer('hi', 5, nil, true)", "Alex");
		await world.step();
		await world.step();
		assert.deepEqual(await run("local h = _G.heard[1] return { h[1], h[2], h[3], h[5], #_G.heard }"), [
			"Players.Alex",
			"hi",
			5,
			true,
			1,
		]);
		assert.deepEqual(
			await sent(
				"Vector3.new(1, 2, 3), Enum.Material.Grass, 0 / 0",
				"{ a[1], a[2] == Enum.Material.Grass, a[3] ~= a[3], a.n }",
			),
			[[1, 2, 3], true, true, 3],
		);
	});

	await t.test("copy tables, without metatables and without identity", async () => {
		await run("_G.original = setmetatable({ Name = 'x' }, { __index = { Wheels = 4 } })");
		assert.deepEqual(
			await sent("_G.original", "{ a[1].Name, a[1].Wheels == nil, getmetatable(a[1]) == nil }"),
			["x", true, true],
		);
		await run(
			"_G.shared1 = {} event:FireClient(game:GetService('Players').Alex, _G.shared1, _G.shared1) _G.shared1.late = true",
		);
		await world.step();
		assert.deepEqual(
			await run("local a = _G.heard[#_G.heard] return { a[1] == a[2], a[1].late == nil }", "Alex"),
			[false, true],
		);
	});

	await t.test("lose what cannot cross", async () => {
		assert.deepEqual(await sent("print, 'after'", "{ a[1] == nil, a[2], a.n }"), [true, "after", 2]);
		assert.deepEqual(await sent("{ 1, 2, name = 'lost' }", "{ #a[1], a[1].name == nil }"), [2, true]);
		assert.deepEqual(await sent("{ f = print, ok = 1 }", "{ a[1].f == nil, a[1].ok }"), [true, 1]);
		assert.deepEqual(
			await sent("{ [10] = 'ten', [workspace] = true }", "{ a[1]['10'], a[1].Workspace, a[1][10] == nil }"),
			["ten", true, true],
		);
	});

	await t.test("refuse circles", async () => {
		assert.equal(await run("local t = {} t.t = t event:FireAllClients(t)"), "error: tables cannot be cyclic");
	});

	await t.test("give the receiver its own instance, and nil for what it does not have", async () => {
		assert.deepEqual(
			await sent(
				"workspace, game:GetService('ServerStorage').Hidden, { workspace }",
				"{ a[1] == workspace, a[2] == nil, a[3][1] == workspace }",
			),
			[true, true, true],
		);
		await run(
			"local p = Instance.new('Part') p.Name = 'Mine' p.Parent = workspace event:FireServer(p, 'x')",
			"Alex",
		);
		await world.step();
		await world.step();
		assert.deepEqual(
			await run(
				"local h = _G.heard[#_G.heard] return { h[2] == nil, h[3], workspace:FindFirstChild('Mine') == nil }",
			),
			[true, "x", true],
		);
	});

	await t.test("keep their sides", async () => {
		const fire = "error: FireServer can only be called from the client";
		assert.equal(await run("event:FireServer()"), fire);
		assert.equal(
			await run("event:FireAllClients()", "Alex"),
			"error: FireAllClients can only be called from the server",
		);
		assert.equal(
			await run("return event.OnClientEvent"),
			"error: OnClientEvent can only be used on the client",
		);
		assert.equal(
			await run("return event.OnServerEvent", "Alex"),
			"error: OnServerEvent can only be used on the server",
		);
		assert.equal(
			await run("fn.OnServerInvoke = print", "Alex"),
			"error: OnServerInvoke can only be implemented on the server",
		);
		assert.equal(
			await run("event:FireClient('Alex')"),
			"error: FireClient: player argument must be a Player object",
		);
	});

	await t.test("arrive in order", async () => {
		await run("table.clear(_G.heard)", "Alex");
		await run("for i = 1, 50 do event:FireAllClients(i) end");
		await world.step();
		assert.deepEqual(
			await run("local n = {} for i, a in _G.heard do n[i] = a[1] end return n", "Alex"),
			Array.from({ length: 50 }, (_, i) => i + 1),
		);
	});

	await t.test("wait for the first listener", async () => {
		await run(
			"local e = Instance.new('RemoteEvent') e.Name = 'Late' e.Parent = RS e:FireAllClients('early')",
		);
		await world.run(0.2);
		await run("_G.late = {} RS.Late.OnClientEvent:Connect(function(x) table.insert(_G.late, x) end)", "Alex");
		await world.step();
		assert.deepEqual(await run("return _G.late", "Alex"), ["early"]);
	});

	await t.test("that are unreliable drop what is over 1000 bytes", async () => {
		await run("_G.fast = {} fast.OnClientEvent:Connect(function(x) table.insert(_G.fast, #x) end)", "Alex");
		await run("fast:FireAllClients(string.rep('x', 900)) fast:FireAllClients(string.rep('x', 1100))");
		await world.step();
		assert.deepEqual(await run("return _G.fast", "Alex"), [900]);
	});

	await t.test("functions answer, and throw what the other side throws", async () => {
		await run(
			"fn.OnServerInvoke = function(p, x) task.wait(0.1) if x == 'bad' then error('refused') end return p.Name .. x, { 1 } end",
		);
		assert.deepEqual(await run("local a, b = fn:InvokeServer('!') return { a, b[1] }", "Alex"), ["Alex!", 1]);
		assert.match(String(await run("fn:InvokeServer('bad')", "Alex")), /refused$/);
	});

	await t.test("functions wait until somebody answers", async () => {
		await run("task.delay(0.5, function() fn.OnClientInvoke = function(x) return x * 2 end end)", "Alex");
		assert.equal(await run("return fn:InvokeClient(game:GetService('Players').Alex, 21)"), 42);
	});

	await t.test("functions throw when their client leaves", async () => {
		const bea = await world.join({ name: "Bea" });
		await run("fn.OnClientInvoke = function() task.wait(100) end", "Bea");
		await run(
			"task.spawn(function() _G.outcome = { pcall(fn.InvokeClient, fn, game:GetService('Players').Bea) } end)",
		);
		await world.run(0.2);
		await bea.leave();
		await world.run(0.2);
		assert.match(String(await run("return tostring(_G.outcome[1]) .. _G.outcome[2]")), /^false.*left/);
	});

	await t.test("let a client send 500 events a second and warn of more", async () => {
		await run("_G.count = 0 event.OnServerEvent:Connect(function() _G.count += 1 end)");
		await world.run(1.1);
		await run("for i = 1, 800 do event:FireServer(i) end", "Alex");
		await world.run(0.2);
		assert.equal(await run("return _G.count"), 500);
		assert.equal(
			logs.filter((line) => line.startsWith("server warn: Alex sends more than 500 RemoteEvents a second"))
				.length,
			1,
		);
	});
});
