import type { Cluster, ClusterTracker } from "server/rules/company/clusters";
import { nameAsRead } from "server/rules/company/group-names";
import { createGroupTracker, type GroupChange, type GroupTracker } from "server/rules/company/groups";
import type { AttentionChange, AttentionTracker } from "server/rules/load/attention";
import type { Entity, EntityId } from "server/rules/space/entity";
import { type LocationChange, type LocationTracker, mapZones, type Zone } from "server/rules/space/locations";
import type { StatusChange, StatusTracker } from "server/rules/status/status-tracker";

/** Trackers of a whole world, which specs step with everybody in it. Whom a step lacks is missing. */

/** An entity is in another cluster than before; undefined means in none. */
export interface ClusterChange {
	readonly id: EntityId;
	readonly from: string | undefined;
	readonly to: string | undefined;
}

type Steps<Tracker, Arguments extends Array<unknown>, Change> = Tracker & {
	readonly step: (...args: Arguments) => ReadonlyArray<Change>;
};

/** A change whose text has been made. */
export type TextOf<Change extends { readonly text: unknown }> = Omit<Change, "text"> & {
	readonly text: string;
};

const byId = (a: { readonly id: EntityId }, b: { readonly id: EntityId }) => a.id < b.id;

export type SteppedClusters = Steps<
	ClusterTracker,
	[entities: ReadonlyArray<Entity>, now: number, goneIds?: ReadonlyArray<EntityId>],
	ClusterChange
>;

export function steppedClusters(tracker: ClusterTracker): SteppedClusters {
	let present = new Map<EntityId, number>();
	const reported = new Map<EntityId, string>();
	const noteChange = (id: EntityId, changes: Array<ClusterChange>) => {
		const from = reported.get(id);
		const to = tracker.clusterOf(id)?.id;
		if (from === to) return;
		if (to === undefined) reported.delete(id);
		else reported.set(id, to);
		changes.push({ id, from, to });
	};
	return {
		...tracker,
		step: (entities, now, goneIds = []) => {
			const here = new Map<EntityId, number>();
			for (const entity of entities) {
				here.set(entity.id, now);
				tracker.see(entity, now);
			}
			for (const [id, seenAt] of present) if (!here.has(id)) tracker.miss(id, seenAt);
			for (const id of goneIds) {
				here.delete(id);
				tracker.remove(id);
			}
			present = here;
			tracker.begin(now);
			tracker.settle(now);
			const changes = new Array<ClusterChange>();
			for (const { id } of entities) noteChange(id, changes);
			for (const [id] of new Map([...reported])) noteChange(id, changes);
			return changes.sort(byId);
		},
	};
}

export type SteppedGroups = Steps<
	GroupTracker,
	[
		entities: ReadonlyArray<Entity>,
		clusterOf: (id: EntityId) => Cluster | undefined,
		iso: string,
		now: number,
	],
	TextOf<GroupChange>
>;

export function steppedGroups(): SteppedGroups {
	let here: ReadonlyMap<EntityId, Entity> = new Map();
	const npcNames = new Set<string>();
	const tracker = createGroupTracker({ entityOf: (id) => here.get(id), npcNames });
	const seenAt = new Map<EntityId, number>();
	return {
		...tracker,
		step: (entities, clusterOf, iso, now) => {
			here = new Map(entities.map((entity) => [entity.id, entity]));
			npcNames.clear();
			const npcs = entities.filter(({ kind }) => kind === "npc");
			for (const { displayName } of npcs) npcNames.add(nameAsRead(displayName));
			const changes = new Array<TextOf<GroupChange>>();
			tracker.due(now);
			for (const npc of npcs) {
				tracker.comeBack(npc.id, seenAt.get(npc.id) ?? now, now);
				seenAt.set(npc.id, now);
				const change = tracker.update(npc, clusterOf(npc.id), { iso: () => iso, now });
				if (change !== undefined) changes.push({ ...change, text: change.text.read() });
			}
			return changes.sort(byId);
		},
	};
}

export function steppedLocations(
	tracker: LocationTracker,
): Steps<
	LocationTracker,
	[entities: ReadonlyArray<Entity>, zones: ReadonlyArray<Zone>, now: number],
	LocationChange
> {
	let present = new Set<EntityId>();
	return {
		...tracker,
		step: (entities, zones, now) => {
			const here = new Set(entities.map(({ id }) => id));
			for (const id of present) if (!here.has(id)) tracker.forget(id);
			present = here;
			const map = mapZones(zones);
			return entities.mapFiltered((entity) => tracker.see(entity, map, now));
		},
	};
}

export function steppedStatuses(
	tracker: StatusTracker,
): Steps<
	StatusTracker,
	[entities: ReadonlyArray<Entity>, locationOf: (id: EntityId) => string],
	TextOf<StatusChange>
> {
	const known = new Set<EntityId>();
	return {
		...tracker,
		step: (entities, locationOf) => {
			const npcs = entities.filter(({ kind }) => kind === "npc");
			const here = new Set(npcs.map(({ id }) => id));
			const changes = npcs.mapFiltered((npc) => tracker.see(npc, locationOf(npc.id)));
			for (const id of known) {
				const change = here.has(id) ? undefined : tracker.miss(id);
				if (change !== undefined) changes.push(change);
			}
			for (const id of here) known.add(id);
			return changes.map((change) => ({ ...change, text: change.text.read() }));
		},
	};
}

export function steppedAttention(
	tracker: AttentionTracker,
): Steps<
	AttentionTracker,
	[entities: ReadonlyArray<Entity>, isTalking: (id: EntityId) => boolean],
	AttentionChange
> {
	let present: ReadonlyArray<Entity> = [];
	return {
		...tracker,
		step: (entities, isTalking) => {
			const here = new Set(entities.map(({ id }) => id));
			for (const { id, kind } of present) {
				if (here.has(id)) continue;
				if (kind === "player") tracker.remove(id);
				else tracker.forget(id);
			}
			present = entities;
			for (const entity of entities) if (entity.kind === "player") tracker.place(entity);
			return entities
				.filter(({ kind }) => kind === "npc")
				.mapFiltered((npc) => tracker.check(npc, () => isTalking(npc.id)))
				.sort(byId);
		},
	};
}
