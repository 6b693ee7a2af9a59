import { Players } from "@rbxts/services";
import type { WorldView } from "server/ports";
import { type Entity, type EntityId, isPlayerId, playerEntityId, userIdOf } from "server/rules/space/entity";
import type { Zone } from "server/rules/space/locations";
import { type Character, findCharacter, isInWorld } from "./character";
import { BodySightings, isOfSighting } from "./sighting";

/** Studs a second along the ground: below it, a body only sways. A humanoid's `MoveDirection` need not reach the server. */
const WALKING = 1;

function groundSpeed({ root }: Character): number {
	const { X, Z } = root.AssemblyLinearVelocity;
	return math.sqrt(X * X + Z * Z);
}

interface PlayerBody {
	readonly model: Model;
	readonly character: Character;
	readonly sightings: BodySightings;
}

/** Players' bodies as of the last look. To search a character for its parts at every look costs more than the look. */
class PlayerBodies {
	private readonly byPlayer = new Map<EntityId, PlayerBody>();

	/** Undefined without a whole body. */
	public of(id: EntityId, model: Model | undefined): PlayerBody | undefined {
		const known = this.byPlayer.get(id);
		if (known !== undefined && known.model === model && isWhole(known)) return known;
		const character = findCharacter(model);
		if (model === undefined || character === undefined) {
			this.byPlayer.delete(id);
			return undefined;
		}
		const body = { model, character, sightings: new BodySightings(character) };
		this.byPlayer.set(id, body);
		return body;
	}
}

function isWhole({ model, character }: PlayerBody): boolean {
	return character.humanoid.Parent === model && character.root.Parent === model;
}

/** Looks at players. */
function createPlayerLook(appearanceOf: (character: Instance) => string) {
	const bodies = new PlayerBodies();
	return (id: EntityId, before?: Entity): Entity | undefined => {
		const player = Players.GetPlayerByUserId(userIdOf(id) ?? 0);
		const body = bodies.of(id, player?.Character);
		if (player === undefined || body === undefined) return undefined;
		const sighting = body.sightings.look();
		if (sighting.healthPercent <= 0 || !isInWorld(sighting.position)) return undefined;
		const action = groundSpeed(body.character) > WALKING ? "Walk" : "Idle";
		const appearance = appearanceOf(body.model);
		const displayName = player.DisplayName;
		if (
			before !== undefined &&
			before.action === action &&
			before.appearance === appearance &&
			before.displayName === displayName &&
			isOfSighting(before, sighting)
		)
			return before;
		return { id, kind: "player", displayName, action, appearance, ...sighting };
	};
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
	const lookAtPlayer = createPlayerLook(appearanceOf);
	return {
		npcs,
		players: () => Players.GetPlayers().map((player) => playerEntityId(player.UserId)),
		look: (id, before) => (isPlayerId(id) ? lookAtPlayer(id, before) : lookAtNpc(id, before)),
		zones,
		hasPlayer: (userId) => Players.GetPlayerByUserId(userId) !== undefined,
		onGone: (callback) => {
			const connection = Players.PlayerRemoving.Connect((player) => callback(playerEntityId(player.UserId)));
			return () => connection.Disconnect();
		},
	};
}
