import { Players } from "@rbxts/services";
import type { WorldView } from "server/ports";
import { type Entity, playerEntityId } from "server/rules/space/entity";
import type { Zone } from "server/rules/space/locations";
import { facingOf, findCharacter, healthPercentOf, isInWorld, positionOf } from "./character";

/** Below this length of `MoveDirection`, a humanoid only sways. */
const WALKING = 0.1;

function toEntity(player: Player, appearanceOf: (character: Instance) => string): Entity | undefined {
	const model = player.Character;
	const character = findCharacter(model);
	if (model === undefined || character === undefined || character.humanoid.Health <= 0) return undefined;
	const position = positionOf(character);
	if (!isInWorld(position)) return undefined;
	return {
		id: playerEntityId(player.UserId),
		kind: "player",
		displayName: player.DisplayName,
		position,
		facing: facingOf(character),
		healthPercent: healthPercentOf(character),
		action: character.humanoid.MoveDirection.Magnitude > WALKING ? "Walk" : "Idle",
		appearance: appearanceOf(model),
	};
}

/** The engine's world: players' characters, besides the NPCs of `sampleNpcs` and the zones of `zones`. */
export function createWorldView(deps: {
	sampleNpcs: () => ReadonlyArray<Entity>;
	zones: () => ReadonlyArray<Zone>;
	/** What a player's character looks like. */
	appearanceOf: (character: Instance) => string;
}): WorldView {
	return {
		sample: () => {
			const entities = [...deps.sampleNpcs()];
			for (const player of Players.GetPlayers()) {
				const entity = toEntity(player, deps.appearanceOf);
				if (entity !== undefined) entities.push(entity);
			}
			return entities;
		},
		zones: deps.zones,
		hasPlayer: (userId) => Players.GetPlayerByUserId(userId) !== undefined,
		onGone: (callback) => {
			const connection = Players.PlayerRemoving.Connect((player) => callback(playerEntityId(player.UserId)));
			return () => connection.Disconnect();
		},
	};
}
