import type { ChatSource, WorldView } from "server/ports";
import { NAMELESS } from "server/rules/company/group-names";
import { playerEntityId } from "server/rules/space/entity";

export interface NamelessPlayers {
	/** The world, in which a nameless player has neither a name nor looks. */
	readonly world: WorldView;
	/** Lines; those of a nameless player have no name. */
	readonly chatSource: ChatSource;
	/** From now on the player has no name until they join again. Does nothing for a player who is not on the server. */
	readonly add: (userId: number) => void;
}

/**
 * Players about whom NPCs must know nothing. It stands between the services and the engine, so that no service ever learns
 * a name that it could pass on.
 */
export function createNamelessPlayers(world: WorldView, chatSource: ChatSource): NamelessPlayers {
	const userIds = new Set<number>();

	const isNameless = (userId: number) => {
		if (!userIds.has(userId)) return false;
		if (world.hasPlayer(userId)) return true;
		userIds.delete(userId);
		return false;
	};

	return {
		world: {
			...world,
			sample: () => {
				const entityIds = new Set<string>();
				for (const userId of userIds) if (isNameless(userId)) entityIds.add(playerEntityId(userId));
				const entities = world.sample();
				if (entityIds.isEmpty()) return entities;
				return entities.map((entity) =>
					entityIds.has(entity.id) ? { ...entity, displayName: NAMELESS, appearance: "" } : entity,
				);
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
