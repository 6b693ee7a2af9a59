import { GROUPS } from "server/constants/rules";
import type { Cluster } from "./clusters";
import type { Entity, EntityId } from "server/rules/space/entity";
import { nameAsRead } from "./group-names";
import {
	type GroupMember,
	type GroupOptions,
	type GroupText,
	type GroupWorld,
	GroupView,
} from "./group-view";

export type { GroupMember, GroupOptions } from "./group-view";

/** An NPC's `group_members` block needs writing. */
export interface GroupChange extends GroupText {
	/** The NPC's. */
	readonly id: EntityId;
}

/** Keeps the company of all NPCs from step to step. */
export interface GroupTracker {
	/** Call with all entities. `isoNow` is the wall clock for the agent to read, `now` counts seconds. */
	readonly step: (
		entities: ReadonlyArray<Entity>,
		clusterOf: (id: EntityId) => Cluster | undefined,
		isoNow: string,
		now: number,
	) => ReadonlyArray<GroupChange>;
	/** The members of an NPC's company, without the NPC itself, sorted by key. */
	readonly membersOf: (npcEntityId: EntityId) => ReadonlyArray<GroupMember>;
	/** The name by which an NPC's agent knows somebody: `Alex (2)`. Undefined for who was not there at the last step. */
	readonly nameFor: (npcEntityId: EntityId, memberId: EntityId) => string | undefined;
	/** From the next step on, no group lists this member or their departure. A member who is still there is new. */
	readonly forgetMember: (memberId: EntityId) => void;
}

function worldOf(all: ReadonlyArray<Entity>): GroupWorld {
	const entities = new Map<EntityId, Entity>();
	const npcNames = new Set<string>();
	for (const entity of all) {
		entities.set(entity.id, entity);
		if (entity.kind === "npc") npcNames.add(nameAsRead(entity.displayName));
	}
	return { entities, npcNames };
}

/** Tracks what each NPC's agent should know of its company, and reports changes. */
export function createGroupTracker(options: GroupOptions = GROUPS): GroupTracker {
	const views = new Map<EntityId, GroupView>();
	let world: GroupWorld = worldOf([]);

	function viewOf({ id, displayName }: Entity): GroupView {
		const known = views.get(id);
		if (known !== undefined) return known;
		const created = new GroupView(options, displayName);
		views.set(id, created);
		return created;
	}

	function nameForOther(id: EntityId, otherId: EntityId): string | undefined {
		const other = world.entities.get(otherId);
		return other === undefined ? undefined : views.get(id)?.nameForOther(other, world.npcNames);
	}

	return {
		step: (entities, clusterOf, isoNow, now) => {
			world = worldOf(entities);
			const changes = new Array<GroupChange>();
			for (const entity of entities) {
				if (entity.kind !== "npc") continue;
				const { id } = entity;
				const members = (clusterOf(id)?.members ?? []).filter((member) => member !== id);
				const change = viewOf(entity).update(members, world, isoNow, now);
				if (change !== undefined) changes.push({ id, ...change });
			}
			for (const [id, view] of views) {
				// An NPC may come back after a while without a body; its departures have expired by then.
				if (now - view.updatedAt() > options.recentlyLeftSeconds) views.delete(id);
			}
			return changes.sort((a, b) => a.id < b.id);
		},
		membersOf: (id) => views.get(id)?.members() ?? [],
		nameFor: (id, memberId) => views.get(id)?.keyOf(memberId) ?? nameForOther(id, memberId),
		forgetMember: (memberId) => {
			for (const [, view] of views) view.forget(memberId);
		},
	};
}
