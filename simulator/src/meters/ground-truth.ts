import type { World } from "@townsfolk/headless";

/** An NPC or a player as the engine has it, without any of the place's code. */
export interface TrueEntity {
	readonly kind: "npc" | "player";
	/** The NPC's id, or the player's user id. */
	readonly id: string;
	readonly displayName: string;
	readonly x: number;
	readonly y: number;
	readonly z: number;
	/** Percent. */
	readonly health: number;
	readonly isMoving: boolean;
}

export interface TrueZone {
	readonly name: string;
	readonly center: readonly [x: number, y: number, z: number];
	readonly size: readonly [x: number, y: number, z: number];
}

export interface GroundTruth {
	/** When the engine had it so, seconds of the world. */
	readonly at: number;
	/** With a living body. */
	readonly entities: ReadonlyArray<TrueEntity>;
	readonly zones: ReadonlyArray<TrueZone>;
}

/** Reads rows of numbers and names, which leave the engine faster than objects. A scenario's zones are never rotated. */
const READ = `
local function read(rows, kind, id, displayName, model)
	local root = model and model:FindFirstChild("HumanoidRootPart")
	local humanoid = model and model:FindFirstChildOfClass("Humanoid")
	if root == nil or humanoid == nil or humanoid.Health <= 0 then return end
	local position, moving = root.Position, (root.AssemblyLinearVelocity * Vector3.new(1, 0, 1)).Magnitude > 1
	local health = humanoid.Health / humanoid.MaxHealth * 100
	table.insert(rows, { kind, id, displayName, position.X, position.Y, position.Z, health, moving })
end
local rows, zones = {}, {}
local npcs = workspace:FindFirstChild("Npcs")
for _, model in if npcs then npcs:GetChildren() else {} do
	read(rows, "npc", model:GetAttribute("NpcId"), model:GetAttribute("DisplayName"), model)
end
for _, player in game:GetService("Players"):GetPlayers() do
	read(rows, "player", tostring(player.UserId), player.DisplayName, player.Character)
end
for _, part in game:GetService("CollectionService"):GetTagged("Location") do
	local at, size = part.Position, part.Size
	table.insert(zones, { part:GetAttribute("LocationName"), at.X, at.Y, at.Z, size.X, size.Y, size.Z })
end
return { rows = rows, zones = zones }
`;

type Row = [TrueEntity["kind"], string, string, number, number, number, number, boolean];
type ZoneRow = [string, number, number, number, number, number, number];

/** Looks at the engine's world; takes one frame. */
export async function readGroundTruth(world: World): Promise<GroundTruth> {
	// Commands run before the frame's movement, so this reads how the last frame left the world.
	const at = world.now();
	const answer = (await world.evaluate("server", READ)) as { rows: Row[]; zones: ZoneRow[] };
	return {
		at,
		entities: [...answer.rows].map(([kind, id, displayName, x, y, z, health, isMoving]) => ({
			kind,
			id,
			displayName,
			x,
			y,
			z,
			health,
			isMoving,
		})),
		zones: [...answer.zones].map(([name, x, y, z, sx, sy, sz]) => ({
			name,
			center: [x, y, z] as const,
			size: [sx, sy, sz] as const,
		})),
	};
}
