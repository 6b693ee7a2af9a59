import { PhysicsService, Players } from "@rbxts/services";
import type { Log } from "server/ports";

const NPCS = "TownsfolkNpcs";
const PLAYERS = "TownsfolkPlayers";
/** A part in another group is a creator's business. */
const UNGROUPED = "Default";

/** Keeps bodies from pushing each other about: NPCs, players, and NPCs and players. */
export interface CollisionGroups {
	/** From now on the body pushes nobody, and nobody pushes it. */
	readonly addNpc: (body: Model) => void;
}

/** Players push each other as their game wants it. */
function register(): void {
	for (const group of [NPCS, PLAYERS])
		if (!PhysicsService.IsCollisionGroupRegistered(group)) PhysicsService.RegisterCollisionGroup(group);
	PhysicsService.CollisionGroupSetCollidable(NPCS, PLAYERS, false);
	PhysicsService.CollisionGroupSetCollidable(NPCS, NPCS, false);
}

/** Parts that come later, such as accessories, are added, too. */
function addAll(body: Instance, group: string): void {
	const add = (instance: Instance) => {
		if (instance.IsA("BasePart") && instance.CollisionGroup === UNGROUPED) instance.CollisionGroup = group;
	};
	for (const instance of body.GetDescendants()) add(instance);
	body.DescendantAdded.Connect(add);
}

/** Puts the bodies of NPCs and of players into collision groups. A game may have 32 groups; if none is left, bodies collide. */
export function createCollisionGroups(log: Log): CollisionGroups {
	const [ok, problem] = pcall(register);
	if (!ok) {
		log.warn("players and NPCs can push each other: no collision group is left", {
			problem: tostring(problem),
		});
		return { addNpc: () => {} };
	}
	const addPlayer = (player: Player) => {
		if (player.Character !== undefined) addAll(player.Character, PLAYERS);
		player.CharacterAdded.Connect((character) => addAll(character, PLAYERS));
	};
	for (const player of Players.GetPlayers()) addPlayer(player);
	Players.PlayerAdded.Connect(addPlayer);
	return { addNpc: (body) => addAll(body, NPCS) };
}
