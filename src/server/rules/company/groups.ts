import { GROUPS } from "server/constants/rules";
import type { Cluster } from "./clusters";
import type { Entity, EntityId } from "server/rules/space/entity";
import { type GroupMember, type GroupOptions, type GroupText, GroupView } from "./group-view";

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
	/** The name by which an NPC's agent knows a member: `Alex (2)`. */
	readonly nameFor: (npcEntityId: EntityId, memberId: EntityId) => string | undefined;
	/** From the next step on, no group lists this member or their departure. A member who is still there is new. */
	readonly forgetMember: (memberId: EntityId) => void;
}

/** Tracks what each NPC's agent should know of its company, and reports changes. */
export function createGroupTracker(options: GroupOptions = GROUPS): GroupTracker {
	const views = new Map<EntityId, GroupView>();

	function viewOf(id: EntityId): GroupView {
		const known = views.get(id);
		if (known !== undefined) return known;
		const created = new GroupView(options);
		views.set(id, created);
		return created;
	}

	return {
		step: (entities, clusterOf, isoNow, now) => {
			const byId = new Map<EntityId, Entity>();
			for (const entity of entities) byId.set(entity.id, entity);
			const changes = new Array<GroupChange>();
			for (const { id, kind } of entities) {
				if (kind !== "npc") continue;
				const members = (clusterOf(id)?.members ?? []).filter((member) => member !== id);
				const change = viewOf(id).update(members, byId, isoNow, now);
				if (change !== undefined) changes.push({ id, ...change });
			}
			for (const [id, view] of views) {
				// An NPC may come back after a while without a body; its departures have expired by then.
				if (now - view.updatedAt() > options.recentlyLeftSeconds) views.delete(id);
			}
			return changes.sort((a, b) => a.id < b.id);
		},
		membersOf: (id) => views.get(id)?.members() ?? [],
		nameFor: (id, memberId) => views.get(id)?.keyOf(memberId),
		forgetMember: (memberId) => {
			for (const [, view] of views) view.forget(memberId);
		},
	};
}
