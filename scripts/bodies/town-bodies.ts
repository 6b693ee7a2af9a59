import { join } from "node:path";
import { createWorld } from "@townsfolk/headless";

/** A part of a body, seen from its root: studs, x to the body's right, y up, z to its back. */
export interface SeenPart {
	readonly name: string;
	readonly className: string;
	readonly size: readonly [number, number, number];
	readonly at: readonly [number, number, number];
	/** `#rrggbb` */
	readonly color: string;
	readonly transparency: number;
	readonly group: string;
}

/** One NPC's body, as the engine has it. */
export interface SeenBody {
	readonly npcId: string;
	/** What players read over its head. */
	readonly title: string;
	readonly rig: string;
	readonly hasFace: boolean;
	/** Scripts in the model. */
	readonly scripts: ReadonlyArray<string>;
	/** What its Animator plays. */
	readonly plays: ReadonlyArray<string>;
	/** Studs from the lowest to the highest point. */
	readonly height: number;
	readonly parts: ReadonlyArray<SeenPart>;
}

/** Whom the picture shows; a creator may add others. */
const WILLOWBROOK = ["bram", "finn", "mara", "odette", "pip"];

const ROOT = join(import.meta.dirname, "../..");

/** Long enough for all bodies to come. */
const SECONDS = 4;

const READ = `
local bodies = {}
for _, model in workspace.Npcs:GetChildren() do
	local root, humanoid = model.HumanoidRootPart, model:FindFirstChildOfClass("Humanoid")
	local parts, scripts, low, high = {}, {}, math.huge, -math.huge
	for _, each in model:GetDescendants() do
		if each:IsA("LuaSourceContainer") then
			table.insert(scripts, each.Name)
		elseif each:IsA("BasePart") and each ~= root then
			local at = root.CFrame:PointToObjectSpace(each.Position)
			low, high = math.min(low, at.Y - each.Size.Y / 2), math.max(high, at.Y + each.Size.Y / 2)
			table.insert(parts, {
				name = each.Name, className = each.ClassName, size = { each.Size.X, each.Size.Y, each.Size.Z },
				at = { at.X, at.Y, at.Z }, color = "#" .. each.Color:ToHex(), transparency = each.Transparency,
				group = each.CollisionGroup,
			})
		end
	end
	local plays = {}
	for _, track in humanoid.Animator:GetPlayingAnimationTracks() do table.insert(plays, track.Animation.Name) end
	local face = model.Head:FindFirstChildOfClass("Decal")
	table.insert(bodies, {
		npcId = model:GetAttribute("NpcId"), title = humanoid.DisplayName, rig = humanoid.RigType.Name,
		hasFace = face ~= nil and face.Texture ~= "", scripts = scripts, plays = plays, height = high - low, parts = parts,
	})
end
return bodies`;

function readBodies(read: unknown): SeenBody[] {
	// An empty list of Luau's may be an empty object here.
	const listOf = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);
	return listOf<SeenBody>(read)
		.map((body) => ({ ...body, scripts: listOf<string>(body.scripts), plays: listOf<string>(body.plays) }))
		.filter(({ npcId }) => WILLOWBROOK.includes(npcId))
		.sort((a, b) => a.npcId.localeCompare(b.npcId));
}

/** Starts the demo town, without minds, and looks at its five bodies. `avatars`: whether the avatar service can be reached. */
export async function seeBodies(avatars: boolean): Promise<SeenBody[]> {
	const world = await createWorld({
		projectFile: join(ROOT, "default.project.json"),
		clock: "virtual",
		http: async () => ({ status: 503, body: "{}" }),
		secrets: { townsfolk_gateway_token: "a-token-of-nobody" },
		engineOptions: { avatars },
		startTime: 0,
	});
	try {
		await world.start();
		await world.run(SECONDS);
		return readBodies(await world.evaluate("server", READ));
	} finally {
		await world.shutdown();
	}
}
