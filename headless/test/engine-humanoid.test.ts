import assert from "node:assert/strict";
import { test } from "node:test";
import { createBodyWorld } from "./support/body-world.ts";

const SPAWN = {
	Workspace: {
		$className: "Workspace",
		Spawn: {
			$className: "SpawnLocation",
			$properties: { CFrame: [10, 5, -20, 1, 0, 0, 0, 1, 0, 0, 0, 1], Size: [6, 1, 6], Anchored: true },
		},
	},
};

test("MoveTo walks level at WalkSpeed, takes the body along and ends at the goal", async (t) => {
	const { world, run, notes, errors } = await createBodyWorld(t);
	await run(
		`local humanoid = makeNpc()
		humanoid.Running:Connect(function(speed) note("running", speed) end)
		humanoid.MoveToFinished:Connect(function(reached) note("finished", reached, os.clock()) end)
		humanoid:MoveTo(Vector3.new(32, 50, 0))`,
	);
	const startedAt = world.now();
	await world.run(1);
	const halfway = (await run(
		`local npc = workspace.Npc
		return { npc.HumanoidRootPart.Position, npc.Head.Position, npc.Humanoid.MoveDirection, npc.Humanoid.WalkToPoint,
			npc.HumanoidRootPart.CFrame.LookVector, npc.Humanoid:GetMoveVelocity() }`,
	)) as number[][];
	const [root, head, direction, goal, look, velocity] = halfway;
	assert.ok(Math.abs(root[0] - 16) < 1.1, `${root}`);
	assert.deepEqual(root.slice(1), [3, 0]);
	assert.deepEqual([head[0] - root[0], head[1]], [0, 4.5]);
	assert.deepEqual(
		[direction, goal],
		[
			[1, 0, 0],
			[32, 50, 0],
		],
	);
	assert.ok(Math.abs(look[0] - 1) < 1e-6);
	assert.deepEqual(velocity, [16, 0, 0]);
	await world.run(2);
	const noted = (await notes()) as Array<[string, unknown, number?]>;
	assert.deepEqual(
		noted.map(([what, value]) => [what, value]),
		[
			["running", 16],
			["running", 0],
			["finished", true],
		],
	);
	const seconds = (noted[2][2] ?? 0) - startedAt;
	assert.ok(Math.abs(seconds - 31 / 16) < 0.1, `31 of 32 studs in ${seconds} s`);
	assert.deepEqual(await run("return workspace.Npc.Humanoid.MoveDirection"), [0, 0, 0]);
	assert.deepEqual(errors, []);
});

test("MoveTo gives up after 8 seconds, and calling it again starts them anew", async (t) => {
	const { world, run, notes } = await createBodyWorld(t);
	await run(
		`local humanoid = makeNpc()
		_G.began = os.clock()
		humanoid.MoveToFinished:Connect(function(reached) note(reached, math.round(os.clock() - _G.began)) end)
		humanoid:MoveTo(Vector3.new(1000, 0, 0))`,
	);
	await world.run(9);
	assert.deepEqual(await notes(), [[false, 8]]);
	const stopped = await run("return workspace.Npc.HumanoidRootPart.Position.X");
	await world.run(1);
	assert.equal(await run("return workspace.Npc.HumanoidRootPart.Position.X"), stopped);
	await run("_G.notes = {} _G.began = os.clock() workspace.Npc.Humanoid:MoveTo(Vector3.new(-1000, 0, 0))");
	await world.run(5);
	await run("workspace.Npc.Humanoid:MoveTo(Vector3.new(-1000, 0, 0))");
	await world.run(7);
	assert.deepEqual(await notes(), []);
	await world.run(2);
	assert.deepEqual(await notes(), [[false, 13]]);
});

test("a walk ends silently when a script moves the root or steers otherwise, and does not start when anchored", async (t) => {
	const { world, run, notes } = await createBodyWorld(t);
	await run(
		`local humanoid, root = makeNpc()
		humanoid.MoveToFinished:Connect(function(reached) note(reached) end)
		humanoid:MoveTo(Vector3.new(40, 0, 0))
		task.wait(0.5)
		root.CFrame = CFrame.new(0, 3, 100)
		task.wait(0.5)
		note(root.Position)
		humanoid:MoveTo(Vector3.new(40, 0, 100))
		humanoid:Move(Vector3.new(0, 0, 1))
		task.wait(1)
		humanoid:Move(Vector3.zero)
		task.wait(0.5)
		note(math.round(root.Position.Z / 4) * 4)`,
	);
	assert.deepEqual(await notes(), [[[0, 3, 100]], [116]]);
	await run(
		`_G.notes = {} local npc = workspace.Npc
		npc.HumanoidRootPart.Anchored = true npc.Humanoid:MoveTo(Vector3.new(500, 0, 0))`,
	);
	await world.run(9);
	assert.deepEqual(await notes(), [[false]]);
	assert.equal(await run("return workspace.Npc.HumanoidRootPart.Position.X"), 0);
});

test("a change of WalkSpeed is felt at once, and 0 stands still", async (t) => {
	const { world, run, notes } = await createBodyWorld(t);
	await run(
		`local humanoid, root = makeNpc()
		humanoid.Running:Connect(function(speed) note(speed) end)
		humanoid:MoveTo(Vector3.new(500, 0, 0))
		task.wait(1)
		humanoid.WalkSpeed = 8
		task.wait(1)
		humanoid.WalkSpeed = 0
		task.wait(1)`,
	);
	await world.run(0.1);
	assert.deepEqual(await notes(), [[16], [8], [0]]);
	const x = Number(await run("return workspace.Npc.HumanoidRootPart.Position.X"));
	assert.ok(Math.abs(x - 24) < 1.5, `${x}`);
});

test("a goal on a part follows the part", async (t) => {
	const { world, run, notes } = await createBodyWorld(t);
	await run(
		`local humanoid, root = makeNpc()
		local cart = Instance.new("Part") cart.Anchored = true cart.Position = Vector3.new(10, 0, 0) cart.Parent = workspace
		humanoid.MoveToFinished:Connect(function(reached) note(reached, math.abs(root.Position.X + 10) <= 1) end)
		humanoid:MoveTo(Vector3.new(10, 0, 0), cart)
		cart.Position = Vector3.new(-10, 0, 0)`,
	);
	await world.run(2);
	assert.deepEqual(await notes(), [[true, true]]);
});

test("health stays in its bounds, dying happens once, and stays", async (t) => {
	const { world, run, notes } = await createBodyWorld(t);
	await run(
		`local humanoid = makeNpc()
		humanoid.HealthChanged:Connect(function(health) note("health", health) end)
		humanoid.Died:Connect(function() note("died") end)
		humanoid.StateChanged:Connect(function(old, new) note(old.Name, new.Name) end)
		humanoid.Health = 500
		humanoid:TakeDamage(30)
		humanoid:TakeDamage(-10)
		humanoid.MaxHealth = 60
		humanoid:MoveTo(Vector3.new(100, 0, 0))
		humanoid:TakeDamage(1000)
		humanoid.Health = 50
		humanoid:TakeDamage(1)`,
	);
	assert.deepEqual(await notes(), [
		["health", 70],
		["health", 80],
		["health", 60],
		["health", 0],
		["Running", "Dead"],
		["died"],
	]);
	await world.run(1);
	assert.deepEqual(
		await run(
			"local npc = workspace.Npc return { npc.Humanoid.Health, npc.Humanoid:GetState().Name, npc.HumanoidRootPart.Position.X }",
		),
		[0, "Dead", 0],
	);
});

test("a force field protects from damage, not from a script that sets Health", async (t) => {
	const { run } = await createBodyWorld(t);
	assert.deepEqual(
		await run(
			`local humanoid, root, model = makeNpc()
			local field = Instance.new("ForceField")
			local seen = {}
			for _, place in { model, root } do
				field.Parent = place
				humanoid:TakeDamage(10)
				table.insert(seen, humanoid.Health)
			end
			humanoid.Health = 40
			field.Parent = workspace
			humanoid:TakeDamage(10)
			table.insert(seen, humanoid.Health)
			return seen`,
		),
		[100, 100, 30],
	);
});

test("a head that is not joined to the rig's torso is death", async (t) => {
	const { world, run } = await createBodyWorld(t);
	await run(
		`local function alive(name, change)
			local humanoid, root, model = makeNpc()
			model.Name = name
			change(humanoid, root, model)
		end
		alive("Whole", function() end)
		alive("Loose", function(_, root) root:ClearAllChildren() end)
		alive("WrongRig", function(humanoid) humanoid.RigType = Enum.HumanoidRigType.R15 end)
		alive("Tough", function(humanoid, root) humanoid.RequiresNeck = false root:ClearAllChildren() end)`,
	);
	await world.run(0.2);
	assert.deepEqual(
		await run(
			`local health = {}
			for _, name in { "Whole", "Loose", "WrongRig", "Tough" } do table.insert(health, workspace[name].Humanoid.Health) end
			return health`,
		),
		[100, 0, 0, 100],
	);
});

test("a player gets a character at the spawn, in the documented order", async (t) => {
	const { run, notes, join, errors } = await createBodyWorld(t, SPAWN);
	await run(
		`players.PlayerAdded:Connect(function(player)
			note("added", player.Character == nil)
			player.CharacterAdded:Connect(function(character)
				note("character", character.Name, player.Character == character, character:FindFirstChild("Head") ~= nil)
			end)
			player.CharacterAppearanceLoaded:Connect(function() note("appearance") end)
			player.Changed:Connect(function(name) note("changed", name) end)
		end)`,
	);
	const alex = await join("Alex", "Lex");
	assert.deepEqual(await notes(), [
		["added", true],
		["character", "Alex", true, true],
		["changed", "Character"],
		["appearance"],
	]);
	assert.deepEqual(alex.position(), { x: 10, y: 8.5, z: -20 });
	const look = `local character = players:GetPlayers()[1].Character
		local humanoid = character:FindFirstChildOfClass("Humanoid")
		return { humanoid.DisplayName, humanoid.RigType.Name, humanoid.RootPart.Name, character.PrimaryPart.Name,
			humanoid.Health, players:GetPlayerFromCharacter(character).Name, character.UpperTorso.Position.Y > 8,
			humanoid:GetAppliedDescription().ClassName }`;
	const expected = [
		"Lex",
		"R15",
		"HumanoidRootPart",
		"HumanoidRootPart",
		100,
		"Alex",
		true,
		"HumanoidDescription",
	];
	assert.deepEqual(await run(look), expected);
	assert.deepEqual(await run(look, "Alex"), expected);
	assert.deepEqual(errors, []);
});

test("a player's own client walks its character; the server and the others see it", async (t) => {
	const { world, run, join } = await createBodyWorld(t);
	const alex = await join("Alex");
	await join("Bo");
	await alex.moveTo({ x: 24, y: 0, z: 0 });
	await world.run(0.75);
	assert.equal(alex.isMoving(), true);
	const positions = async () => {
		const seen: number[] = [];
		for (const peer of ["server", "Alex", "Bo"]) {
			seen.push(Number(await run("return workspace.Alex.HumanoidRootPart.Position.X", peer)));
		}
		return seen;
	};
	// Each look takes a frame, in which Alex goes half a stud.
	for (const x of await positions()) assert.ok(x > 10.5 && x < 14.5, `${x}`);
	await world.run(1.5);
	assert.equal(alex.isMoving(), false);
	for (const x of await positions()) assert.ok(Math.abs(x - 24) < 0.1, `${x}`);
	assert.match(String(await run("workspace.Alex.Humanoid:MoveTo(Vector3.zero)")), /another peer moves/);
	assert.match(String(await run("workspace.Alex.Humanoid:MoveTo(Vector3.zero)", "Bo")), /another peer moves/);
});

test("a teleport by the server overrules the walk that is under way", async (t) => {
	const { world, run, join } = await createBodyWorld(t);
	const alex = await join("Alex");
	await alex.moveTo({ x: 200, y: 0, z: 0 });
	await world.run(0.5);
	await alex.teleport({ x: -50, y: 3, z: 7 });
	await world.run(0.5);
	assert.deepEqual(alex.position(), { x: -50, y: 3, z: 7 });
	assert.equal(alex.isMoving(), false);
	assert.deepEqual(await run("return workspace.Alex.Head.Position.X", "Alex"), -50);
	await alex.moveTo({ x: -40, y: 3, z: 7 });
	await alex.stop();
	await world.run(0.5);
	assert.equal(alex.isMoving(), false);
	assert.ok((alex.position()?.x ?? 0) < -48);
});

test("death brings a new character after RespawnTime", async (t) => {
	const { world, run, notes, join, errors } = await createBodyWorld(t, SPAWN);
	const alex = await join("Alex");
	await alex.moveTo({ x: 10, y: 0, z: 0 });
	await world.run(1);
	await run(
		`local player = players.Alex
		players.RespawnTime = 2
		player.CharacterRemoving:Connect(function(character) note("removing", character.Parent == workspace) end)
		player.CharacterAdded:Connect(function() note("added", math.round(os.clock() - _G.died)) end)
		_G.died = os.clock()
		player.Character.Humanoid.Died:Connect(function() note("died") end)
		player.Character.Humanoid.Health = 0`,
	);
	await run(
		`workspace:WaitForChild("Alex").Humanoid.Died:Connect(function() note("died here") end)
		players.LocalPlayer.CharacterAdded:Connect(function(character) note("new", character.Name) end)`,
		"Alex",
	);
	await world.run(3);
	assert.deepEqual(await notes(), [["died"], ["removing", true], ["added", 2]]);
	assert.deepEqual(await notes("Alex"), [["new", "Alex"]]);
	assert.deepEqual(alex.position(), { x: 10, y: 8.5, z: -20 });
	assert.equal(
		await run(`return #workspace:GetChildren()`),
		await run(`return #workspace:GetChildren()`, "Alex"),
	);
	await alex.moveTo({ x: 12, y: 0, z: -20 });
	await world.run(0.5);
	assert.ok(Math.abs((alex.position()?.x ?? 0) - 12) < 0.1);
	assert.deepEqual(errors, []);
});

test("a client hears of its character's damage and death", async (t) => {
	const { world, run, notes, join } = await createBodyWorld(t);
	await join("Alex");
	await run(
		`local humanoid = players.LocalPlayer.Character.Humanoid
		humanoid.HealthChanged:Connect(function(health) note(health) end)
		humanoid.Died:Connect(function() note("died") end)`,
		"Alex",
	);
	await run("players.Alex.Character.Humanoid:TakeDamage(40)");
	await world.run(0.1);
	await run("players.Alex.Character.Humanoid.Health = 0");
	await world.run(0.1);
	assert.deepEqual(await notes("Alex"), [[60], [0], ["died"]]);
});

test("a player's character heals by a hundredth a second, an NPC does not", async (t) => {
	const { world, run, join } = await createBodyWorld(t);
	await join("Alex");
	await run("makeNpc():TakeDamage(50) players.Alex.Character.Humanoid:TakeDamage(50)");
	await world.run(10);
	const [alex, npc] = (await run(
		"return { players.Alex.Character.Humanoid.Health, workspace.Npc.Humanoid.Health }",
	)) as number[];
	assert.ok(alex >= 59 && alex <= 61, `${alex}`);
	assert.equal(npc, 50);
});

test("characters do not load by themselves where the place says so", async (t) => {
	const { world, run, join } = await createBodyWorld(t, {
		Players: { $className: "Players", $properties: { CharacterAutoLoads: false } },
	});
	const alex = await join("Alex");
	assert.equal(alex.position(), undefined);
	await assert.rejects(alex.moveTo({ x: 0, y: 0, z: 0 }), /has no living character/);
	await run("players.Alex:LoadCharacterAsync()");
	await world.run(0.1);
	assert.deepEqual(alex.position(), { x: 0, y: 3, z: 0 });
	await run("players.Alex.Character.Humanoid.Health = 0");
	await world.run(10);
	assert.equal(await run("return players.Alex.Character.Humanoid.Health"), 0);
	assert.match(String(await run("players.Alex:LoadCharacterAsync()", "Alex")), /^error: /);
});

test("a character goes with its player, on every peer", async (t) => {
	const { world, run, notes, join } = await createBodyWorld(t);
	const alex = await join("Alex");
	await join("Bo");
	await run(
		`players.PlayerRemoving:Connect(function(player) note("leaving", player.Character ~= nil) end)
		players.Alex.CharacterRemoving:Connect(function(character) note("removing", character.Name) end)`,
	);
	await alex.leave();
	await world.run(0.2);
	assert.deepEqual(await notes(), [
		["leaving", true],
		["removing", "Alex"],
	]);
	for (const peer of ["server", "Bo"]) {
		assert.deepEqual(
			await run(`return { workspace:FindFirstChild("Alex") == nil, #players:GetPlayers() }`, peer),
			[true, 1],
		);
	}
});

test("avatars fail as a web request does, unless the world has them", async (t) => {
	const { world, run, join } = await createBodyWorld(t);
	await join("Alex");
	const make = `local description = Instance.new("HumanoidDescription")
		description.HeadColor = Color3.new(1, 0, 0)
		local model = players:CreateHumanoidModelFromDescriptionAsync(description, Enum.HumanoidRigType.R15)
		return { model.ClassName, model.Parent == nil, model.Humanoid.RigType.Name, model.Head.Color == Color3.new(1, 0, 0),
			model.Humanoid:GetAppliedDescription().HeadColor == Color3.new(1, 0, 0) }`;
	const describe = "return players:GetHumanoidDescriptionFromUserIdAsync(1).ClassName";
	assert.match(String(await run(make)), /HTTP 0 \(HttpError: ConnectFail\)$/);
	assert.match(String(await run(describe)), /HttpError: ConnectFail/);
	await world.setOption("avatars", true);
	assert.deepEqual(await run(make), ["Model", true, "R15", true, true]);
	assert.equal(await run(describe), "HumanoidDescription");
});
