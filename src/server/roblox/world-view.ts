import { Players } from "@rbxts/services";
import type { WorldView } from "server/ports";
import { type Entity, type EntityId, isPlayerId, playerEntityId, userIdOf } from "server/rules/space/entity";
import type { Zone } from "server/rules/space/locations";
import { type Character, findCharacter, isInWorld } from "./character";
import { BodySightings } from "./sighting";

/** Studs a second along the ground: below it, a body only sways. A humanoid's `MoveDirection` need not reach the server. */
const WALKING = 1;

function isWalking({ root }: Character): boolean {
	const { X, Z } = root.AssemblyLinearVelocity;
	return X * X + Z * Z > WALKING * WALKING;
}

interface PlayerBody {
	readonly player: Player;
	readonly model: Model;
	readonly character: Character;
	readonly sightings: BodySightings;
}

/** True while this is the whole body of a player who is there. */
function isPresent({ player, model, character }: PlayerBody): boolean {
	return (
		player.Parent !== undefined &&
		player.Character === model &&
		character.humanoid.Parent === model &&
		character.root.Parent === model
	);
}

/** Players' bodies as of the last look. To search a character for its parts at every look costs more than the look. */
class PlayerBodies {
	private readonly byPlayer = new Map<EntityId, PlayerBody>();

	/** Undefined without a whole body. */
	public of(id: EntityId): PlayerBody | undefined {
		const known = this.byPlayer.get(id);
		if (known !== undefined) {
			if (isPresent(known)) return known;
			known.sightings.destroy();
			this.byPlayer.delete(id);
		}
		return this.find(id);
	}

	private find(id: EntityId): PlayerBody | undefined {
		const player = Players.GetPlayerByUserId(userIdOf(id) ?? 0);
		const model = player?.Character;
		const character = findCharacter(model);
		if (player === undefined || model === undefined || character === undefined) return undefined;
		const body = { player, model, character, sightings: new BodySightings(character) };
		this.byPlayer.set(id, body);
		return body;
	}
}

/** Looks at players. */
function createPlayerLook(appearanceOf: (character: Instance) => string) {
	const bodies = new PlayerBodies();
	return (id: EntityId, before?: Entity): Entity | undefined => {
		const body = bodies.of(id);
		if (body === undefined) return undefined;
		const { sightings } = body;
		const sighting = sightings.look();
		if (sighting.healthPercent <= 0 || !isInWorld(sighting.position)) return undefined;
		const stands = (before?.action === "Idle" && sightings.isStill) || !isWalking(body.character);
		const action = stands ? "Idle" : "Walk";
		const appearance = appearanceOf(body.model);
		const displayName = body.player.DisplayName;
		if (
			before !== undefined &&
			before.position === sighting.position &&
			before.action === action &&
			before.appearance === appearance &&
			before.displayName === displayName
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
		look: (id, before) => {
			const isPlayer = before === undefined ? isPlayerId(id) : before.kind === "player";
			return isPlayer ? lookAtPlayer(id, before) : lookAtNpc(id, before);
		},
		zones,
		hasPlayer: (userId) => Players.GetPlayerByUserId(userId) !== undefined,
		onGone: (callback) => {
			const connection = Players.PlayerRemoving.Connect((player) => callback(playerEntityId(player.UserId)));
			return () => connection.Disconnect();
		},
	};
}
