import type { Clock } from "server/ports";
import type { Acquaintances } from "server/rules/company/acquaintances";
import type { ClusterTracker } from "server/rules/company/clusters";
import {
	createGroupTracker,
	type GroupChange,
	type GroupMember,
	type GroupTracker,
} from "server/rules/company/groups";
import { nameAsRead } from "server/rules/company/group-names";
import { NpcNames } from "server/rules/company/npc-names";
import type { AttentionTracker } from "server/rules/load/attention";
import { type EntityId, npcEntityId, npcIdOf } from "server/rules/space/entity";
import type { LocationTracker } from "server/rules/space/locations";
import { createStatusTracker, type StatusChange } from "server/rules/status/status-tracker";
import { Backlog } from "server/net/backlog";
import type { WriteUrgency } from "server/net/block-slot";
import { CompanyEvents } from "./company-events";
import type { Memory } from "./memory";
import type { Sight } from "./sight";

/** A member who left must not be spoken to. Forgetting one who left long ago can wait. */
const GROUP_URGENCY: Readonly<Record<GroupChange["urgency"], WriteUrgency>> = {
	departure: "urgent",
	change: "normal",
	expiry: "lazy",
};

/** A turn tells what an NPC does just now, so that this can wait a little. */
function urgencyOf({ urgent, isActionOnly }: StatusChange): WriteUrgency {
	if (urgent) return "urgent";
	return isActionOnly ? "patient" : "normal";
}

export interface DescriptionsDeps {
	readonly clock: Pick<Clock, "now" | "isoNow">;
	readonly sight: Pick<Sight, "entity" | "players">;
	readonly locations: Pick<LocationTracker, "locationOf">;
	readonly clusters: Pick<ClusterTracker, "clusterOf">;
	readonly attention: Pick<AttentionTracker, "tierOf">;
	readonly memory: Pick<Memory, "write">;
	readonly acquaintances: Pick<Acquaintances, "met">;
}

/**
 * NPCs' status and company in words. What has changed is put into words when its turn comes; for an NPC that is asleep, not
 * before somebody asks.
 */
export class Descriptions {
	private readonly statuses = createStatusTracker();
	private readonly npcNames = new NpcNames();
	private readonly groups: GroupTracker;
	private readonly companyEvents = new CompanyEvents((npcId) => this.groups.membersOf(npcEntityId(npcId)));
	private readonly staleStatuses = new Backlog<EntityId>();
	private readonly staleGroups = new Backlog<EntityId>();
	/** Asleep: what became of them waits until they wake. */
	private readonly deferred = new Set<EntityId>();

	constructor(private readonly deps: DescriptionsDeps) {
		this.groups = createGroupTracker({ entityOf: deps.sight.entity, npcNames: this.npcNames.read });
	}

	/** An NPC's health, location or action may have changed. */
	public touchStatus(id: EntityId): void {
		this.staleStatuses.add(id);
	}

	/** An NPC's cluster may have changed, or how a member of it looks. Ids of players change nothing. */
	public touchGroup(id: EntityId): void {
		if (npcIdOf(id) !== undefined) this.staleGroups.add(id);
	}

	/** An NPC is called so, or has no body. Players of a name that this changes are called otherwise. */
	public nameNpc(id: EntityId, displayName: string | undefined): void {
		const changed = this.npcNames.set(id, displayName);
		if (changed.isEmpty()) return;
		for (const player of this.deps.sight.players())
			if (changed.includes(nameAsRead(player.displayName))) this.touchCompany(player.id);
	}

	/** Somebody looks different, or is called otherwise: all who are with them are told. */
	public touchCompany(id: EntityId): void {
		for (const member of this.deps.clusters.clusterOf(id)?.members ?? []) {
			if (member !== id) this.touchGroup(member);
		}
	}

	/** Time alone changes groups, too. */
	public touchDue(now: number): void {
		for (const id of this.groups.due(now)) this.staleGroups.add(id);
	}

	/** Describes one NPC, if there is anything new. Returns whether anything is left. */
	public step(): boolean {
		const status = this.staleStatuses.take();
		if (status !== undefined) this.whenAwake(status, () => this.describeStatus(status));
		const group = status === undefined ? this.staleGroups.take() : undefined;
		if (group !== undefined) this.whenAwake(group, () => this.describeGroup(group));
		return !this.staleStatuses.isEmpty() || !this.staleGroups.isEmpty();
	}

	/** Brings everything about an NPC up to date, asleep or not. */
	public complete(id: EntityId): void {
		const wasDeferred = this.deferred.delete(id);
		if (this.staleStatuses.drop(id) || wasDeferred) this.describeStatus(id);
		if (this.staleGroups.drop(id) || wasDeferred) this.describeGroup(id);
	}

	/** The NPC has lost its body: every change of that is told at once. */
	public miss(id: EntityId, now: number): void {
		this.staleStatuses.drop(id);
		this.writeStatus(this.statuses.miss(id), now);
	}

	/** The NPC has a body again. */
	public comeBack(id: EntityId, seenAt: number): void {
		this.groups.comeBack(id, seenAt, this.deps.clock.now());
	}

	/** No group lists this member any more, asleep or not. Those that did are described anew. */
	public forgetMember(memberId: EntityId): void {
		this.groups.forgetMember(memberId);
		for (const id of this.groups.due(this.deps.clock.now())) this.describeGroup(id);
	}

	public forgetNpc(id: EntityId): void {
		this.statuses.forget(id);
		this.groups.forgetNpc(id);
		this.deferred.delete(id);
		this.staleStatuses.drop(id);
		this.staleGroups.drop(id);
		this.companyEvents.forget(npcIdOf(id) ?? "");
	}

	public statusOf(id: EntityId): string {
		return this.statuses.textOf(id)?.read() ?? "";
	}

	public membersOf(id: EntityId): ReadonlyArray<GroupMember> {
		return this.groups.membersOf(id);
	}

	public nameFor(id: EntityId, memberId: EntityId): string | undefined {
		return this.groups.nameFor(id, memberId);
	}

	public takeCompanyEvents(npcId: string): ReadonlyArray<string> {
		return this.companyEvents.take(npcId);
	}

	private whenAwake(id: EntityId, describe: () => void): void {
		if (this.deps.attention.tierOf(id) === "asleep") this.deferred.add(id);
		else describe();
	}

	private describeStatus(id: EntityId): void {
		const { sight, locations, clock } = this.deps;
		const entity = sight.entity(id);
		if (entity !== undefined)
			this.writeStatus(this.statuses.see(entity, locations.locationOf(id)), clock.now());
	}

	private writeStatus(change: StatusChange | undefined, now: number): void {
		const npcId = change && npcIdOf(change.id);
		if (change === undefined || npcId === undefined) return;
		this.deps.memory.write(npcId, "status", change.text, urgencyOf(change), now);
	}

	private describeGroup(id: EntityId): void {
		const { sight, clusters, clock, acquaintances, memory } = this.deps;
		const npcId = npcIdOf(id);
		const entity = sight.entity(id);
		if (npcId === undefined || entity === undefined) return;
		const moment = { iso: clock.isoNow, now: clock.now() };
		const change = this.groups.update(entity, clusters.clusterOf(id), moment);
		if (change === undefined) return;
		for (const member of this.groups.membersOf(id)) acquaintances.met(npcId, member.id);
		this.companyEvents.begin(npcId);
		memory.write(npcId, "group_members", change.text, GROUP_URGENCY[change.urgency], moment.now);
	}
}
