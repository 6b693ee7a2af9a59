import { Trove } from "@rbxts/trove";
import type { Clock, WorldView } from "server/ports";
import { SERVER } from "server/constants/operations";
import type { BlockWriter } from "server/net/block-writer";
import type { FrameBudget, MayGoOn } from "server/net/frame-budget";
import { SlicedWork } from "server/net/sliced-work";
import type { Acquaintances } from "server/rules/company/acquaintances";
import { type Cluster, createClusterTracker } from "server/rules/company/clusters";
import type { GroupMember } from "server/rules/company/groups";
import type { AttentionTracker } from "server/rules/load/attention";
import { type Entity, type EntityId, npcEntityId, npcIdOf, type Point } from "server/rules/space/entity";
import { createLocationTracker, mapZones, type Zone } from "server/rules/space/locations";
import type { ZoneMap } from "server/rules/space/zone-map";
import { TurnEvents } from "server/rules/talk/turn-events";
import { Descriptions } from "./descriptions";
import { LookPlan } from "./look-plan";
import { Memory } from "./memory";
import { hasMoved, Seen, Sight } from "./sight";

export interface PerceptionDeps {
	readonly clock: Clock;
	readonly world: WorldView;
	readonly blocks: Pick<BlockWriter, "set" | "step">;
	readonly budget: Pick<FrameBudget, "spend">;
	/** Who is worth a look, and how often. */
	readonly attention: Pick<AttentionTracker, "tierOf" | "near" | "meet">;
	/** What an NPC is doing. */
	readonly actionOf: (npcId: string) => string;
	readonly acquaintances: Pick<Acquaintances, "met">;
}

/** Knows who is where and with whom, as of the last look at each. */
export interface PerceptionService {
	/** Looks at the world now, and regularly from then on. */
	readonly start: () => void;
	/** Looks at an NPC now, and brings its blocks up to date, asleep or not. */
	readonly refresh: (npcId: string) => void;
	/** Takes a destroyed NPC out of everybody's company at once. */
	readonly removeNpc: (npcId: string) => void;
	readonly entity: (id: EntityId) => Entity | undefined;
	/** Everybody with a body at most `studs` from a point, in no particular order. */
	readonly near: (point: Point, studs: number) => ReadonlyArray<Entity>;
	/** Every player with a body. */
	readonly players: () => ReadonlyArray<Entity>;
	readonly clusterOf: (id: EntityId) => Cluster | undefined;
	readonly companyOf: (npcId: string) => ReadonlyArray<GroupMember>;
	/** What this NPC calls that member: `Alex`, or `Alex (2)` where it knows two. */
	readonly nameFor: (npcId: string, member: EntityId) => string | undefined;
	/** The name of somebody's location, as last decided. */
	readonly locationOf: (id: EntityId) => string;
	/** The status text; empty before the NPC was first seen. */
	readonly statusOf: (npcId: string) => string;
	/** Has an NPC's blocks say what has become of it while it was asleep. */
	readonly catchUp: (npcId: string) => void;
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

/** Looks between two questions whether there is time for more. */
const LOOKS_AT_ONCE = 8;

/**
 * Looks at the world in rounds: locations, clusters, then the words for memory blocks. Only what has changed is worked on,
 * and what a frame's budget leaves is done in the next frames.
 */
class Perception {
	public readonly sight = new Sight();
	public readonly locations = createLocationTracker();
	public readonly clusters = createClusterTracker();
	public readonly events = new TurnEvents();
	public readonly memory: Memory;
	public readonly descriptions: Descriptions;
	private readonly plan: LookPlan;
	private zones: ReadonlyArray<Zone> = [];
	private zoneMap: ZoneMap = mapZones([]);
	private isRoundOver = true;
	private areLooksOver = true;
	private readonly slices: SlicedWork;

	constructor(private readonly deps: PerceptionDeps) {
		const { sight, locations, clusters } = this;
		this.memory = new Memory(deps.blocks);
		this.descriptions = new Descriptions({ ...deps, sight, locations, clusters, memory: this.memory });
		this.plan = new LookPlan({ ...deps, sight });
		this.slices = new SlicedWork(deps, (mayGoOn) => this.workWhile(mayGoOn));
	}

	/** Begins a round, unless the last one is still under way, and works on it. */
	public round(): void {
		if (this.isRoundOver) this.begin();
		this.work();
	}

	/** A player has left the server, or an NPC was destroyed. */
	public remove(id: EntityId): void {
		if (npcIdOf(id) !== undefined) this.deps.attention.meet(id);
		this.sight.delete(id);
		this.descriptions.nameNpc(id, undefined);
		this.locations.forget(id);
		this.clusters.remove(id);
	}

	/** Works as long as the frame's budget allows, and goes on in the next frame. */
	public work(): void {
		this.slices.run();
	}

	public lookAt(id: EntityId, now: number): void {
		const seen = this.sight.get(id);
		const raw = this.deps.world.look(id, seen?.raw);
		if (raw === undefined) {
			if (seen?.isThere === true) this.lose(seen, now);
		} else if (seen === undefined) this.meet(new Seen(id, raw, now), now);
		else if (raw === seen.raw && this.isUnchanged(seen)) seen.seenAt = now;
		else this.lookAgain(seen, raw, now);
	}

	/** Brings one NPC up to date, whatever the rest of the round. */
	public refresh(id: EntityId): void {
		const now = this.deps.clock.now();
		this.lookAt(id, now);
		this.noteChanged(this.clusters.settleAround(id, now));
		this.descriptions.complete(id);
	}

	private begin(): void {
		const now = this.deps.clock.now();
		this.isRoundOver = false;
		const zones = this.deps.world.zones();
		if (zones !== this.zones) {
			this.zones = zones;
			this.zoneMap = mapZones(zones);
		}
		this.areLooksOver = false;
		this.descriptions.touchDue(now);
		this.plan.begin(now);
	}

	/** Departures first, then looks, then who is together, then words. Returns whether everything is done. */
	private workWhile(mayGoOn: MayGoOn): boolean {
		const { clusters, descriptions, deps } = this;
		const now = deps.clock.now();
		if (clusters.isBereft()) {
			this.noteChanged(clusters.settle(now, () => clusters.isBereft() && mayGoOn()));
			while (descriptions.step()) if (!mayGoOn()) return false;
			if (clusters.isBereft()) return false;
		}
		if (!this.lookWhile(now, mayGoOn)) return false;
		if (!this.areLooksOver) clusters.begin(now);
		this.areLooksOver = true;
		this.noteChanged(clusters.settle(now, mayGoOn));
		if (!clusters.isSettled()) return false;
		while (descriptions.step()) if (!mayGoOn()) return false;
		this.isRoundOver = true;
		deps.blocks.step(now);
		return true;
	}

	/** Returns whether the round's looks are over. */
	private lookWhile(now: number, mayGoOn: MayGoOn): boolean {
		const { plan } = this;
		let looks = 0;
		for (let id = plan.next(); id !== undefined; id = plan.next()) {
			this.lookAt(id, now);
			looks += 1;
			// A look is short: not each of them has to ask for the time.
			if (looks % LOOKS_AT_ONCE === 0 && !mayGoOn()) return false;
		}
		return true;
	}

	private noteChanged(ids: ReadonlyArray<EntityId>): void {
		for (const id of ids) this.descriptions.touchGroup(id);
	}

	private meet(seen: Seen, now: number): void {
		this.sight.put(seen, this.withAction(seen.raw, seen.npcId));
		this.arrive(seen, now);
	}

	private arrive(seen: Seen, now: number): void {
		this.locate(seen, now);
		this.clusters.see(seen, now);
		this.descriptions.touchCompany(seen.id);
		if (seen.npcId === undefined) return;
		this.deps.attention.meet(seen.id);
		this.descriptions.nameNpc(seen.id, seen.entity.displayName);
		this.descriptions.touchStatus(seen.id);
		this.descriptions.touchGroup(seen.id);
	}

	private lookAgain(seen: Seen, raw: Entity, now: number): void {
		const { entity: before, isThere: wasThere, seenAt } = seen;
		const isSame = raw === seen.raw && wasThere;
		seen.seenAt = now;
		seen.raw = raw;
		const entity = this.withAction(isSame ? before : raw, seen.npcId);
		if (entity !== before || !isSame) this.sight.put(seen, entity);
		if (!wasThere) {
			if (seen.npcId !== undefined) this.descriptions.comeBack(seen.id, seenAt);
			return this.arrive(seen, now);
		}
		const moved = hasMoved(before.position, entity.position);
		if (moved) this.move(seen, now);
		const relocated = (moved || this.mustLocate(seen)) && this.locate(seen, now);
		if (seen.npcId !== undefined && before.displayName !== entity.displayName)
			this.descriptions.nameNpc(seen.id, entity.displayName);
		if (before.displayName !== entity.displayName || before.appearance !== entity.appearance)
			this.descriptions.touchCompany(seen.id);
		const isOther = before.healthPercent !== entity.healthPercent || before.action !== entity.action;
		if (seen.npcId !== undefined && (relocated || isOther)) this.descriptions.touchStatus(seen.id);
	}

	/** True if neither we nor time have changed anything about somebody of whom the world has nothing new. */
	private isUnchanged(seen: Seen): boolean {
		const { npcId } = seen;
		if (!seen.isThere || this.mustLocate(seen)) return false;
		return npcId === undefined || this.deps.actionOf(npcId) === seen.entity.action;
	}

	private move(seen: Seen, now: number): void {
		this.clusters.see(seen, now);
		if (seen.npcId !== undefined) this.deps.attention.meet(seen.id);
	}

	/** The world sees bodies. What an NPC is doing, only its behaviour knows. */
	private withAction(entity: Entity, npcId: string | undefined): Entity {
		if (npcId === undefined) return entity;
		const action = this.deps.actionOf(npcId);
		return entity.action === action ? entity : { ...entity, action };
	}

	private lose(seen: Seen, now: number): void {
		this.sight.lose(seen);
		this.locations.forget(seen.id);
		seen.zones = undefined;
		this.clusters.miss(seen.id, seen.seenAt);
		if (seen.npcId === undefined) return;
		this.deps.attention.meet(seen.id);
		this.descriptions.nameNpc(seen.id, undefined);
		this.descriptions.miss(seen.id, now);
	}

	private mustLocate({ zones, isBetweenLocations }: Seen): boolean {
		return isBetweenLocations || zones !== this.zoneMap;
	}

	/** Returns whether the location has changed. */
	private locate(seen: Seen, now: number): boolean {
		const { id, npcId } = seen;
		const change = this.locations.see(seen, this.zoneMap, now);
		seen.zones = this.zoneMap;
		seen.isBetweenLocations = this.locations.isUnsettled(id);
		if (change === undefined) return false;
		const { from, to } = change;
		if (npcId !== undefined && from !== undefined)
			this.events.add(npcId, "place", `you went from ${from} to ${to}`);
		return true;
	}
}

/** The perception loop: world → locations → clusters → status and groups → memory blocks. */
export function createPerceptionService(deps: PerceptionDeps): PerceptionService {
	const { clock, world } = deps;
	const perception = new Perception(deps);
	const { sight, locations, clusters, events, memory, descriptions } = perception;
	const trove = new Trove();

	/** What is said of an NPC is put into words when somebody asks. */
	const described = (npcId: string): EntityId => {
		const id = npcEntityId(npcId);
		descriptions.complete(id);
		return id;
	};

	return {
		start: () => {
			trove.add(
				world.onGone((id) => {
					perception.remove(id);
					perception.work();
				}),
			);
			trove.add(clock.every(SERVER.perceptionSeconds, () => perception.round()));
			perception.round();
		},
		refresh: (npcId) => perception.refresh(npcEntityId(npcId)),
		removeNpc: (npcId) => {
			descriptions.forgetNpc(npcEntityId(npcId));
			perception.remove(npcEntityId(npcId));
			perception.work();
			events.forget(npcId);
			memory.forget(npcId);
		},
		entity: sight.entity,
		near: (point, studs) => sight.near(point, studs),
		players: () => sight.players(),
		clusterOf: clusters.clusterOf,
		companyOf: (npcId) => descriptions.membersOf(described(npcId)),
		nameFor: (npcId, member) => descriptions.nameFor(described(npcId), member),
		locationOf: locations.locationOf,
		statusOf: (npcId) => descriptions.statusOf(described(npcId)),
		catchUp: (npcId) => {
			described(npcId);
		},
		blocksOf: (npcId) => {
			described(npcId);
			return memory.of(npcId);
		},
		noteEvent: (npcId, kind, text) => events.add(npcId, kind, text),
		takeEvents: (npcId) => {
			described(npcId);
			return [...descriptions.takeCompanyEvents(npcId), ...events.take(npcId)];
		},
		forgetPlayer: (id, npcIds) => {
			perception.lookAt(id, clock.now());
			descriptions.forgetMember(id);
			perception.work();
			for (const npcId of npcIds) {
				events.forget(npcId);
				descriptions.takeCompanyEvents(npcId);
			}
		},
		destroy: () => trove.destroy(),
	};
}
