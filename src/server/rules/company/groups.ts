import { GROUPS } from "server/constants/rules";
import type { Cluster } from "./clusters";
import type { Entity, EntityId } from "server/rules/space/entity";
import { type GroupMember, type GroupOptions, type GroupText, GroupView } from "./group-view";

export type { GroupMember, GroupOptions } from "./group-view";

/** An NPC's `group_members` block has to be written. */
export interface GroupChange extends GroupText {
	/** The NPC's. */
	readonly id: EntityId;
}

/** Keeps every NPC's company from step to step. */
export interface GroupTracker {
	/** Call with everybody there is. `isoNow` is the wall clock for the agent to read, `now` counts seconds. */
	readonly step: (
		entities: ReadonlyArray<Entity>,
		clusterOf: (id: EntityId) => Cluster | undefined,
		isoNow: string,
		now: number,
	) => ReadonlyArray<GroupChange>;
	/** Who is with an NPC, sorted by key; the NPC itself is not. */
	readonly membersOf: (npcEntityId: EntityId) => ReadonlyArray<GroupMember>;
	/** What an NPC's agent knows a member by: `Alex (2)`. */
	readonly nameFor: (npcEntityId: EntityId, memberId: EntityId) => string | undefined;
	readonly forget: (npcEntityId: EntityId) => void;
	/** No group lists this member, or that they left, from the next step on, unless they are still there. */
	readonly forgetMember: (memberId: EntityId) => void;
}

/** Keeps what every NPC's agent should know of its company, and says when that has changed. */
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
				// An NPC without a body for a while may come back; what it remembers of departures has expired by then.
				if (now - view.updatedAt() > options.recentlyLeftSeconds) views.delete(id);
			}
			return changes.sort((a, b) => a.id < b.id);
		},
		membersOf: (id) => views.get(id)?.members() ?? [],
		nameFor: (id, memberId) => views.get(id)?.keyOf(memberId),
		forget: (id) => {
			views.delete(id);
		},
		forgetMember: (memberId) => {
			for (const [, view] of views) view.forget(memberId);
		},
	};
}
