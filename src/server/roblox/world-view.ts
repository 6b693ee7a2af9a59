import { Players } from "@rbxts/services";
import type { WorldView } from "server/ports";
import { type Entity, playerEntityId } from "shared/core/entity";
import type { Zone } from "shared/core/locations";
import { findCharacter, healthPercentOf, positionOf } from "./character";
import { describeCharacter } from "./player-appearance";

/** Below it a humanoid only sways, studs a second in full stride. */
const WALKING = 0.1;

function toEntity(player: Player): Entity | undefined {
	const model = player.Character;
	const character = findCharacter(model);
	if (model === undefined || character === undefined || character.humanoid.Health <= 0) return undefined;
	return {
		id: playerEntityId(player.UserId),
		kind: "player",
		displayName: player.DisplayName,
		position: positionOf(character),
		healthPercent: healthPercentOf(character),
		action: character.humanoid.MoveDirection.Magnitude > WALKING ? "Walk" : "Idle",
		appearance: describeCharacter(model),
	};
}

/** The engine's world: players' characters, and whom `sampleNpcs` and `zones` supply. */
export function createWorldView(deps: {
	sampleNpcs: () => ReadonlyArray<Entity>;
	zones: () => ReadonlyArray<Zone>;
}): WorldView {
	return {
		sample: () => {
			const entities = [...deps.sampleNpcs()];
			for (const player of Players.GetPlayers()) {
				const entity = toEntity(player);
				if (entity !== undefined) entities.push(entity);
			}
			return entities;
		},
		zones: deps.zones,
		onGone: (callback) => {
			const connection = Players.PlayerRemoving.Connect((player) => callback(playerEntityId(player.UserId)));
			return () => connection.Disconnect();
		},
	};
}
