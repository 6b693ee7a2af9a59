import { Trove } from "@rbxts/trove";
import type { Clock, WorldView } from "server/ports";
import { SERVER } from "server/constants/operations";
import type { Acquaintances } from "server/rules/company/acquaintances";
import { type Cluster, createClusterTracker } from "server/rules/company/clusters";
import { type Entity, type EntityId, npcEntityId, npcIdOf } from "server/rules/space/entity";
import { createGroupTracker, type GroupChange, type GroupMember } from "server/rules/company/groups";
import { createLocationTracker } from "server/rules/space/locations";
import { createStatusTracker } from "server/rules/status/status-tracker";
import type { WriteUrgency } from "server/net/block-slot";
import type { BlockWriter } from "server/net/block-writer";
import { describeCompanyChange } from "./company-events";
import { NpcEvents } from "./npc-events";

export interface PerceptionDeps {
	readonly clock: Clock;
	readonly world: WorldView;
	readonly blocks: Pick<BlockWriter, "set" | "step">;
	/** What an NPC is doing. */
	readonly actionOf: (npcId: string) => string;
	readonly acquaintances: Pick<Acquaintances, "met">;
}

/** Who is where and with whom, as of the last look at the world. */
export interface PerceptionService {
	/** Looks at the world now and from then on regularly. */
	readonly start: () => void;
	/** One look, ahead of the next regular one. */
	readonly observe: () => void;
	/** An NPC was destroyed: it is out of everybody's company at once. */
	readonly removeNpc: (npcId: string) => void;
	readonly entity: (id: EntityId) => Entity | undefined;
	readonly entities: () => ReadonlyArray<Entity>;
	readonly clusterOf: (id: EntityId) => Cluster | undefined;
	readonly companyOf: (npcId: string) => ReadonlyArray<GroupMember>;
	/** What this NPC calls that member: `Alex`, or `Alex (2)` where it knows two. */
	readonly nameFor: (npcId: string, member: EntityId) => string | undefined;
	/** The name of the place where somebody is, as last decided. */
	readonly locationOf: (id: EntityId) => string;
	/** The status text; empty before the NPC was first seen. */
	readonly statusOf: (npcId: string) => string;
	/** The last values of all blocks of an NPC, by label. */
	readonly blocksOf: (npcId: string) => Readonly<Record<string, string>>;
	/** Something happened to the NPC that its agent is told with the next turn; of one kind the latest counts. */
	readonly noteEvent: (npcId: string, kind: string, text: string) => void;
	/** What happened to the NPC since the last call. */
	readonly takeEvents: (npcId: string) => ReadonlyArray<string>;
	/**
	 * No block says any more that a player was there, and these NPCs know of nothing that happened. A player who still is
	 * there is taken in like somebody new.
	 */
	readonly forgetPlayer: (id: EntityId, npcIds: ReadonlyArray<string>) => void;
	readonly destroy: () => void;
}

/** Who left must not be spoken to; that somebody left long ago can be forgotten by and by. */
const GROUP_URGENCY: Readonly<Record<GroupChange["urgency"], WriteUrgency>> = {
	departure: "urgent",
	change: "normal",
	expiry: "lazy",
};

/** The perception loop: world → locations → status → clusters → groups → memory blocks. */
export function createPerceptionService(deps: PerceptionDeps): PerceptionService {
	const { clock, world, blocks } = deps;
	const locations = createLocationTracker();
	const statuses = createStatusTracker();
	const clusters = createClusterTracker();
	const groups = createGroupTracker();
	const events = new NpcEvents();
	/** By NPC, as it was told with its last turn, or as it began. */
	const toldCompany = new Map<string, ReadonlyArray<GroupMember>>();
	const values = new Map<string, Record<string, string>>();
	const trove = new Trove();
	let entities: ReadonlyArray<Entity> = [];
	let byId = new Map<EntityId, Entity>();

	const write = (npcId: string, label: string, value: string, urgency: WriteUrgency, now: number) => {
		const known = values.get(npcId) ?? {};
		values.set(npcId, known);
		known[label] = value;
		blocks.set(npcId, label, value, now, urgency);
	};

	const noteCompany = (npcId: string, id: EntityId) => {
		const members = groups.membersOf(id);
		for (const member of members) deps.acquaintances.met(npcId, member.id);
		if (!toldCompany.has(npcId)) toldCompany.set(npcId, members);
	};

	/** Who came and who left since the last call. */
	const takeCompanyChange = (npcId: string): ReadonlyArray<string> => {
		const members = groups.membersOf(npcEntityId(npcId));
		const told = toldCompany.get(npcId) ?? members;
		toldCompany.set(npcId, members);
		return describeCompanyChange(told, members);
	};

	const acting = (entity: Entity): Entity => {
		const npcId = npcIdOf(entity.id);
		// The world sees bodies; what an NPC is about, only its behaviour knows.
		return npcId === undefined ? entity : { ...entity, action: deps.actionOf(npcId) };
	};

	const perceive = (goneIds: ReadonlyArray<EntityId>) => {
		const now = clock.now();
		entities = world
			.sample()
			.mapFiltered((entity) => (goneIds.includes(entity.id) ? undefined : acting(entity)));
		byId = new Map(entities.map((entity) => [entity.id, entity]));

		for (const { id, from, to } of locations.step(entities, world.zones(), now)) {
			const npcId = npcIdOf(id);
			if (npcId !== undefined && from !== undefined)
				events.add(npcId, "place", `you went from ${from} to ${to}`);
		}
		for (const { id, text, urgent } of statuses.step(entities, locations.locationOf)) {
			const npcId = npcIdOf(id);
			if (npcId !== undefined) write(npcId, "status", text, urgent ? "urgent" : "normal", now);
		}
		clusters.step(entities, now, goneIds);
		for (const { id, text, urgency } of groups.step(entities, clusters.clusterOf, clock.isoNow(), now)) {
			const npcId = npcIdOf(id);
			if (npcId === undefined) continue;
			noteCompany(npcId, id);
			write(npcId, "group_members", text, GROUP_URGENCY[urgency], now);
		}
		blocks.step(now);
	};

	return {
		start: () => {
			trove.add(world.onGone((id) => perceive([id])));
			trove.add(clock.every(SERVER.perceptionSeconds, () => perceive([])));
			perceive([]);
		},
		observe: () => perceive([]),
		removeNpc: (npcId) => {
			statuses.forget(npcEntityId(npcId));
			perceive([npcEntityId(npcId)]);
			events.forget(npcId);
			toldCompany.delete(npcId);
			values.delete(npcId);
		},
		entity: (id) => byId.get(id),
		entities: () => entities,
		clusterOf: clusters.clusterOf,
		companyOf: (npcId) => groups.membersOf(npcEntityId(npcId)),
		nameFor: (npcId, member) => groups.nameFor(npcEntityId(npcId), member),
		locationOf: locations.locationOf,
		statusOf: (npcId) => statuses.textOf(npcEntityId(npcId)) ?? "",
		blocksOf: (npcId) => ({ ...values.get(npcId) }),
		noteEvent: (npcId, kind, text) => events.add(npcId, kind, text),
		takeEvents: (npcId) => [...takeCompanyChange(npcId), ...events.take(npcId)],
		forgetPlayer: (id, npcIds) => {
			groups.forgetMember(id);
			perceive([]);
			for (const npcId of npcIds) {
				events.forget(npcId);
				takeCompanyChange(npcId);
			}
		},
		destroy: () => trove.destroy(),
	};
}
