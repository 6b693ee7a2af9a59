import assert from "node:assert/strict";
import { test } from "node:test";
import { type BodyWorld, createBodyWorld } from "./support/body-world.ts";

const NO_GROUND = {};
const near = (actual: unknown, expected: number, within = 0.05) =>
	assert.ok(Math.abs(Number(actual) - expected) <= within, `${actual} is not ${expected}`);

async function positionOf({ run }: Pick<BodyWorld, "run">, path: string): Promise<number[]> {
	return (await run(`return workspace.${path}.Position`)) as number[];
}

test("a loose part falls by Gravity and rests on what is below it", async (t) => {
	const body = await createBodyWorld(t);
	const { world, run } = body;
	await run(
		`makeBlock(Vector3.new(10, 2, 10), Vector3.new(0, 9, 0), "Shelf")
		for name, x in { OnShelf = 0, OnGround = 20 } do
			local part = makeBlock(Vector3.new(2, 2, 2), Vector3.new(x, 100, 0), name)
			part.Anchored = false
		end`,
	);
	await world.run(0.5);
	const [, falling] = await positionOf(body, "OnGround");
	// s = g t² / 2; commands and frames round the time.
	near(falling, 100 - (196.2 * 0.5 ** 2) / 2, 8);
	const speed = (await run("return workspace.OnGround.AssemblyLinearVelocity")) as number[];
	near(speed[1], -98.1, 20);
	await world.run(2);
	near((await positionOf(body, "OnShelf"))[1], 11);
	near((await positionOf(body, "OnGround"))[1], 1);
	assert.deepEqual(await run("return workspace.OnGround.AssemblyLinearVelocity"), [0, 0, 0]);
});

test("what rests falls again when what it rests on goes, or no longer collides", async (t) => {
	const body = await createBodyWorld(t);
	const { world, run } = body;
	await run(
		`local shelf = makeBlock(Vector3.new(10, 2, 10), Vector3.new(0, 9, 0), "Shelf")
		local crate = makeBlock(Vector3.new(2, 2, 2), Vector3.new(0, 20, 0), "Crate") crate.Anchored = false
		local box = makeBlock(Vector3.new(2, 2, 2), Vector3.new(0, 30, 0), "Box") box.Anchored = false
		makeNpc(nil, Vector3.new(4, 12, 0))`,
	);
	await world.run(2);
	near((await positionOf(body, "Crate"))[1], 11);
	near((await positionOf(body, "Box"))[1], 13);
	near((await positionOf(body, "Npc.HumanoidRootPart"))[1], 13);
	await run("workspace.Shelf.CanCollide = false");
	await world.run(2);
	near((await positionOf(body, "Crate"))[1], 1);
	near((await positionOf(body, "Box"))[1], 3);
	near((await positionOf(body, "Npc.HumanoidRootPart"))[1], 3);
	await run("workspace.Crate:Destroy()");
	await world.run(1);
	near((await positionOf(body, "Box"))[1], 1);
});

test("what is anchored, or joined to it, stays in the air", async (t) => {
	const body = await createBodyWorld(t);
	await body.run(
		`local anchor = makeBlock(Vector3.one, Vector3.new(0, 50, 0), "Anchor")
		local lamp = makeBlock(Vector3.one, Vector3.new(0, 40, 0), "Lamp")
		local weld = Instance.new("WeldConstraint") weld.Part0 = anchor weld.Part1 = lamp weld.Parent = anchor
		lamp.Anchored = false
		local humanoid, root = makeNpc(nil, Vector3.new(20, 30, 0))
		root.Anchored = true`,
	);
	await body.world.run(1);
	near((await positionOf(body, "Lamp"))[1], 40);
	near((await positionOf(body, "Npc.Head"))[1], 34.5);
});

test("parts and models below FallenPartsDestroyHeight leave Workspace, and a humanoid dies of it", async (t) => {
	const { world, run, notes } = await createBodyWorld(t, {}, NO_GROUND);
	await run(
		`local humanoid, root, model = makeNpc()
		_G.model, _G.part = model, makeBlock(Vector3.one, Vector3.zero)
		humanoid.Died:Connect(function() note("died", root.Position.Y < -490) end)
		_G.part.Anchored = false`,
	);
	await world.run(2);
	assert.deepEqual(await run("return { _G.model.Parent == workspace, _G.part.Parent == workspace }"), [
		true,
		true,
	]);
	await world.run(0.6);
	assert.deepEqual(await run("return { _G.model.Parent == nil, _G.part.Parent == nil }"), [true, true]);
	assert.deepEqual(await notes(), [["died", true]]);
});

test("a body falls from a ledge, lands, and says so", async (t) => {
	const body = await createBodyWorld(t);
	const { world, run, notes } = body;
	await run(
		`makeBlock(Vector3.new(10, 20, 10), Vector3.new(0, 10, 0)).Material = Enum.Material.Slate
		local humanoid = makeNpc(nil, Vector3.new(0, 20, 0))
		humanoid.StateChanged:Connect(function(old, new) note(new.Name, humanoid.FloorMaterial.Name) end)
		note(humanoid.FloorMaterial.Name)
		humanoid:MoveTo(Vector3.new(30, 0, 0))`,
	);
	await world.run(3);
	assert.deepEqual(await notes(), [
		["Slate"],
		["Freefall", "Air"],
		["Landed", "Plastic"],
		["Running", "Plastic"],
	]);
	const [x, y] = await positionOf(body, "Npc.HumanoidRootPart");
	near(x, 29, 0.6);
	near(y, 3);
});

test("a wall stops a walker, and it slides along a wall that it meets at an angle", async (t) => {
	const body = await createBodyWorld(t);
	const { world, run, notes } = body;
	await run(
		`makeBlock(Vector3.new(2, 10, 400), Vector3.new(10, 5, 0))
		local humanoid = makeNpc()
		humanoid.MoveToFinished:Connect(function(reached) note(reached) end)
		humanoid:MoveTo(Vector3.new(30, 0, 0))`,
	);
	await world.run(2);
	let [x, , z] = await positionOf(body, "Npc.HumanoidRootPart");
	near(x, 8);
	near(z, 0);
	assert.deepEqual(await run("return workspace.Npc.HumanoidRootPart.AssemblyLinearVelocity"), [0, 0, 0]);
	await world.run(7);
	assert.deepEqual(await notes(), [[false]]);
	await run("workspace.Npc.Humanoid:MoveTo(Vector3.new(12, 0, 40))");
	await world.run(4);
	[x, , z] = await positionOf(body, "Npc.HumanoidRootPart");
	near(x, 8);
	assert.ok(z > 35, `${z}`);
});

test("a walker takes a step of 1 stud and is stopped by one of 2, and no gate lets through what is wider", async (t) => {
	const body = await createBodyWorld(t);
	const { world, run } = body;
	await run(
		`makeBlock(Vector3.new(20, 1, 4), Vector3.new(20, 0.5, 0))
		makeBlock(Vector3.new(20, 2, 4), Vector3.new(20, 1, 20))
		for _, z in { 38.5, 41.5 } do makeBlock(Vector3.new(2, 10, 1.2), Vector3.new(20, 5, z)) end
		for _, z in { 58.2, 61.8 } do makeBlock(Vector3.new(2, 10, 1.2), Vector3.new(20, 5, z)) end
		for index, z in { 0, 20, 40, 60 } do
			local humanoid, _, model = makeNpc(nil, Vector3.new(0, 0, z))
			model.Name = "Npc" .. index
			humanoid:MoveTo(Vector3.new(26, 0, z))
		end`,
	);
	await world.run(3);
	const places = await Promise.all(
		[1, 2, 3, 4].map((index) => positionOf(body, `Npc${index}.HumanoidRootPart`)),
	);
	near(places[0][0], 25, 0.6);
	near(places[0][1], 4);
	near(places[1][0], 9);
	near(places[1][1], 3);
	// Between 39.1 and 40.9 there are 1.8 studs, between 58.8 and 61.2 there are 2.4.
	assert.ok(places[2][0] < 19, `${places[2]}`);
	near(places[3][0], 25, 0.6);
});

test("a ramp leads up, and a roof overhead is no wall", async (t) => {
	const body = await createBodyWorld(t);
	const { world, run } = body;
	await run(
		`local ramp = Instance.new("WedgePart") ramp.Anchored = true ramp.Size = Vector3.new(8, 10, 20)
		ramp.CFrame = CFrame.new(20, 5, 0) * CFrame.Angles(0, math.rad(90), 0) ramp.Parent = workspace
		makeBlock(Vector3.new(10, 1, 10), CFrame.new(5, 7.5, 0) * CFrame.Angles(math.rad(10), 0, 0))
		makeBlock(Vector3.new(20, 10, 8), Vector3.new(40, 5, 0))
		makeNpc():MoveTo(Vector3.new(45, 0, 0))`,
	);
	await world.run(4);
	const [x, y] = await positionOf(body, "Npc.HumanoidRootPart");
	near(x, 44, 0.6);
	near(y, 13);
});

test("walkers do not walk through one another, but round", async (t) => {
	const body = await createBodyWorld(t);
	const { world, run } = body;
	await run(
		`makeNpc(nil, Vector3.new(20, 0, 0.3)).Parent.Name = "Other"
		makeNpc():MoveTo(Vector3.new(40, 0, 0))`,
	);
	let nearest = Infinity;
	for (let count = 0; count < 30; count++) {
		await world.run(0.1);
		const [a, b] = [
			await positionOf(body, "Npc.HumanoidRootPart"),
			await positionOf(body, "Other.HumanoidRootPart"),
		];
		nearest = Math.min(nearest, Math.hypot(a[0] - b[0], a[2] - b[2]));
	}
	near(nearest, 2);
	near((await positionOf(body, "Npc.HumanoidRootPart"))[0], 39, 1.1);
	near((await positionOf(body, "Other.HumanoidRootPart"))[0], 20);
});

test("groups that do not collide pass through one another, for bodies, walls and floors", async (t) => {
	const body = await createBodyWorld(t);
	const { world, run } = body;
	assert.deepEqual(
		await run(
			`local physics = game:GetService("PhysicsService")
			physics:RegisterCollisionGroup("Ghosts")
			physics:CollisionGroupSetCollidable("Ghosts", "Ghosts", false)
			physics:RegisterCollisionGroup("Fog")
			physics:CollisionGroupSetCollidable("Fog", "Ghosts", false)
			local ghosts = {}
			for index, x in { 20, 0 } do
				local humanoid, _, model = makeNpc(nil, Vector3.new(x, 0, 0))
				model.Name = "Ghost" .. index
				for _, part in model:GetDescendants() do if part:IsA("BasePart") then part.CollisionGroup = "Ghosts" end end
				ghosts[index] = humanoid
			end
			makeBlock(Vector3.new(2, 10, 20), Vector3.new(10, 5, 0)).CollisionGroup = "Fog"
			ghosts[2]:MoveTo(Vector3.new(40, 0, 0))
			return { physics:IsCollisionGroupRegistered("Fog"), physics:CollisionGroupsAreCollidable("Fog", "Ghosts"),
				physics:CollisionGroupsAreCollidable("Fog", "Default"), physics:CollisionGroupsAreCollidable("Fog", "None"),
				physics:GetMaxCollisionGroups() }`,
		),
		[true, false, true, true, 32],
	);
	await world.run(3);
	const [x, , z] = await positionOf(body, "Ghost2.HumanoidRootPart");
	near(x, 39, 1.1);
	near(z, 0);
	assert.match(
		String(
			await run(`game:GetService("PhysicsService"):CollisionGroupSetCollidable("Fog", "Nobody", false)`),
		),
		/group named Nobody/,
	);
	assert.match(
		String(await run(`game:GetService("PhysicsService"):RegisterCollisionGroup("Default")`)),
		/^error: .*Default/,
	);
	await body.join("Alex");
	assert.match(
		String(await run(`game:GetService("PhysicsService"):RegisterCollisionGroup("Mine")`, "Alex")),
		/only be called from the server/,
	);
});

test("a player's client keeps its character before a wall and on the ground", async (t) => {
	const { world, run, join, errors } = await createBodyWorld(t);
	await run("makeBlock(Vector3.new(2, 10, 40), Vector3.new(10, 5, 0))");
	const alex = await join("Alex");
	await run("players.LocalPlayer.Character.Humanoid:MoveTo(Vector3.new(30, 0, 0))", "Alex");
	await world.run(2);
	near(alex.position()?.x, 8);
	await alex.moveTo({ x: 30, y: 0, z: 0 });
	await world.run(0.2);
	assert.ok(await world.runUntil(() => !alex.isMoving(), 6), "a player sees the way round");
	near(alex.position()?.x, 30);
	await run("makeBlock(Vector3.new(2, 10, 3000), Vector3.new(60, 5, 0))");
	await alex.moveTo({ x: 66, y: 0, z: 0 });
	await world.run(0.2);
	assert.ok(await world.runUntil(() => !alex.isMoving(), 6), "a player goes as far as there is a way");
	near(alex.position()?.x, 57, 1);
	await alex.teleport({ x: -10, y: 40, z: 0 });
	await world.run(2);
	near(alex.position()?.x, -10);
	near(alex.position()?.y, 3);
	assert.deepEqual(errors, []);
});
