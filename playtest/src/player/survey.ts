/** Where everything is, as the game server sees it. */
export interface Survey {
	readonly npcs: ReadonlyArray<SurveyedNpc>;
	readonly places: ReadonlyArray<Named & { readonly position: Position }>;
	readonly players: ReadonlyArray<Named & { readonly position: Position }>;
	/** The off switch is set: no NPC talks. */
	readonly isOff: boolean;
}

export interface SurveyedNpc {
	readonly npcId: string;
	readonly name: string;
	readonly position: Position;
}

interface Named {
	readonly name: string;
}

/** Studs. */
export interface Position {
	readonly x: number;
	readonly y: number;
	readonly z: number;
}

/** Luau for the server; its value is a `Survey`. */
export const SURVEY_SOURCE = `
local CollectionService = game:GetService("CollectionService")
local Players = game:GetService("Players")
local survey = { npcs = {}, places = {}, players = {} }
local config = game:GetService("ServerStorage"):FindFirstChild("LettaConfig")
survey.isOff = config ~= nil and config:GetAttribute("Enabled") == false
local function add(list, entry, part)
	if part == nil then return end
	local position = part.Position
	entry.position = { x = position.X, y = position.Y, z = position.Z }
	table.insert(list, entry)
end
for _, body in CollectionService:GetTagged("Npc") do
	local entry = { npcId = body:GetAttribute("NpcId"), name = body:GetAttribute("DisplayName") }
	if type(entry.name) == "string" then add(survey.npcs, entry, body:FindFirstChild("HumanoidRootPart")) end
end
-- A creator may have tagged anything, and called it anything.
for _, zone in CollectionService:GetTagged("Location") do
	local name = zone:GetAttribute("LocationName")
	if type(name) == "string" and zone:IsA("BasePart") and zone:IsDescendantOf(workspace) then
		add(survey.places, { name = name }, zone)
	end
end
for _, player in Players:GetPlayers() do
	local character = player.Character
	add(survey.players, { name = player.DisplayName }, character and character:FindFirstChild("HumanoidRootPart"))
end
return survey
`;

export function distance(a: Position, b: Position): number {
	return Math.hypot(a.x - b.x, a.z - b.z);
}

/** A place to walk to. */
export interface Destination {
	readonly name: string;
	readonly position: Position;
	/** So near, the walk is over, studs. */
	readonly within: number;
}

/** A walk ends this many studs from an NPC: near enough to talk. */
const TALKING_STUDS = 6;

/** And from the middle of a location. */
const ARRIVAL_STUDS = 2;

/** Finds an NPC or location by name, upper or lower case; undefined when there is none. */
export function findDestination(survey: Survey, name: string): Destination | undefined {
	const isNamed = (entry: Named) => entry.name.toLowerCase() === name.trim().toLowerCase();
	const npc = survey.npcs.find(isNamed);
	if (npc !== undefined) return { name: npc.name, position: npc.position, within: TALKING_STUDS };
	const place = survey.places.find(isNamed);
	return place && { name: place.name, position: place.position, within: ARRIVAL_STUDS };
}

/** Every name that `findDestination` knows. */
export function destinationNames({ npcs, places }: Survey): string[] {
	return [...npcs, ...places].map((entry) => entry.name);
}
