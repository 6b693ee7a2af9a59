import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt } from "./support/attempt.ts";
import { createScriptedWorld } from "./support/scripted-world.ts";

test("instances", async (t) => {
	const { world, logs } = await createScriptedWorld(t, {});
	await world.start();
	const run = (luau: string) => attempt(world, luau);
	const check = (name: string, cases: ReadonlyArray<readonly [luau: string, expected: unknown]>) =>
		t.test(name, async () => {
			for (const [luau, expected] of cases) assert.deepEqual(await run(luau), expected, luau);
		});

	await check("a member that Roblox does not have is an error in Roblox's words", [
		["return workspace.Nope", 'error: Nope is not a valid member of Workspace "Workspace"'],
		["Instance.new('Part').Nope = 1", 'error: Nope is not a valid member of Part "Part"'],
		[
			"return workspace:FindFirstchild('x')",
			'error: FindFirstchild is not a valid member of Workspace "Workspace"',
		],
		["return game:GetService('Nope')", "error: 'Nope' is not a valid Service name"],
	]);

	await check("a child is found by its name, a member before it", [
		[
			"local f = Instance.new('Folder') f.Name = 'Kid' f.Parent = workspace return workspace.Kid.Parent.Name",
			"Workspace",
		],
		[
			"local f = Instance.new('Folder') local k = Instance.new('Folder') k.Name = 'Name' k.Parent = f return f.Name",
			"Folder",
		],
	]);

	await check("a member that Roblox has and the engine does not is refused", [
		[
			"return Instance.new('Part').Touched",
			"error: headless: Part.Touched exists in Roblox but is not implemented by this engine",
		],
		[
			"return workspace:Raycast(Vector3.zero, Vector3.one)",
			"error: headless: Workspace:Raycast exists in Roblox but is not implemented by this engine",
		],
		[
			"return game:GetService('MemoryStoreService'):GetSortedMap('x')",
			"error: headless: MemoryStoreService:GetSortedMap exists in Roblox but is not implemented by this engine",
		],
		[
			"return RaycastParams.new()",
			"error: headless: RaycastParams.new exists in Roblox but is not implemented by this engine",
		],
		[
			"wait(1)",
			"error: headless: the global function wait exists in Roblox but is not implemented by this engine",
		],
	]);

	await check("what is assigned must be of the property's type", [
		[
			"Instance.new('Part').Anchored = 'yes'",
			"error: Unable to assign property Anchored. boolean expected, got string",
		],
		["Instance.new('Part').Size = 4", "error: Unable to assign property Size. Vector3 expected, got number"],
		[
			"Instance.new('Model').PrimaryPart = workspace",
			"error: Unable to assign property PrimaryPart. BasePart expected, got Instance",
		],
		[
			"Instance.new('Part').Material = Enum.KeyCode.A",
			"error: Unable to assign property Material. EnumItem of Material expected, got EnumItem",
		],
		[
			"Instance.new('Part').ClassName = 'x'",
			"error: Unable to assign property ClassName. Property is read only",
		],
		[
			"game:GetService('Players').MaxPlayers = 5",
			"error: Unable to assign property MaxPlayers. Property is read only",
		],
		["Instance.new('Part').ChildAdded = 1", "error: ChildAdded cannot be assigned to"],
		[
			"local p = Instance.new('Part') p.Material = 'Grass' return tostring(p.Material)",
			"Enum.Material.Grass",
		],
		["local v = Instance.new('StringValue') v.Value = 5 return v.Value", "5"],
	]);

	await check("properties begin with Roblox's values", [
		[
			"local h = Instance.new('Humanoid') return { h.Health, h.MaxHealth, h.WalkSpeed, h.DisplayName }",
			[100, 100, 16, ""],
		],
		[
			"local p = Instance.new('Part') return { p.Anchored, p.CanCollide, p.Transparency, p.Material.Name, p.Name }",
			[false, true, 0, "Plastic", "Part"],
		],
		["return Instance.new('Model').PrimaryPart == nil", true],
	]);

	await check("only what a script may create can be created", [
		["Instance.new('Workspace')", 'error: Unable to create an Instance of type "Workspace"'],
		["Instance.new('TextSource')", 'error: Unable to create an Instance of type "TextSource"'],
		["Instance.new('Nope')", 'error: Unable to create an Instance of type "Nope"'],
	]);

	await check("a method wants its instance and its arguments", [
		["workspace.FindFirstChild('x')", "error: Expected ':' not '.' calling member function FindFirstChild"],
		["workspace:FindFirstChild()", "error: Argument 1 missing or nil"],
		["workspace:FindFirstChild({})", "error: Unable to cast table to string"],
		["workspace:IsAncestorOf(Vector3.zero)", "error: Unable to cast Vector3 to Instance"],
	]);

	await check("a tree has no circles and its services stay in place", [
		["local a = Instance.new('Folder') a.Parent = a", "error: Attempt to set Folder as its own parent"],
		[
			"local a, b = Instance.new('Folder'), Instance.new('Folder') a.Name = 'A' b.Name = 'B' b.Parent = a a.Parent = b",
			"error: Attempt to set parent of A to A.B would result in circular reference",
		],
		[
			"workspace.Parent = nil",
			"error: The Parent property of Workspace is locked, current parent: Test, new parent NULL",
		],
	]);

	await check("Destroy takes out everything below and locks the parent", [
		[
			"local a = Instance.new('Folder') local b = Instance.new('Folder') b.Parent = a a.Parent = workspace a:Destroy() return { a.Parent == nil, b.Parent == nil, #a:GetChildren() }",
			[true, true, 0],
		],
		[
			"local a = Instance.new('Folder') a:Destroy() a.Parent = workspace",
			"error: The Parent property of Folder is locked, current parent: NULL, new parent Workspace",
		],
		[
			"local a, n = Instance.new('Folder'), 0 a.Destroying:Connect(function() n += 1 end) local c = a.ChildAdded:Connect(print) a:Destroy() a:Destroy() return { n, c.Connected }",
			[1, false],
		],
	]);

	await check("Clone copies what is Archivable, with references inside it", [
		[
			"local m = Instance.new('Model') local p = Instance.new('Part') p.Parent = m m.PrimaryPart = p m:SetAttribute('A', 1) m:AddTag('T') local c = m:Clone() return { c.PrimaryPart == c.Part, c.PrimaryPart ~= p, c:GetAttribute('A'), c:HasTag('T'), c.Parent == nil }",
			[true, true, 1, true, true],
		],
		["local f = Instance.new('Folder') f.Archivable = false return f:Clone() == nil", true],
		[
			"local f = Instance.new('Folder') local k = Instance.new('Folder') k.Archivable = false k.Parent = f return #f:Clone():GetChildren()",
			0,
		],
	]);

	await check("instances are found by name, class and ancestry", [
		[
			"local m = Instance.new('Model') m.Name = 'M' local p = Instance.new('Part') p.Parent = m local d = Instance.new('StringValue') d.Name = 'Deep' d.Parent = p return { m:FindFirstChild('Deep') == nil, m:FindFirstChild('Deep', true) == d, m:FindFirstChildWhichIsA('BasePart') == p, m:FindFirstChildOfClass('BasePart') == nil, d:FindFirstAncestorWhichIsA('PVInstance') == p, d:FindFirstAncestor('M') == m, d:GetFullName(), #m:GetDescendants(), d:IsDescendantOf(m), m:IsAncestorOf(d), p:IsA('PVInstance'), p:IsA('Model') }",
			[true, true, true, true, true, true, "M.Part.Deep", 2, true, true, true, false],
		],
	]);

	await check("attributes take documented names and types only", [
		[
			"workspace:SetAttribute('a b', 1)",
			'error: Attribute name "a b" must contain only alphanumeric characters, underscore, period, hyphen and slash',
		],
		["workspace:SetAttribute('RBXx', 1)", "error: Attribute names must not start with RBX"],
		["workspace:SetAttribute('t', {})", "error: table is not a supported attribute type"],
		["workspace:SetAttribute('i', workspace)", "error: Instance is not a supported attribute type"],
		[
			"workspace:SetAttribute(string.rep('x', 101), 1)",
			"error: Attribute name must be at most 100 characters long",
		],
		[
			"local f, heard = Instance.new('Folder'), {} f:GetAttributeChangedSignal('A'):Connect(function() table.insert(heard, f:GetAttribute('A') or 'gone') end) f:SetAttribute('A', 1) f:SetAttribute('A', 1) f:SetAttribute('A', nil) return heard",
			[1, "gone"],
		],
	]);

	await check("CollectionService knows what is in the game, and says when it comes and goes", [
		[
			`local CS, heard = game:GetService('CollectionService'), {}
			CS:GetInstanceAddedSignal('T'):Connect(function(i) table.insert(heard, 'in ' .. i.Name) end)
			CS:GetInstanceRemovedSignal('T'):Connect(function(i) table.insert(heard, 'out ' .. i.Name) end)
			local a, b = Instance.new('Folder'), Instance.new('Folder') a.Name = 'a' b.Name = 'b'
			a:AddTag('T') table.insert(heard, #CS:GetTagged('T')) a.Parent = workspace b.Parent = workspace b:AddTag('T')
			a.Parent = nil b:RemoveTag('T') return heard`,
			[0, "in a", "in b", "out a", "out b"],
		],
	]);

	await check("changes are told by property, and `Changed` of a value object carries the value", [
		[
			"local p, heard = Instance.new('Part'), {} p.Changed:Connect(function(n) table.insert(heard, n) end) p:GetPropertyChangedSignal('Name'):Connect(function() table.insert(heard, 'own') end) p.Name = 'x' p.Name = 'x' p.Transparency = 1 p.Transparency = 1 return heard",
			["own", "Name", "Transparency"],
		],
		[
			"local v, heard = Instance.new('IntValue'), {} v.Changed:Connect(function(n) table.insert(heard, n) end) v.Value = 3 v.Name = 'x' return heard",
			[3],
		],
		["Instance.new('Part'):GetPropertyChangedSignal('Nope')", "error: Nope is not a valid property name."],
	]);

	await check("children and ancestors are told in order", [
		[
			`local heard = {} local function note(what) return function(i) table.insert(heard, what .. ' ' .. i.Name) end end
			local root = Instance.new('Folder') local a, b = Instance.new('Folder'), Instance.new('Folder') a.Name = 'a' b.Name = 'b' b.Parent = a
			root.ChildAdded:Connect(note('child')) root.DescendantAdded:Connect(note('descendant')) root.DescendantRemoving:Connect(note('removing')) root.ChildRemoved:Connect(note('removed')) b.AncestryChanged:Connect(note('ancestry'))
			a.Parent = root a.Parent = nil return heard`,
			[
				"child a",
				"descendant a",
				"descendant b",
				"ancestry a",
				"removing a",
				"removing b",
				"removed a",
				"ancestry a",
			],
		],
	]);

	await t.test("WaitForChild yields until there is a child, and warns after five seconds", async () => {
		await run(
			"task.delay(7, function() local f = Instance.new('Folder') f.Name = 'Late' f.Parent = workspace end)",
		);
		await run("task.spawn(function() _G.found = workspace:WaitForChild('Late') end)");
		await world.run(4.9);
		const warnings = () => logs.filter(({ level }) => level === "warn").map(({ message }) => message);
		assert.deepEqual(warnings(), []);
		await world.run(0.2);
		assert.deepEqual(warnings(), [`Infinite yield possible on 'Workspace:WaitForChild("Late")'`]);
		assert.equal(await run("return _G.found"), undefined);
		await world.run(2);
		assert.equal(await run("return _G.found"), "Workspace.Late");
	});

	await t.test("WaitForChild with a limit gives up without a warning", async () => {
		const before = logs.length;
		await run("task.spawn(function() _G.waited = workspace:WaitForChild('Never', 6) == nil end)");
		await world.run(6.1);
		assert.equal(await run("return _G.waited"), true);
		assert.equal(logs.length, before);
	});
});
