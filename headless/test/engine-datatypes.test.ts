import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt } from "./support/attempt.ts";
import { createScriptedWorld } from "./support/scripted-world.ts";

test("datatypes", async (t) => {
	const { world } = await createScriptedWorld(t, {}, { startTime: 1_700_000_000, seed: 7 });
	await world.start();
	const check = (name: string, cases: ReadonlyArray<readonly [luau: string, expected: unknown]>) =>
		t.test(name, async () => {
			for (const [luau, expected] of cases) assert.deepEqual(await attempt(world, luau), expected, luau);
		});

	await check("typeof and type say what they say in Roblox", [
		[
			"local out = {} for _, v in { Vector3.zero, Vector2.zero, CFrame.identity, Color3.new(), UDim.new(), UDim2.new(), Enum.Material.Grass, Enum.Material, Enum, BrickColor.Red(), Random.new(1), DateTime.now(), workspace, workspace.ChildAdded, TweenInfo.new(), NumberRange.new(1), {}, 'x', newproxy() } do table.insert(out, typeof(v) .. ' ' .. type(v)) end return out",
			[
				"Vector3 vector",
				"Vector2 userdata",
				"CFrame userdata",
				"Color3 userdata",
				"UDim userdata",
				"UDim2 userdata",
				"EnumItem userdata",
				"Enum userdata",
				"Enums userdata",
				"BrickColor userdata",
				"Random userdata",
				"DateTime userdata",
				"Instance userdata",
				"RBXScriptSignal userdata",
				"TweenInfo userdata",
				"NumberRange userdata",
				"table table",
				"string string",
				"userdata userdata",
			],
		],
	]);

	await check("vectors compute", [
		["return Vector3.new(1, 2, 3) * 2 + Vector3.yAxis", [2, 5, 6]],
		[
			"return { Vector3.new(3, 4, 0).Magnitude, Vector3.new(0, 9, 0).Unit == Vector3.yAxis, Vector3.xAxis:Dot(Vector3.yAxis) }",
			[5, true, 0],
		],
		["return Vector3.xAxis:Cross(Vector3.yAxis)", [0, 0, 1]],
		["return Vector3.zero:Lerp(Vector3.new(2, 4, 6), 0.5)", [1, 2, 3]],
		["return Vector3.new(1, 2, 3) == Vector3.new(1, 2, 3)", true],
		["return (Vector2.new(3, 4) / 2).Magnitude", 2.5],
		["return Vector3.zero.Nope", "error: Nope is not a valid member of Vector3"],
	]);

	await check("CFrames compose, invert and look", [
		[
			"local a, b, v = CFrame.Angles(1, 0, 0), CFrame.Angles(0, 1, 0), Vector3.new(1, 2, 3) return ((a * b) * v):FuzzyEq(a * (b * v), 1e-4)",
			true,
		],
		[
			"local c = CFrame.new(1, 2, 3) * CFrame.Angles(0, math.pi / 2, 0) return (c * c:Inverse()):FuzzyEq(CFrame.identity)",
			true,
		],
		[
			"local v = CFrame.Angles(0, math.pi / 2, 0) * Vector3.new(0, 0, -1) return v:FuzzyEq(Vector3.new(-1, 0, 0))",
			true,
		],
		["return CFrame.lookAt(Vector3.zero, Vector3.new(5, 0, 0)).LookVector:FuzzyEq(Vector3.xAxis)", true],
		["return CFrame.new(Vector3.zero, Vector3.new(0, 0, 5)).LookVector:FuzzyEq(Vector3.zAxis)", true],
		[
			"local c = CFrame.new(5, 0, 0) * CFrame.Angles(0.1, 0.2, 0.3) local p = Vector3.new(1, 2, 3) return c:PointToObjectSpace(c:PointToWorldSpace(p)):FuzzyEq(p, 1e-4)",
			true,
		],
		[
			"local x, y, z = CFrame.fromOrientation(0.1, 0.2, 0.3):ToOrientation() return { math.round(x * 1000), math.round(y * 1000), math.round(z * 1000) }",
			[100, 200, 300],
		],
		[
			"local x, y, z = CFrame.Angles(0.1, 0.2, 0.3):ToEulerAnglesXYZ() return { math.round(x * 1000), math.round(y * 1000), math.round(z * 1000) }",
			[100, 200, 300],
		],
		["return { CFrame.new(1, 2, 3):GetComponents() }", [1, 2, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1]],
		["return CFrame.new(1, 2, 3) + Vector3.one == CFrame.new(2, 3, 4)", true],
		[
			"local c = CFrame.identity:Lerp(CFrame.Angles(0, 2, 0), 0.5) return (c:FuzzyEq(CFrame.Angles(0, 1, 0)))",
			true,
		],
		["return CFrame.identity * 2", "error: invalid argument #2 (Vector3 expected, got number)"],
	]);

	await check("datatypes cannot be changed", [
		["Color3.new().R = 1", "error: attempt to modify a readonly table"],
		["CFrame.identity.X = 1", "error: X cannot be assigned to"],
		["getmetatable(Color3.new()).__index = nil", "error: attempt to index string with '__index'"],
	]);

	await check("colours", [
		["return Color3.fromRGB(255, 0, 51) == Color3.new(1, 0, 0.2)", true],
		["return { Color3.fromRGB(255, 128, 0):ToHex(), Color3.fromHex('#00ff00').G }", ["ff8000", 1]],
		["local h, s, v = Color3.new(0, 1, 0):ToHSV() return { math.round(h * 360), s, v }", [120, 1, 1]],
		[
			"return { BrickColor.new('Bright red').Number, BrickColor.new(21).Name, BrickColor.new(Color3.fromRGB(196, 40, 28)).Name, BrickColor.new('no such').Name }",
			[21, "Bright red", "Bright red", "Medium stone grey"],
		],
		[
			"local p = Instance.new('Part') p.BrickColor = BrickColor.new('Bright red') return p.Color:ToHex()",
			"c4281c",
		],
	]);

	await check("enums", [
		[
			"return { Enum.Material.Grass.Name, Enum.Material.Grass.Value, tostring(Enum.Material.Grass), tostring(Enum.Material.Grass.EnumType) }",
			["Grass", 1280, "Enum.Material.Grass", "Material"],
		],
		["return Enum.Material.Nope", 'error: Nope is not a valid member of "Enum.Material"'],
		["return Enum.Nope", 'error: Nope is not a valid member of "Enum"'],
		[
			"return { Enum.SignalBehavior:FromName('Deferred') == Enum.SignalBehavior.Deferred, Enum.SignalBehavior:FromValue(1).Name, #Enum.SignalBehavior:GetEnumItems() }",
			[true, "Immediate", 4],
		],
		["return Enum.Material.Grass:IsA('Material')", true],
	]);

	await check("time is the world's", [
		[
			"return { os.time() >= 1700000000, os.time() < 1700000010, math.abs(tick() - os.time()) < 1, math.abs(DateTime.now().UnixTimestampMillis / 1000 - tick()) < 0.01 }",
			[true, true, true, true],
		],
		["return DateTime.fromUnixTimestamp(1700000000):ToIsoDate()", "2023-11-14T22:13:20Z"],
		["return DateTime.fromIsoDate('2023-11-14T23:13:20.5+01:00').UnixTimestampMillis", 1700000000500],
		["return DateTime.fromIsoDate('yesterday') == nil", true],
		["local c = os.clock() for i = 1, 1000 do end return os.clock() == c", true],
	]);

	await check("Random repeats itself for a seed", [
		[
			"local a, b = Random.new(5), Random.new(5) return { a:NextNumber() == b:NextNumber(), a:NextInteger(1, 1e6) == b:NextInteger(1, 1e6), Random.new(6):NextNumber() ~= Random.new(5):NextNumber() }",
			[true, true, true],
		],
		[
			"local r, low, high = Random.new(1), 9, 0 for i = 1, 500 do local n = r:NextInteger(1, 3) low = math.min(low, n) high = math.max(high, n) end return { low, high }",
			[1, 3],
		],
		["return math.abs(Random.new(3):NextUnitVector().Magnitude - 1) < 1e-5", true],
		["Random.new(1):NextInteger(2, 1)", "error: invalid argument #2 to 'NextInteger' (interval is empty)"],
	]);
});
