import assert from "node:assert/strict";
import { test } from "node:test";
import { createWorld } from "../src/index.ts";
import { attempt } from "./support/attempt.ts";
import { GROUND, projectWith, writeProject } from "./support/write-project.ts";

test("replication", async (t) => {
	const projectFile = writeProject(t, {
		"default.project.json": projectWith({
			ReplicatedStorage: { Event: { $className: "RemoteEvent" } },
			ServerStorage: { Persona: { $className: "StringValue", $properties: { Value: "secret" } } },
			ServerScriptService: { Main: { $path: "main.server.luau" } },
			Workspace: {
				Ground: GROUND,
				Crate: { $className: "Part", $properties: { Anchored: true } },
				Runner: { $path: "main.server.luau" },
			},
		}),
		"main.server.luau": "_G.runs = (_G.runs or 0) + 1",
	});
	const world = await createWorld({ projectFile, clock: "virtual" });
	t.after(world.shutdown);
	await world.start();
	const alex = await world.join({ name: "Alex" });
	await world.join({ name: "Bea" });
	const server = (luau: string) => attempt(world, luau);
	const client = (luau: string, name = "Alex") => attempt(world, luau, name);
	/** Does something on the server, lets a frame pass, and looks at a client. */
	const after = async (change: string, look: string, name = "Alex") => {
		assert.equal(await server(`${change} return 1`), 1);
		await world.step();
		return client(look, name);
	};

	await t.test("gives clients the shared containers and nothing of the server's own", async () => {
		assert.deepEqual(
			await client(
				"return { workspace.Crate.Anchored, #game:GetService('ServerStorage'):GetChildren(), #game:GetService('ServerScriptService'):GetChildren() }",
			),
			[true, 0, 0],
		);
		const luau =
			"for _, i in game:GetDescendants() do if i.Name == 'Persona' or i.Name == 'Main' then return i:GetFullName() end end return 'none'";
		assert.equal(await client(luau), "none");
	});

	await t.test("runs a server's script on the server only", async () => {
		assert.deepEqual(
			[await server("return _G.runs"), await client("return { workspace.Runner.ClassName, _G.runs }")],
			[2, ["Script"]],
		);
	});

	await t.test("carries new instances with their properties, attributes and tags", async () => {
		const change = `local m = Instance.new("Model") m.Name = "M" m:SetAttribute("Id", 7) m:AddTag("Npc")
			local p = Instance.new("Part") p.Anchored = true p.Transparency = 0.5 p.CFrame = CFrame.new(1, 2, 3) p.Parent = m m.PrimaryPart = p m.Parent = workspace`;
		const look = `local m = workspace.M return { m:GetAttribute("Id"), m:HasTag("Npc"), m.PrimaryPart == m.Part, m.Part.Transparency, m.Part.Position,
			game:GetService("CollectionService"):GetTagged("Npc")[1] == m }`;
		assert.deepEqual(await after(change, look), [7, true, true, 0.5, [1, 2, 3], true]);
	});

	await t.test("carries changes", async () => {
		assert.deepEqual(
			await after(
				"local m = workspace.M m.Name = 'N' m:SetAttribute('Id', nil) m:SetAttribute('New', true) m:RemoveTag('Npc') m:AddTag('Other') m.PrimaryPart = nil m.Part.Position = Vector3.new(9, 9, 9)",
				"local m = workspace.N return { m:GetAttribute('Id') == nil, m:GetAttribute('New'), m:GetTags(), m.PrimaryPart == nil, m.Part.Position }",
			),
			[true, true, ["Other"], true, [9, 9, 9]],
		);
	});

	await t.test("tells clients' listeners of them", async () => {
		await client(`_G.heard = {} local m = workspace.N
			m:GetAttributeChangedSignal("New"):Connect(function() table.insert(_G.heard, "attribute") end)
			m:GetPropertyChangedSignal("Name"):Connect(function() table.insert(_G.heard, "name") end)
			m.Destroying:Connect(function() table.insert(_G.heard, "destroying") end)
			workspace.ChildAdded:Connect(function(c) table.insert(_G.heard, "child " .. c.Name) end)
			workspace.ChildRemoved:Connect(function(c) table.insert(_G.heard, "gone " .. c.Name) end)`);
		const change =
			"local m = workspace.N m:SetAttribute('New', false) m.Name = 'O' Instance.new('Folder', workspace).Name = 'F'";
		assert.deepEqual(((await after(change, "return _G.heard")) as string[]).sort(), [
			"attribute",
			"child F",
			"name",
		]);
		await client("table.clear(_G.heard)");
		assert.deepEqual(await after("workspace.O:Destroy()", "return _G.heard"), ["destroying", "gone O"]);
	});

	await t.test("follows what moves in and out of what is shared", async () => {
		assert.equal(
			await after(
				"workspace.F.Parent = game:GetService('ServerStorage')",
				"return workspace:FindFirstChild('F') == nil",
			),
			true,
		);
		assert.equal(
			await after(
				"game:GetService('ServerStorage').F.Parent = workspace.Crate",
				"return workspace.Crate.F.ClassName",
			),
			"Folder",
		);
		assert.equal(
			await after(
				"workspace.Crate.F.Parent = game:GetService('Lighting')",
				"return game:GetService('Lighting').F.ClassName",
			),
			"Folder",
		);
	});

	await t.test("does not send what came and went within a frame", async () => {
		await client(
			"_G.heard = {} workspace.ChildAdded:Connect(function(c) table.insert(_G.heard, c.Name) end)",
		);
		assert.deepEqual(
			await after("local f = Instance.new('Folder', workspace) f:Destroy()", "return _G.heard"),
			[],
		);
	});

	await t.test("brings a frame's instances before its events", async () => {
		await client(
			"_G.seen = nil game.ReplicatedStorage.Event.OnClientEvent:Connect(function(i, name) _G.seen = i ~= nil and i == workspace:FindFirstChild(name) end)",
		);
		assert.equal(
			await after(
				"local f = Instance.new('Folder') f.Name = 'Fresh' game.ReplicatedStorage.Event:FireAllClients(f, 'Fresh') f.Parent = workspace",
				"return _G.seen",
			),
			true,
		);
	});

	await t.test("does not take a client's own changes to the server", async () => {
		await client(
			"workspace.Crate.Transparency = 1 workspace.Crate:SetAttribute('Mine', 1) Instance.new('Folder', workspace).Name = 'Local' workspace.Fresh:Destroy()",
		);
		await world.run(0.2);
		assert.deepEqual(
			await server(
				"return { workspace.Crate.Transparency, workspace.Crate:GetAttribute('Mine') == nil, workspace:FindFirstChild('Local') == nil, workspace:FindFirstChild('Fresh') ~= nil }",
			),
			[0, true, true, true],
		);
		assert.deepEqual(
			await client("return { workspace.Crate.Transparency, workspace:FindFirstChild('Fresh') == nil }"),
			[1, true],
		);
		assert.equal(await client("return workspace.Crate.Transparency", "Bea"), 0);
		assert.equal(
			await after(
				"workspace.Crate.Transparency = 0.25 workspace.Fresh.Name = 'Renamed'",
				"return workspace.Crate.Transparency",
			),
			0.25,
		);
	});

	await t.test("gives a newcomer what there is now", async () => {
		await world.join({ name: "Cyn" });
		assert.deepEqual(
			await client(
				"return { workspace.Crate.Transparency, game:GetService('Lighting').F.Name, #game:GetService('Players'):GetPlayers(), workspace.Alex.Humanoid.Health }",
				"Cyn",
			),
			[0.25, "F", 3, 100],
		);
	});

	await t.test("brings an atomic model whole, any other model from the top", async () => {
		const build = (mode: string) =>
			`local m = Instance.new("Model") m.Name = "${mode}" m.ModelStreamingMode = "${mode}" Instance.new("Part", m) m.Parent = workspace`;
		await client(
			"_G.kids = {} workspace.ChildAdded:Connect(function(m) _G.kids[m.Name] = #m:GetChildren() end)",
		);
		assert.deepEqual(
			await after(
				`do ${build("Atomic")} end do ${build("Default")} end`,
				"return { _G.kids.Atomic, _G.kids.Default }",
			),
			[1, 0],
		);
	});

	await t.test("hides a player's private containers from the others", async () => {
		const luau =
			"local p = game:GetService('Players') return { p.Alex:FindFirstChild('PlayerGui') ~= nil, p.Alex:FindFirstChild('PlayerScripts') ~= nil, p.Bea:FindFirstChild('PlayerGui') ~= nil, p.Bea:FindFirstChild('Backpack') ~= nil }";
		assert.deepEqual(await client(luau), [true, true, false, false]);
	});

	await t.test("lets a client move its own character, for the server and all others to see", async () => {
		await alex.moveTo({ x: 12, y: 0, z: 5 });
		await world.run(3);
		const where = "local p = workspace.Alex.Head.Position return { math.round(p.X), math.round(p.Z) }";
		assert.deepEqual(
			[await client(where), await server(where), await client(where, "Bea")],
			[
				[12, 5],
				[12, 5],
				[12, 5],
			],
		);
		await client("workspace.Bea.HumanoidRootPart.CFrame = CFrame.new(99, 3, 99)");
		await world.run(0.2);
		assert.notDeepEqual(await server("return workspace.Bea.HumanoidRootPart.Position"), [99, 3, 99]);
	});

	await t.test("lets the server move it too, against what the client still sends", async () => {
		await alex.moveTo({ x: 100, y: 0, z: 0 });
		await world.run(0.5);
		await server("workspace.Alex:PivotTo(CFrame.new(-50, 3, -50))");
		await alex.stop();
		await world.run(0.3);
		const near =
			"local p = workspace.Alex.HumanoidRootPart.Position return (p - Vector3.new(-50, 3, -50)).Magnitude < 3";
		assert.deepEqual([await server(near), await client(near), await client(near, "Bea")], [true, true, true]);
	});
});
