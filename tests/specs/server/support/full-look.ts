import type { GroupMember } from "server/rules/company/groups";
import { type Entity, type EntityId, npcIdOf } from "server/rules/space/entity";
import { createLocationTracker, type Zone } from "server/rules/space/locations";
import { createStatusTracker } from "server/rules/status/status-tracker";
import { FullClusters } from "./full-clusters";
import { steppedGroups, steppedLocations, steppedStatuses } from "./full-steps";

/** The world at one moment. */
export interface FullSample {
	readonly entities: ReadonlyArray<Entity>;
	readonly zones: ReadonlyArray<Zone>;
	readonly iso: string;
	readonly now: number;
	readonly goneIds?: ReadonlyArray<EntityId>;
}

/** Perception by full looks: every rule works on everybody, every time. What perception does must come to the same. */
export class FullLook {
	public readonly clusters = new FullClusters();
	public readonly locations = steppedLocations(createLocationTracker());
	private readonly statuses = steppedStatuses(createStatusTracker());
	private readonly groups = steppedGroups();

	/** Takes a look. Returns what is to be written: `mara status normal: health…`, sorted. */
	public look({ entities, zones, iso, now, goneIds = [] }: FullSample): ReadonlyArray<string> {
		const { clusters, locations, statuses, groups } = this;
		const writes = new Array<string>();
		locations.step(entities, zones, now);
		for (const { id, text, urgent, isActionOnly } of statuses.step(entities, locations.locationOf))
			writes.push(
				`${npcIdOf(id)} status ${urgent ? "urgent" : isActionOnly ? "patient" : "normal"}: ${text}`,
			);
		clusters.step(entities, now, goneIds);
		const urgencies = { departure: "urgent", change: "normal", expiry: "lazy" };
		for (const { id, text, urgency } of groups.step(entities, (of) => clusters.clusterOf(of), iso, now))
			writes.push(`${npcIdOf(id)} group_members ${urgencies[urgency]}: ${text}`);
		return writes.sort();
	}

	public membersOf(id: EntityId): ReadonlyArray<GroupMember> {
		return this.groups.membersOf(id);
	}

	public forgetMember(id: EntityId): void {
		this.groups.forgetMember(id);
	}

	/** A destroyed NPC. */
	public forgetNpc(id: EntityId): void {
		this.statuses.forget(id);
		this.groups.forgetNpc(id);
	}
}
