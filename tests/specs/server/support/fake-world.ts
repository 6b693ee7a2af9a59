import type { WorldView } from "server/ports";
import { type Entity, type EntityId, npcEntityId, playerEntityId } from "server/rules/space/entity";
import type { Zone } from "server/rules/space/locations";

export interface FakeWorld extends WorldView {
	readonly put: (entity: Entity) => void;
	readonly move: (id: EntityId, x: number) => void;
	/** The body vanishes; nobody is told. */
	readonly remove: (id: EntityId) => void;
	/** A player disconnects. */
	readonly leave: (id: EntityId) => void;
	/** How many listen for those who leave. */
	readonly listenerCount: () => number;
	/** Everybody with a body. */
	readonly sample: () => ReadonlyArray<Entity>;
	readonly setZones: (zones: ReadonlyArray<Zone>) => void;
}

export function createFakeWorld(): FakeWorld {
	const entities = new Map<EntityId, Entity>();
	const listeners = new Set<(id: EntityId) => void>();
	let zones: ReadonlyArray<Zone> = [];
	const idsOf = (kind: Entity["kind"]) =>
		[...entities].mapFiltered(([id, entity]) => (entity.kind === kind ? id : undefined));
	return {
		sample: () => [...entities].map(([, entity]) => entity),
		npcs: () => idsOf("npc"),
		players: () => idsOf("player"),
		look: (id) => entities.get(id),
		zones: () => zones,
		hasPlayer: (userId) => entities.has(playerEntityId(userId)),
		onGone: (callback) => {
			listeners.add(callback);
			return () => {
				listeners.delete(callback);
			};
		},
		listenerCount: () => listeners.size(),
		put: (entity) => {
			entities.set(entity.id, entity);
		},
		move: (id, x) => {
			const entity = entities.get(id);
			assert(entity, `nobody is called ${id}`);
			entities.set(id, { ...entity, position: { x, y: 0, z: 0 } });
		},
		remove: (id) => {
			entities.delete(id);
		},
		leave: (id) => {
			// As in the engine, the listeners are called while the player is still there.
			for (const listener of listeners) listener(id);
			entities.delete(id);
		},
		setZones: (newZones) => {
			zones = newZones;
		},
	};
}

/** A player who stands `x` studs from the origin. */
export function playerAt(userId: number, displayName: string, x: number): Entity {
	return {
		id: playerEntityId(userId),
		kind: "player",
		displayName,
		position: { x, y: 0, z: 0 },
		healthPercent: 100,
		action: "Idle",
		appearance: "",
	};
}

/** An NPC that stands `x` studs from the origin. */
export function npcAt(npcId: string, displayName: string, x: number): Entity {
	return {
		...playerAt(0, displayName, x),
		id: npcEntityId(npcId),
		kind: "npc",
		appearance: "wears an apron",
	};
}
