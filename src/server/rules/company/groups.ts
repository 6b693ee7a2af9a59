import { GROUPS } from "server/constants/rules";
import type { Cluster } from "./clusters";
import { NameReader } from "./group-names";
import type { Entity, EntityId } from "server/rules/space/entity";
import {
	type GroupMember,
	type GroupOptions,
	type GroupText,
	type GroupWorld,
	GroupView,
	type Moment,
} from "./group-view";

export type { GroupMember, GroupOptions, GroupWorld, Moment } from "./group-view";

/** An NPC's `group_members` block needs writing. */
export interface GroupChange extends GroupText {
	/** The NPC's. */
	readonly id: EntityId;
}

/** Keeps the company of all NPCs. */
export interface GroupTracker {
	/**
	 * Brings an NPC's group up to date. To be called when its cluster, a member's name or appearance, or NPCs' names have changed, and when
	 * `due` names it. A member whom the world lacks keeps its known name and appearance.
	 */
	readonly update: (npc: Entity, cluster: Cluster | undefined, moment: Moment) => GroupChange | undefined;
	/** The NPCs in whose group a departure has expired, or a member is to be forgotten; each at least once. */
	readonly due: (now: number) => ReadonlyArray<EntityId>;
	/** An NPC that was last seen then is back. After a long time it begins anew. */
	readonly comeBack: (npcEntityId: EntityId, seenAt: number, now: number) => void;
	readonly forgetNpc: (npcEntityId: EntityId) => void;
	/** The members of an NPC's company, without the NPC itself, sorted by key. */
	readonly membersOf: (npcEntityId: EntityId) => ReadonlyArray<GroupMember>;
	/** The name by which an NPC's agent knows somebody: `Alex (2)`. Undefined for who is not there. */
	readonly nameFor: (npcEntityId: EntityId, memberId: EntityId) => string | undefined;
	/** From the next update on, no group lists this member or their departure. A member who is still there is new. */
	readonly forgetMember: (memberId: EntityId) => void;
}

interface Expiry {
	readonly id: EntityId;
	/** When the member left, seconds. */
	readonly leftAt: number;
}

/** Tracks what each NPC's agent should know of its company, and reports changes. */
export function createGroupTracker(
	world: Omit<GroupWorld, "names">,
	options: GroupOptions = GROUPS,
): GroupTracker {
	const views = new Map<EntityId, GroupView>();
	const all: GroupWorld = { ...world, names: new NameReader() };

	/** Of departures, the soonest first: all last as long. */
	const expiries = new Array<Expiry>();
	let forgetting = new Set<EntityId>();

	const viewOf = ({ id, displayName }: Entity): GroupView => {
		const known = views.get(id);
		if (known !== undefined) return known;
		const created = new GroupView(options, displayName);
		views.set(id, created);
		return created;
	};

	function nameForOther(id: EntityId, otherId: EntityId): string | undefined {
		const other = world.entityOf(otherId);
		return other === undefined ? undefined : views.get(id)?.nameForOther(other, all);
	}

	return {
		update: (npc, cluster, moment) => {
			const { id } = npc;
			const members = (cluster?.members ?? []).filter((member) => member !== id);
			const change = viewOf(npc).update(members, all, moment);
			if (change?.urgency === "departure") expiries.push({ id, leftAt: moment.now });
			return change && { id, ...change };
		},
		due: (now) => {
			const ids = [...forgetting];
			forgetting = new Set();
			while (!expiries.isEmpty() && now - expiries[0].leftAt >= options.recentlyLeftSeconds)
				ids.push((expiries.shift() as Expiry).id);
			return ids;
		},
		comeBack: (id, seenAt, now) => {
			// Its departures have expired by then.
			if (now - seenAt > options.recentlyLeftSeconds) views.delete(id);
		},
		forgetNpc: (id) => {
			views.delete(id);
		},
		membersOf: (id) => views.get(id)?.members() ?? [],
		nameFor: (id, memberId) => views.get(id)?.keyOf(memberId) ?? nameForOther(id, memberId),
		forgetMember: (memberId) => {
			for (const [id, view] of views) if (view.forget(memberId)) forgetting.add(id);
		},
	};
}
