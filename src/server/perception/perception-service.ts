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
import { CompanyEvents } from "./company-events";
import { Memory } from "./memory";
import { TurnEvents } from "server/rules/talk/turn-events";

export interface PerceptionDeps {
	readonly clock: Clock;
	readonly world: WorldView;
	readonly blocks: Pick<BlockWriter, "set" | "step">;
	/** What an NPC is doing. */
	readonly actionOf: (npcId: string) => string;
	readonly acquaintances: Pick<Acquaintances, "met">;
}

/** Knows who is where and with whom, as of the last look at the world. */
export interface PerceptionService {
	/** Looks at the world now, and regularly from then on. */
	readonly start: () => void;
	/** Takes one look now. */
	readonly observe: () => void;
	/** Takes a destroyed NPC out of everybody's company at once. */
	readonly removeNpc: (npcId: string) => void;
	readonly entity: (id: EntityId) => Entity | undefined;
	readonly entities: () => ReadonlyArray<Entity>;
	readonly clusterOf: (id: EntityId) => Cluster | undefined;
	readonly companyOf: (npcId: string) => ReadonlyArray<GroupMember>;
	/** What this NPC calls that member: `Alex`, or `Alex (2)` where it knows two. */
	readonly nameFor: (npcId: string, member: EntityId) => string | undefined;
	/** The name of somebody's location, as last decided. */
	readonly locationOf: (id: EntityId) => string;
	/** The status text; empty before the NPC was first seen. */
	readonly statusOf: (npcId: string) => string;
	/** The last values of all blocks of an NPC, by label. */
	readonly blocksOf: (npcId: string) => Readonly<Record<string, string>>;
	/** Has the NPC's agent told of an event with its next turn. Of one kind, the latest counts. */
	readonly noteEvent: (npcId: string, kind: string, text: string) => void;
	/** What happened to the NPC since the last call. */
	readonly takeEvents: (npcId: string) => ReadonlyArray<string>;
	/**
	 * Takes a player out of all blocks, and drops the events of these NPCs. A player who is still there counts as somebody
	 * new.
	 */
	readonly forgetPlayer: (id: EntityId, npcIds: ReadonlyArray<string>) => void;
	readonly destroy: () => void;
}

/** A member who left must not be spoken to. Forgetting one who left long ago can wait. */
const GROUP_URGENCY: Readonly<Record<GroupChange["urgency"], WriteUrgency>> = {
	departure: "urgent",
	change: "normal",
	expiry: "lazy",
};

/** Everybody in the world, as of one look. */
interface Sight {
	readonly entities: ReadonlyArray<Entity>;
	readonly byId: ReadonlyMap<EntityId, Entity>;
}

/** Looks at the world without those who have just gone. */
function see({ world, actionOf }: PerceptionDeps, goneIds: ReadonlyArray<EntityId>): Sight {
	const entities = world.sample().mapFiltered((entity) => {
		if (goneIds.includes(entity.id)) return undefined;
		const npcId = npcIdOf(entity.id);
		// The world sees bodies. What an NPC is doing, only its behaviour knows.
		return npcId === undefined ? entity : { ...entity, action: actionOf(npcId) };
	});
	return { entities, byId: new Map(entities.map((entity) => [entity.id, entity])) };
}

/** What perception keeps from one look to the next. */
function createTrackers(blocks: PerceptionDeps["blocks"]) {
	const groups = createGroupTracker();
	const companyOf = (npcId: string) => groups.membersOf(npcEntityId(npcId));
	return {
		locations: createLocationTracker(),
		statuses: createStatusTracker(),
		clusters: createClusterTracker(),
		groups,
		companyOf,
		companyEvents: new CompanyEvents(companyOf),
		events: new TurnEvents(),
		memory: new Memory(blocks),
	};
}

type Trackers = ReturnType<typeof createTrackers>;

function noteLocations(
	{ locations, events }: Trackers,
	{ entities }: Sight,
	world: WorldView,
	now: number,
): void {
	for (const { id, from, to } of locations.step(entities, world.zones(), now)) {
		const npcId = npcIdOf(id);
		if (npcId !== undefined && from !== undefined)
			events.add(npcId, "place", `you went from ${from} to ${to}`);
	}
}

function noteStatuses({ locations, statuses, memory }: Trackers, { entities }: Sight, now: number): void {
	for (const { id, text, urgent } of statuses.step(entities, locations.locationOf)) {
		const npcId = npcIdOf(id);
		if (npcId !== undefined) memory.write(npcId, "status", text, urgent ? "urgent" : "normal", now);
	}
}

function noteGroups(trackers: Trackers, { entities }: Sight, deps: PerceptionDeps, now: number): void {
	const { clusters, groups, companyOf, companyEvents, memory } = trackers;
	const changes = groups.step(entities, clusters.clusterOf, deps.clock.isoNow(), now);
	for (const { id, text, urgency } of changes) {
		const npcId = npcIdOf(id);
		if (npcId === undefined) continue;
		for (const member of companyOf(npcId)) deps.acquaintances.met(npcId, member.id);
		companyEvents.begin(npcId);
		memory.write(npcId, "group_members", text, GROUP_URGENCY[urgency], now);
	}
}

/** The perception loop: world → locations → status → clusters → groups → memory blocks. */
export function createPerceptionService(deps: PerceptionDeps): PerceptionService {
	const { clock, world, blocks } = deps;
	const trackers = createTrackers(blocks);
	const { locations, statuses, clusters, groups, companyOf, companyEvents, events, memory } = trackers;
	const trove = new Trove();
	let sight: Sight = { entities: [], byId: new Map() };

	const perceive = (goneIds: ReadonlyArray<EntityId>) => {
		const now = clock.now();
		sight = see(deps, goneIds);
		noteLocations(trackers, sight, world, now);
		noteStatuses(trackers, sight, now);
		clusters.step(sight.entities, now, goneIds);
		noteGroups(trackers, sight, deps, now);
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
			companyEvents.forget(npcId);
			memory.forget(npcId);
		},
		entity: (id) => sight.byId.get(id),
		entities: () => sight.entities,
		clusterOf: clusters.clusterOf,
		companyOf,
		nameFor: (npcId, member) => groups.nameFor(npcEntityId(npcId), member),
		locationOf: locations.locationOf,
		statusOf: (npcId) => statuses.textOf(npcEntityId(npcId)) ?? "",
		blocksOf: (npcId) => memory.of(npcId),
		noteEvent: (npcId, kind, text) => events.add(npcId, kind, text),
		takeEvents: (npcId) => [...companyEvents.take(npcId), ...events.take(npcId)],
		forgetPlayer: (id, npcIds) => {
			groups.forgetMember(id);
			perceive([]);
			for (const npcId of npcIds) {
				events.forget(npcId);
				companyEvents.take(npcId);
			}
		},
		destroy: () => trove.destroy(),
	};
}
