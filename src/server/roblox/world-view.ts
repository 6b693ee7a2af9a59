import { Players } from "@rbxts/services";
import type { WorldView } from "server/ports";
import { type Entity, type EntityId, playerEntityId, userIdOf } from "server/rules/space/entity";
import type { Zone } from "server/rules/space/locations";
import { type Character, findCharacter, isInWorld } from "./character";
import { isSameSighting, sightingOf } from "./sighting";

/** Studs a second along the ground: below it, a body only sways. A humanoid's `MoveDirection` need not reach the server. */
const WALKING = 1;

function groundSpeed({ root }: Character): number {
	const { X, Z } = root.AssemblyLinearVelocity;
	return math.sqrt(X * X + Z * Z);
}

/** Looks at a player, whose id is `id`. */
function lookAtPlayer(
	id: EntityId,
	appearanceOf: (character: Instance) => string,
	before?: Entity,
): Entity | undefined {
	const player = Players.GetPlayerByUserId(userIdOf(id) ?? 0);
	const model = player?.Character;
	const character = findCharacter(model);
	if (player === undefined || model === undefined || character === undefined) return undefined;
	if (character.humanoid.Health <= 0) return undefined;
	const sighting = sightingOf(character);
	if (!isInWorld(sighting.position)) return undefined;
	const action = groundSpeed(character) > WALKING ? "Walk" : "Idle";
	const appearance = appearanceOf(model);
	const displayName = player.DisplayName;
	if (
		before !== undefined &&
		before.action === action &&
		before.appearance === appearance &&
		before.displayName === displayName &&
		isSameSighting(before, sighting)
	)
		return before;
	return { id, kind: "player", displayName, action, appearance, ...sighting };
}

export interface WorldViewDeps {
	readonly npcs: () => ReadonlyArray<EntityId>;
	/** Looks at an NPC, as `WorldView.look`. */
	readonly lookAtNpc: (id: EntityId, before?: Entity) => Entity | undefined;
	readonly zones: () => ReadonlyArray<Zone>;
	/** What a player's character looks like. */
	readonly appearanceOf: (character: Instance) => string;
}

/** The engine's world: players' characters, besides NPCs and zones. */
export function createWorldView({ npcs, lookAtNpc, zones, appearanceOf }: WorldViewDeps): WorldView {
	return {
		npcs,
		players: () => Players.GetPlayers().map((player) => playerEntityId(player.UserId)),
		look: (id, before) =>
			userIdOf(id) === undefined ? lookAtNpc(id, before) : lookAtPlayer(id, appearanceOf, before),
		zones,
		hasPlayer: (userId) => Players.GetPlayerByUserId(userId) !== undefined,
		onGone: (callback) => {
			const connection = Players.PlayerRemoving.Connect((player) => callback(playerEntityId(player.UserId)));
			return () => connection.Disconnect();
		},
	};
}
