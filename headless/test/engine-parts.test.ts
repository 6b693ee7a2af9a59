import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt } from "./support/attempt.ts";
import { createScriptedWorld } from "./support/scripted-world.ts";

const PARTS = `
local function part(x, name) local p = Instance.new("Part") p.Name = name or "P" p.Size = Vector3.one * 2 p.CFrame = CFrame.new(x, 0, 0) p.Parent = workspace return p end
local function weld(a, b) local w = Instance.new("WeldConstraint") w.Part0 = a w.Part1 = b w.Parent = a return w end
`;

test("parts", async (t) => {
	const { world } = await createScriptedWorld(t, {});
	await world.start();
	const check = (name: string, luau: string, expected: unknown) =>
		t.test(name, async () => assert.deepEqual(await attempt(world, PARTS + luau), expected));

	await check(
		"that are welded move with each other's CFrame",
		"local a, b = part(0), part(5) weld(a, b) a.CFrame = CFrame.new(10, 0, 0) local one = b.Position b.CFrame = CFrame.new(0, 0, 0) return { one, a.Position }",
		[
			[15, 0, 0],
			[-5, 0, 0],
		],
	);
	await check(
		"turn about each other",
		"local a, b = part(0), part(5) weld(a, b) a.CFrame = CFrame.Angles(0, math.pi / 2, 0) return b.Position:FuzzyEq(Vector3.new(0, 0, -5), 1e-4)",
		true,
	);
	await check(
		"move alone by Position, and the weld takes the new offset",
		"local a, b = part(0), part(5) weld(a, b) b.Position = Vector3.new(0, 7, 0) local still = a.Position a.CFrame = CFrame.new(1, 0, 0) return { still, b.Position }",
		[
			[0, 0, 0],
			[1, 7, 0],
		],
	);
	await check(
		"part when the weld goes, is off, or leaves the game",
		"local a, b = part(0), part(5) local w = weld(a, b) a.CFrame = CFrame.new(1, 0, 0) w.Enabled = false a.CFrame = CFrame.new(0, 0, 0) local off = b.Position w.Enabled = true w:Destroy() a.CFrame = CFrame.new(50, 0, 0) return { off, b.Position, w.Active }",
		[[6, 0, 0], [6, 0, 0], false],
	);
	await check(
		"that a Motor6D joins come where it says",
		"local a, b = part(3), part(50) local m = Instance.new('Motor6D') m.C0 = CFrame.new(0, 2, 0) m.Part0 = a m.Part1 = b m.Parent = a return { b.Position, a.Position, m.Active }",
		[[3, 2, 0], [3, 0, 0], true],
	);
	await check(
		"have the anchored part as root",
		"local a, b = part(0), part(5) b.Anchored = true weld(a, b) return { a.AssemblyRootPart == b, b:IsGrounded(), a:IsGrounded(), #a:GetConnectedParts() }",
		[true, true, true, 2],
	);
	await check(
		"keep Orientation in degrees",
		"local p = part(0) p.Orientation = Vector3.new(0, 90, 0) return { p.CFrame.LookVector:FuzzyEq(Vector3.new(-1, 0, 0)), math.round(p.Orientation.Y) }",
		[true, 90],
	);
	await check(
		"of a cloned model are joined among themselves",
		"local m = Instance.new('Model') local a, b = part(0), part(5) weld(a, b) a.Parent = m b.Parent = m m.PrimaryPart = a m.Parent = workspace local c = m:Clone() c.Parent = workspace c.PrimaryPart.CFrame = CFrame.new(100, 0, 0) return { c.PrimaryPart.Position, c:GetChildren()[2].Position, b.Position }",
		[
			[100, 0, 0],
			[105, 0, 0],
			[5, 0, 0],
		],
	);

	await check(
		"make a model's extents",
		"local m = Instance.new('Model') for x = 0, 8, 4 do part(x).Parent = m end local c, s = m:GetBoundingBox() return { m:GetExtentsSize(), s, c.Position, m:GetPivot().Position }",
		[
			[10, 2, 2],
			[10, 2, 2],
			[4, 0, 0],
			[4, 0, 0],
		],
	);
	await check(
		"make a model that pivots whole, about its primary part",
		"local m = Instance.new('Model') local a, b = part(1), part(5) a.Parent = m b.Parent = m m.PrimaryPart = a m:PivotTo(CFrame.new(0, 10, 0) * CFrame.Angles(0, math.pi, 0)) return { a.Position, b.Position:FuzzyEq(Vector3.new(-4, 10, 0), 1e-4) }",
		[[0, 10, 0], true],
	);

	await check(
		"have a network owner only where there is simulation",
		"local p = part(0) local loose = pcall(p.SetNetworkOwner, p, nil) p.Anchored = true local _, e = pcall(p.SetNetworkOwner, p, nil) return { loose, (string.gsub(e, '^.-: ', '')) }",
		[true, "Network Ownership API cannot be called on Anchored parts or parts welded to Anchored parts."],
	);
	await check(
		"outside Workspace have none",
		"local p = Instance.new('Part') p:SetNetworkOwner(nil)",
		"error: Can only call Network Ownership API on a part that is descendant of Workspace",
	);
});

test("Debris destroys after its time, and the oldest of more than a thousand", async (t) => {
	const { world } = await createScriptedWorld(t, {});
	await world.start();
	await attempt(
		world,
		"local D = game:GetService('Debris') for i = 1, 1001 do local f = Instance.new('Folder') f.Name = 'D' .. i f.Parent = workspace D:AddItem(f, i == 2 and 1 or 9) end",
	);
	const left = () =>
		attempt(
			world,
			"return { workspace:FindFirstChild('D1') ~= nil, workspace:FindFirstChild('D2') ~= nil, workspace:FindFirstChild('D3') ~= nil }",
		);
	assert.deepEqual(await left(), [false, true, true]);
	await world.run(1.1);
	assert.deepEqual(await left(), [false, false, true]);
	await world.run(8.1);
	assert.deepEqual(await left(), [false, false, false]);
});

test("a proximity prompt is triggered by a client in reach, and the server checks", async (t) => {
	const { world, printed } = await createScriptedWorld(t, {
		server: `local p = Instance.new("Part") p.Name = "Door" p.Anchored = true p.CFrame = CFrame.new(0, 3, 5) local prompt = Instance.new("ProximityPrompt") prompt.HoldDuration = 0.5 prompt.Parent = p p.Parent = workspace
			prompt.Triggered:Connect(function(player) print("opened by", player) end)`,
	});
	await world.start();
	const alex = await world.join({ name: "Alex" });
	const press = "workspace.Door.ProximityPrompt:InputHoldBegin()";
	await attempt(world, press, "Alex");
	await world.run(0.3);
	assert.deepEqual(printed(), []);
	await world.run(0.4);
	assert.deepEqual(printed(), ["server: opened by Alex"]);
	await alex.teleport({ x: 100, y: 3, z: 0 });
	await world.run(0.1);
	await attempt(world, press, "Alex");
	await world.run(1);
	assert.deepEqual(printed(), ["server: opened by Alex"]);
});
