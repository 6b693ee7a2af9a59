import type { ChatSource, WorldView } from "server/ports";
import { NAMELESS } from "server/rules/company/group-names";
import { type Entity, type EntityId, playerEntityId, userIdOf } from "server/rules/space/entity";

export interface NamelessPlayers {
	/** The world, in which a nameless player has neither a name nor looks. */
	readonly world: WorldView;
	/** Lines; those of a nameless player have no name. */
	readonly chatSource: ChatSource;
	/** From now on the player has no name until they join again. Does nothing for a player who is not on the server. */
	readonly add: (userId: number) => void;
}

/** A nameless player as the engine has them, and as NPCs may see them. */
interface Disguise {
	readonly original: Entity;
	readonly shown: Entity;
}

function withoutName(entity: Entity): Entity {
	return { ...entity, displayName: NAMELESS, appearance: "" };
}

/**
 * Players about whom NPCs must know nothing. It stands between the services and the engine, so that no service ever learns
 * a name that it could pass on.
 */
export function createNamelessPlayers(world: WorldView, chatSource: ChatSource): NamelessPlayers {
	const userIds = new Set<number>();
	const disguised = new Map<EntityId, Disguise>();

	const isNameless = (userId: number) => {
		if (!userIds.has(userId)) return false;
		if (world.hasPlayer(userId)) return true;
		userIds.delete(userId);
		disguised.delete(playerEntityId(userId));
		return false;
	};
	const isNamelessEntity = (id: EntityId) => {
		const userId = userIdOf(id);
		return userId !== undefined && isNameless(userId);
	};

	return {
		world: {
			...world,
			look: (id, before) => {
				// Hardly ever is anybody nameless, and everybody is looked at.
				if (userIds.isEmpty() || !isNamelessEntity(id)) return world.look(id, before);
				const entity = world.look(id, disguised.get(id)?.original);
				if (entity === undefined) return undefined;
				const known = disguised.get(id);
				const disguise =
					known?.original === entity ? known : { original: entity, shown: withoutName(entity) };
				disguised.set(id, disguise);
				return disguise.shown;
			},
		},
		chatSource: {
			onLine: (callback) =>
				chatSource.onLine((line) =>
					callback(isNameless(line.userId) ? { ...line, displayName: NAMELESS } : line),
				),
		},
		add: (userId) => {
			if (world.hasPlayer(userId)) userIds.add(userId);
		},
	};
}
