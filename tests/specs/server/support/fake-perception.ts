import type { PerceptionService } from "server/perception/perception-service";
import type { Cluster } from "server/rules/company/clusters";
import { type Entity, type EntityId, isPlayerId } from "server/rules/space/entity";
import { distanceBetween } from "server/rules/space/geometry";
import { TurnEvents } from "server/rules/talk/turn-events";

type Perception = Pick<
	PerceptionService,
	| "entity"
	| "players"
	| "near"
	| "clusterOf"
	| "companyOf"
	| "nameFor"
	| "statusOf"
	| "noteEvent"
	| "takeEvents"
	| "forgetPlayer"
>;

export interface FakePerception extends Perception {
	readonly put: (entity: Entity) => void;
	readonly remove: (id: EntityId) => void;
	/** From now on these are one cluster, and nobody else is in any. */
	readonly gather: (...ids: ReadonlyArray<EntityId>) => void;
	/** From now on every NPC calls this one so; undefined: has no name for this one. */
	readonly rename: (id: EntityId, name: string | undefined) => void;
	/** `mara greeting`: what was noted, in order, by NPC and kind. */
	readonly noted: ReadonlyArray<string>;
}

/** Sees what the spec puts before it, at once; knows nobody's name until it is told. */
export function createFakePerception(): FakePerception {
	const entities = new Map<EntityId, Entity>();
	const names = new Map<EntityId, string>();
	const events = new TurnEvents();
	const noted = new Array<string>();
	let cluster: Cluster | undefined;
	return {
		put: (entity) => {
			entities.set(entity.id, entity);
		},
		remove: (id) => {
			entities.delete(id);
		},
		gather: (...ids) => {
			cluster = { id: "c1", members: ids, players: ids.filter(isPlayerId) };
		},
		rename: (id, name) => {
			if (name === undefined) names.delete(id);
			else names.set(id, name);
		},
		noted,
		entity: (id) => entities.get(id),
		players: () => [...entities].mapFiltered(([, entity]) => (entity.kind === "player" ? entity : undefined)),
		near: (point, studs) =>
			[...entities].mapFiltered(([, entity]) =>
				distanceBetween(point, entity.position) <= studs ? entity : undefined,
			),
		clusterOf: (id) => (cluster?.members.includes(id) === true ? cluster : undefined),
		companyOf: () => [],
		nameFor: (_, id) => names.get(id),
		statusOf: () => "health: 100",
		noteEvent: (npcId, kind, text) => {
			noted.push(`${npcId} ${kind}`);
			events.add(npcId, kind, text);
		},
		takeEvents: (npcId) => events.take(npcId),
		forgetPlayer: () => {},
	};
}
