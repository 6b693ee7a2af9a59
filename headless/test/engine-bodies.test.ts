import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { createWorld } from "../src/index.ts";
import { attempt } from "./support/attempt.ts";
import { GROUND, projectWith, writeProject } from "./support/write-project.ts";

/** What the engine does with bodies that Roblox makes: models from a description, animation, collision groups, leaving. */

const PRELUDE = `
_G.notes = _G.notes or {}
local players = game:GetService("Players")
local function note(...) table.insert(_G.notes, { ... }) end
local function describe(values)
	local description = Instance.new("HumanoidDescription")
	for name, value in values or {} do description[name] = value end
	return description
end
local function makeModel(values)
	return players:CreateHumanoidModelFromDescriptionAsync(describe(values), Enum.HumanoidRigType.R15)
end
`;

async function createBodies(t: TestContext, tree: Record<string, object> = {}) {
	const Workspace = { $className: "Workspace", Ground: GROUND, ...tree.Workspace };
	const projectFile = writeProject(t, { "default.project.json": projectWith({ ...tree, Workspace }) });
	const world = await createWorld({ projectFile, clock: "virtual", engineOptions: { avatars: true } });
	t.after(world.shutdown);
	await world.start();
	const run = (luau: string, peer?: string) => attempt(world, PRELUDE + luau, peer);
	return { world, run, notes: (peer?: string) => run("return _G.notes", peer) };
}

test("a model from a description has MeshParts, an Animator, body colours and the script Animate", async (t) => {
	const { run } = await createBodies(t);
	assert.deepEqual(
		await run(`local model = makeModel({ HeadColor = Color3.new(1, 0, 0), LeftLegColor = Color3.new(0, 0, 1) })
		local meshes = 0
		for _, part in model:GetChildren() do if part:IsA("MeshPart") then meshes += 1 end end
		return { meshes, model.HumanoidRootPart.ClassName, model.Humanoid.Animator.ClassName, model.Animate.ClassName,
			model.Animate.walk.WalkAnim.AnimationId, model.Head.face.Texture,
			model["Body Colors"].HeadColor3 == Color3.new(1, 0, 0), model.LeftFoot.Color == Color3.new(0, 0, 1) }`),
		[
			15,
			"Part",
			"Animator",
			"LocalScript",
			"http://www.roblox.com/asset/?id=913402848",
			"rbxasset://textures/face.png",
			true,
			true,
		],
	);
});

test("body colours that a description does not set are black", async (t) => {
	const { run } = await createBodies(t);
	assert.equal(
		await run(
			`return makeModel({ HeadColor = Color3.new(1, 1, 1) }).UpperTorso.Color == Color3.new(0, 0, 0)`,
		),
		true,
	);
});

test("a description's scales make a body taller and wider, its clothes and accessories name their assets", async (t) => {
	const { run } = await createBodies(t);
	assert.deepEqual(
		await run(`local model = makeModel({ HeightScale = 0.5, WidthScale = 2, HeadScale = 1.5, Shirt = 11, Pants = 12, Face = 13,
			HatAccessory = "14,15", WalkAnimation = 16 })
		model.Parent = workspace
		local lowest = model.LeftFoot.Position.Y - model.LeftFoot.Size.Y / 2
		local chin = model.Head.Position.Y - model.Head.Size.Y / 2
		local shoulders = model.UpperTorso.Position.Y + model.UpperTorso.Size.Y / 2
		local root = model.HumanoidRootPart
		return { model.UpperTorso.Size == Vector3.new(4, 0.8, 1), math.round(model.Head.Size.X * 100) / 100, model.Humanoid.HipHeight, model.Humanoid.BodyHeightScale.Value,
			math.abs(root.Position.Y - root.Size.Y / 2 - model.Humanoid.HipHeight - lowest) < 1e-4,
			math.abs(chin - shoulders) < 1e-4, model.Shirt.ShirtTemplate, model.Pants.PantsTemplate, model.Head.face.Texture,
			model["Accessory 15"].ClassName, model.Animate.walk.WalkAnim.AnimationId }`),
		[
			true,
			1.8,
			1,
			0.5,
			true,
			true,
			"http://www.roblox.com/asset/?id=11",
			"http://www.roblox.com/asset/?id=12",
			"http://www.roblox.com/asset/?id=13",
			"Accessory",
			"http://www.roblox.com/asset/?id=16",
		],
	);
});

const TRACK = `
local model = _G.model or makeModel()
_G.model = model
model.Parent = workspace
local animation = Instance.new("Animation")
animation.AnimationId = "rbxassetid://507766388"
`;

test("an animation cannot be loaded before its model is in the world", async (t) => {
	const { run } = await createBodies(t);
	assert.match(
		String(
			await run(`local model = makeModel()
			return model.Humanoid.Animator:LoadAnimation(Instance.new("Animation"))`),
		),
		/Cannot load the AnimationClipProvider Service/,
	);
});

test("a track runs on the clock: it loads, loops, changes its speed and fades", async (t) => {
	const { world, run, notes } = await createBodies(t);
	await world.setOption("animationSeconds", 3);
	await run(`${TRACK}
		local track = model.Humanoid.Animator:LoadAnimation(animation)
		_G.track = track
		track.Looped = true
		track.DidLoop:Connect(function() note("looped") end)
		track.Stopped:Connect(function() note("stopped") end)
		track.Ended:Connect(function() note("ended") end)
		track:Play(1, 0.5)
		note(track.Length, track.IsPlaying, track.WeightCurrent)`);
	await world.run(0.6);
	const middle = (await run(
		"return { _G.track.Length, _G.track.TimePosition, _G.track.WeightCurrent }",
	)) as number[];
	assert.equal(middle[0], 3);
	assert.ok(Math.abs(middle[1] - 0.5) < 0.1, `${middle[1]}`);
	assert.ok(Math.abs(middle[2] - 0.3) < 0.05, `${middle[2]}`);
	await run("_G.track:AdjustSpeed(2)");
	await world.run(1);
	assert.equal(await run("return _G.track.TimePosition > 2.3 and _G.track.TimePosition < 2.7"), true);
	await world.run(0.5);
	await run("_G.track:Stop(0.5)");
	await world.run(0.2);
	assert.deepEqual(
		await run("return { _G.track.IsPlaying, #_G.model.Humanoid.Animator:GetPlayingAnimationTracks() }"),
		[false, 0],
	);
	assert.deepEqual(await notes(), [[0, true, 0], ["looped"], ["stopped"]]);
	await world.run(0.4);
	assert.deepEqual(((await notes()) as unknown[]).at(-1), ["ended"]);
});

test("a track that does not loop ends by itself, and a slower one later", async (t) => {
	const { world, run } = await createBodies(t);
	await run(`${TRACK}
		for _, speed in { 1, 0.5 } do
			local track = model.Humanoid.Animator:LoadAnimation(animation)
			track.Stopped:Connect(function() note(speed) end)
			track:Play(0.1, 1, speed)
		end`);
	await world.run(2.3);
	assert.deepEqual(await run("return _G.notes"), [[1]]);
	await world.run(2.1);
	assert.deepEqual(await run("return _G.notes"), [[1], [0.5]]);
});

test("an Animator takes 256 tracks, and a model that leaves the world stops its own", async (t) => {
	const { run } = await createBodies(t);
	assert.match(
		String(
			await run(`${TRACK}
			local track
			for count = 1, 256 do track = model.Humanoid.Animator:LoadAnimation(animation) end
			track:Play()
			_G.track = track
			model.Humanoid.Animator:LoadAnimation(animation)`),
		),
		/limit of 256 tracks/,
	);
	assert.deepEqual(
		await run("local before = _G.track.IsPlaying _G.model:Destroy() return { before, _G.track.IsPlaying }"),
		[true, false],
	);
});

test("collision groups collide unless a script says otherwise", async (t) => {
	const { run } = await createBodies(t);
	const groups = 'local physics = game:GetService("PhysicsService")\n';
	assert.deepEqual(
		await run(`${groups} physics:RegisterCollisionGroup("A") physics:RegisterCollisionGroup("B")
		local before = physics:CollisionGroupsAreCollidable("A", "B")
		physics:CollisionGroupSetCollidable("B", "A", false)
		return { before, physics:CollisionGroupsAreCollidable("A", "B"), physics:CollisionGroupsAreCollidable("A", "Default"),
			physics:IsCollisionGroupRegistered("C") }`),
		[true, false, true, false],
	);
	assert.match(String(await run(`${groups} physics:RegisterCollisionGroup("A")`)), /already registered/);
	assert.match(
		String(await run(`${groups} physics:CollisionGroupSetCollidable("A", "C", false)`)),
		/named C/,
	);
});

for (const [behavior, destroyed] of [
	["Enabled", ["character", "player"]],
	["Disabled", []],
	["Default", []],
] as const)
	test(`PlayerCharacterDestroyBehavior ${behavior} destroys ${destroyed.length === 0 ? "nobody" : "both"} at leaving`, async (t) => {
		const { world, run } = await createBodies(t, {
			Workspace: {
				$className: "Workspace",
				$properties: { PlayerCharacterDestroyBehavior: behavior },
			},
		});
		const alex = await world.join({ name: "Alex" });
		await world.run(0.3);
		await run(`local alex = players.Alex
			alex.Character.Destroying:Connect(function() note("character") end)
			alex.Destroying:Connect(function() note("player") end)
			_G.player, _G.character = alex, alex.Character`);
		await alex.leave();
		await world.run(0.3);
		assert.deepEqual(((await run("return _G.notes")) as string[][]).flat().sort(), destroyed);
		assert.deepEqual(await run("return { _G.player.Parent == nil, _G.character.Parent == nil }"), [
			true,
			true,
		]);
	});

test("the server sees how fast a character moves that a client moves", async (t) => {
	const { world, run } = await createBodies(t);
	const alex = await world.join({ name: "Alex" });
	await world.run(0.3);
	await alex.moveTo({ x: 50, y: 3, z: 0 });
	await world.run(0.5);
	const speed = "return workspace.Alex.HumanoidRootPart.AssemblyLinearVelocity.Magnitude";
	assert.equal(Math.round(Number(await run(speed))), 16);
	await alex.stop();
	await world.run(0.5);
	assert.equal(await run(speed), 0);
});

test("with StreamingEnabled a client has the Atomic models within the target radius only, whole, and gets them back", async (t) => {
	const { world, run } = await createBodies(t, {
		Workspace: {
			$className: "Workspace",
			$properties: { StreamingEnabled: true, StreamingTargetRadius: 100 },
		},
	});
	await run(`for name, x in { Near = 20, Far = 300 } do
			local model = Instance.new("Model")
			model.Name = name
			model.ModelStreamingMode = Enum.ModelStreamingMode.Atomic
			local part = Instance.new("Part")
			part.Name = "HumanoidRootPart"
			part.Anchored = true
			part.Position = Vector3.new(x, 3, 0)
			part.Parent = model
			model.Parent = workspace
		end
		local plain = Instance.new("Part")
		plain.Name = "Plain"
		plain.Position = Vector3.new(300, 3, 0)
		plain.Parent = workspace`);
	const alex = await world.join({ name: "Alex" });
	await world.run(1);
	const seen = () =>
		run(
			`local names = {}
			for _, name in { "Near", "Far", "Plain" } do
				if workspace:FindFirstChild(name) then table.insert(names, name) end
			end
			return names`,
			"Alex",
		);
	assert.deepEqual(await seen(), ["Near", "Plain"]);
	await run(
		`local near = workspace.Near
		_G.near = near
		workspace.DescendantAdded:Connect(function(child) note(child.Name, #child:GetChildren()) end)`,
		"Alex",
	);
	await alex.teleport({ x: 280, y: 3, z: 0 });
	await world.run(1);
	assert.deepEqual(await seen(), ["Far", "Plain"]);
	await run("workspace.Near.HumanoidRootPart.Position = Vector3.new(270, 3, 0)");
	await world.run(1);
	assert.deepEqual(await seen(), ["Near", "Far", "Plain"]);
	assert.equal(await run("return workspace.Near == _G.near", "Alex"), true);
	await run("workspace.Far:Destroy()");
	await world.run(1);
	assert.deepEqual(await seen(), ["Near", "Plain"]);
});
