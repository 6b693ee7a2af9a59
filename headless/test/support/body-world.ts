import type { TestContext } from "node:test";
import { createWorld, type PlayerHandle, type World } from "../../src/index.ts";
import { attempt } from "./attempt.ts";
import { GROUND, projectWith, writeProject } from "./write-project.ts";

export interface BodyWorld {
	readonly world: World;
	readonly errors: string[];
	/**
	 * Runs Luau in a peer, on the server if not given, with `note(…)`, `players`, `makeNpc(torsoName?, at?)` and
	 * `makeBlock(size, at, name?)`, which is anchored.
	 */
	readonly run: (luau: string, peer?: string) => Promise<unknown>;
	readonly notes: (peer?: string) => Promise<unknown>;
	readonly join: (name: string, displayName?: string) => Promise<PlayerHandle>;
}

/** An NPC's root stands 3 studs above the ground. */
const PRELUDE = `
_G.notes = _G.notes or {}
local players = game:GetService("Players")
local function note(...) table.insert(_G.notes, { ... }) end
local function makeNpc(torsoName, at)
	local model = Instance.new("Model") model.Name = "Npc"
	local function part(name, y)
		local made = Instance.new("Part") made.Name = name made.Size = Vector3.new(2, 1, 1)
		made.Position = (at or Vector3.zero) + Vector3.new(0, y, 0) made.Parent = model
		return made
	end
	local root, torso, head = part("HumanoidRootPart", 3), part(torsoName or "Torso", 3), part("Head", 4.5)
	for _, other in { torso, head } do
		local weld = Instance.new("WeldConstraint") weld.Part0 = root weld.Part1 = other weld.Parent = root
	end
	local humanoid = Instance.new("Humanoid") humanoid.HipHeight = 2.5 humanoid.Parent = model
	model.PrimaryPart = root model.Parent = workspace
	return humanoid, root, model
end
local function makeBlock(size, at, name)
	local part = Instance.new("Part") part.Anchored = true part.Name = name or "Block" part.Size = size
	part.CFrame = if typeof(at) == "Vector3" then CFrame.new(at) else at
	part.Parent = workspace
	return part
end
`;

/** A world with level ground, and what else its tree should hold. */
export async function createBodyWorld(
	t: TestContext,
	tree: Record<string, object> = {},
	ground: object = { Ground: GROUND },
): Promise<BodyWorld> {
	const Workspace = { $className: "Workspace", ...ground, ...tree.Workspace };
	const projectFile = writeProject(t, { "default.project.json": projectWith({ ...tree, Workspace }) });
	const world = await createWorld({ projectFile, clock: "virtual" });
	t.after(world.shutdown);
	const errors: string[] = [];
	world.on("log", ({ level, message }) => level === "error" && errors.push(message));
	await world.start();
	return {
		world,
		errors,
		run: (luau, peer) => attempt(world, PRELUDE + luau, peer),
		notes: (peer) => attempt(world, "return _G.notes or {}", peer),
		join: async (name, displayName) => {
			const handle = await world.join({ name, displayName });
			await world.run(0.2);
			return handle;
		},
	};
}
