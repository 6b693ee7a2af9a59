import { ATTENTION, HEARING } from "server/constants/rules";
import type { Entity, EntityId, Point } from "server/rules/space/entity";
import { distanceBetween } from "server/rules/space/geometry";
import { SpatialGrid } from "server/rules/space/spatial-grid";
import { DueList } from "./due-list";

/**
 * How much an NPC may cost. `awake`: a player is near, or it is in a talk. `drowsy`: players can see it from afar.
 * `asleep`: no player would miss it, and nothing is sent for it.
 */
export type AttentionTier = "awake" | "drowsy" | "asleep";

/** An NPC is in another tier than before. */
export interface AttentionChange {
	readonly id: EntityId;
	/** Undefined at first sight. */
	readonly from: AttentionTier | undefined;
	readonly to: AttentionTier;
}

/** Keeps the tiers of all NPCs. An NPC costs something when it moves, and when players may have come near enough to matter. */
export interface AttentionTracker {
	/** A player is here now. */
	readonly place: (player: Pick<Entity, "id" | "position">) => void;
	/** A player has no body any more. */
	readonly remove: (playerId: EntityId) => void;
	/** An NPC has come, moved or lost its body: it is to be checked soon. */
	readonly meet: (npcId: EntityId) => void;
	/**
	 * To be called when all players have been placed. Returns the NPCs that are to be checked, each once: those that were met
	 * since the last call, those that players may have come near to, or gone away from, and those whose talk matters.
	 */
	readonly takeDue: () => ReadonlyArray<EntityId>;
	/** False for an NPC that is due, but has moved too little to be in another tier: most that walk. */
	readonly mayHaveChanged: (npc: Pick<Entity, "id" | "position">) => boolean;
	/** Decides an NPC's tier anew. `isTalking` is asked only where it makes a difference. */
	readonly check: (
		npc: Pick<Entity, "id" | "position">,
		isTalking: (id: EntityId) => boolean,
	) => AttentionChange | undefined;
	/** The NPC has no body any more. */
	readonly forget: (npcId: EntityId) => void;
	/** `asleep` for an unknown NPC. */
	readonly tierOf: (id: EntityId) => AttentionTier;
	/** Every NPC that is not asleep, in no particular order. */
	readonly near: () => ReadonlyMap<EntityId, AttentionTier>;
	/** Whether any known NPC is asleep. */
	readonly hasSleepers: () => boolean;
	/** True while a player is near enough to see what an NPC does; without the tiers' hysteresis. */
	readonly isWatched: (id: EntityId) => boolean;
	/** Studs within which a player may change an NPC's tier. */
	readonly sightStuds: number;
	/** Multiplies the tiers' distances from the next check on; at most 1. */
	readonly setScale: (scale: number) => void;
}

/** How near players must be. `ATTENTION` has the numbers and their reasons. */
export interface AttentionOptions {
	/** Studs to the nearest player within which an NPC is awake. */
	readonly awakeStuds: number;
	/** Studs within which it is drowsy; beyond, it is asleep. */
	readonly drowsyStuds: number;
	/** Studs beyond a tier's distance before an NPC drops out of the tier. */
	readonly hysteresisStuds: number;
}

interface Watcher {
	position: Point;
	isHere: boolean;
}

/** Changed in place: NPCs are checked hundreds of times a second. */
interface Regard {
	/** Undefined before the first check. */
	tier?: AttentionTier;
	/** Studs to the nearest player; infinite beyond all tiers. Of an awake NPC, to some player who is near. */
	nearestStuds: number;
	/** That player. */
	witness?: Watcher;
	/** Where the NPC was, and the players' movements that were known, when this was decided. */
	position?: Point;
	movements: number;
	/** Nothing is another before the players' travel, and the NPC's own way since, come to this; studs. */
	safeUntil: number;
}

/** So many players are looked through faster than the cells of a grid. */
const FEW_WATCHERS = 8;

/** The players, as NPCs see them. */
class Watchers {
	/** Counts every change. */
	public movements = 0;
	/** Studs that no player has gone farther than, one round after the other. */
	public travel = 0;
	private roundTravel = 0;
	private readonly byId = new Map<EntityId, Watcher>();
	private count = 0;
	private readonly grid: SpatialGrid<Watcher>;
	/** What the last search has found. */
	public nearestStuds = math.huge;
	public nearest?: Watcher;

	constructor(private readonly sightStuds: number) {
		this.grid = new SpatialGrid(sightStuds);
	}

	public place(id: EntityId, position: Point): void {
		const known = this.byId.get(id);
		if (known?.position === position) return;
		this.go(known === undefined ? this.sightStuds : distanceBetween(known.position, position));
		const watcher = known ?? this.admit(id, position);
		watcher.position = position;
		this.grid.put(watcher);
		this.movements += 1;
	}

	public remove(id: EntityId): void {
		const watcher = this.byId.get(id);
		if (watcher === undefined) return;
		watcher.isHere = false;
		this.byId.delete(id);
		this.count -= 1;
		this.grid.remove(watcher);
		this.movements += 1;
		this.go(this.sightStuds);
	}

	/** All players have been placed. */
	public endRound(): void {
		this.travel += this.roundTravel;
		this.roundTravel = 0;
	}

	/** Who comes or goes counts as coming from beyond sight, or going there. */
	private go(studs: number): void {
		this.roundTravel = math.max(this.roundTravel, studs);
	}

	/** Searches within sight; finds nobody at an infinite distance. */
	public findNearest(position: Point): void {
		this.nearestStuds = math.huge;
		this.nearest = undefined;
		if (this.count > FEW_WATCHERS)
			return this.grid.forEachWithin(position, this.sightStuds, (other, distance) =>
				this.compare(other, distance),
			);
		for (const [, other] of this.byId) {
			const distance = distanceBetween(position, other.position);
			if (distance <= this.sightStuds) this.compare(other, distance);
		}
	}

	private compare(other: Watcher, distance: number): void {
		if (distance >= this.nearestStuds) return;
		this.nearestStuds = distance;
		this.nearest = other;
	}

	private admit(id: EntityId, position: Point): Watcher {
		const watcher = { position, isHere: true };
		this.byId.set(id, watcher);
		this.count += 1;
		return watcher;
	}
}

/** An NPC enters a tier at the tier's distance, and leaves it only `hysteresisStuds` beyond. */
function tierAt(
	nearestStuds: number,
	before: AttentionTier | undefined,
	{ awakeStuds, drowsyStuds, hysteresisStuds }: AttentionOptions,
): AttentionTier {
	const awakeSlack = before === "awake" ? hysteresisStuds : 0;
	if (nearestStuds <= awakeStuds + awakeSlack) return "awake";
	const drowsySlack = before === "awake" || before === "drowsy" ? hysteresisStuds : 0;
	return nearestStuds <= drowsyStuds + drowsySlack ? "drowsy" : "asleep";
}

/** Studs: NPCs that are due within such a way of the players are checked together. */
const TRAVEL_SPAN_STUDS = 2;

/** Studs that players have to go, at least, before an NPC's tier, or whether it is watched, can be another. */
function marginAt(
	nearestStuds: number,
	tier: AttentionTier,
	{ awakeStuds, drowsyStuds, hysteresisStuds }: AttentionOptions,
): number {
	if (tier === "asleep") return math.min(nearestStuds - drowsyStuds, hysteresisStuds);
	const toSeen = math.abs(drowsyStuds - nearestStuds);
	if (tier === "awake") return math.max(math.min(awakeStuds + hysteresisStuds - nearestStuds, toSeen), 0);
	const toTier = math.min(nearestStuds - awakeStuds, drowsyStuds + hysteresisStuds - nearestStuds);
	return math.max(math.min(toTier, toSeen), 0);
}

/** Decides about NPCs one at a time. */
class Attention {
	public readonly watchers: Watchers;
	public readonly regards = new Map<EntityId, Regard>();
	/** Those that are not asleep. */
	public readonly near = new Map<EntityId, AttentionTier>();
	/** The number of NPCs that are asleep. */
	public sleepers = 0;
	/** The options, scaled. */
	public reach: AttentionOptions;
	/** NPCs whose tier depends on a talk. */
	public readonly talkative = new Set<EntityId>();
	/** NPCs that are not asleep, by how far players have to go before another tier is possible. */
	public readonly byTravel = new DueList<EntityId>(TRAVEL_SPAN_STUDS);
	private rescaled = 0;

	constructor(
		private readonly options: AttentionOptions,
		sightStuds: number,
	) {
		this.watchers = new Watchers(sightStuds);
		this.reach = options;
	}

	public check(
		id: EntityId,
		position: Point,
		isTalking: (id: EntityId) => boolean,
	): AttentionChange | undefined {
		const regard = this.regards.get(id) ?? this.begin(id);
		this.look(regard, position);
		const from = regard.tier;
		const byDistance = tierAt(regard.nearestStuds, from, this.reach);
		const to = byDistance !== "awake" && isTalking(id) ? "awake" : byDistance;
		regard.tier = to;
		const margin = marginAt(regard.nearestStuds, to, this.reach);
		regard.safeUntil = this.watchers.travel + margin;
		this.plan(id, to, regard);
		if (to === from) return undefined;
		if (from === "asleep") this.sleepers -= 1;
		if (to === "asleep") this.sleepers += 1;
		if (to === "asleep") this.near.delete(id);
		else this.near.set(id, to);
		return { id, from, to };
	}

	public mayHaveChanged(id: EntityId, position: Point): boolean {
		const regard = this.regards.get(id);
		if (regard?.position === undefined || this.talkative.has(id)) return true;
		if (this.watchers.travel + distanceBetween(regard.position, position) >= regard.safeUntil) return true;
		// It was due a little too early.
		if (regard.tier !== "asleep" && !this.byTravel.isPlanned(id))
			this.byTravel.plan(id, regard.safeUntil - TRAVEL_SPAN_STUDS);
		return false;
	}

	private begin(id: EntityId): Regard {
		const regard = { nearestStuds: math.huge, movements: -1, safeUntil: -math.huge };
		this.regards.set(id, regard);
		return regard;
	}

	public forget(id: EntityId): void {
		if (this.regards.get(id)?.tier === "asleep") this.sleepers -= 1;
		this.regards.delete(id);
		this.near.delete(id);
		this.unplan(id);
	}

	/** Says when an NPC is to be checked again if it stays where it is. One that is asleep is checked when a player moves near it. */
	private plan(id: EntityId, tier: AttentionTier, { nearestStuds, safeUntil }: Regard): void {
		if (tier === "asleep") return this.unplan(id);
		if (this.mayDependOnTalk(tier, nearestStuds)) this.talkative.add(id);
		else this.talkative.delete(id);
		this.byTravel.plan(id, safeUntil - TRAVEL_SPAN_STUDS);
	}

	private unplan(id: EntityId): void {
		this.talkative.delete(id);
		this.byTravel.cancel(id);
	}

	/** Who talks is in earshot of somebody, and a talk makes a difference only where no player is near enough. */
	private mayDependOnTalk(tier: AttentionTier, nearestStuds: number): boolean {
		return tier === "awake" ? nearestStuds > this.reach.awakeStuds : nearestStuds <= HEARING.earshotStuds;
	}

	public setScale(wanted: number): void {
		const scale = math.min(wanted, 1);
		const { awakeStuds, drowsyStuds } = this.options;
		this.reach = { ...this.options, awakeStuds: awakeStuds * scale, drowsyStuds: drowsyStuds * scale };
		this.rescaled += 1;
		for (const [, regard] of this.regards) regard.safeUntil = -math.huge;
	}

	/** As exact as a tier needs: one player within its distance keeps an NPC awake, whoever is nearer. */
	private look(regard: Regard, position: Point): void {
		const { watchers } = this;
		const movements = watchers.movements + this.rescaled;
		if (regard.position === position && regard.movements === movements) return;
		regard.position = position;
		regard.movements = movements;
		const studs = this.studsToWitness(position, regard);
		if (studs !== undefined) {
			regard.nearestStuds = studs;
			return;
		}
		watchers.findNearest(position);
		regard.nearestStuds = watchers.nearestStuds;
		regard.witness = watchers.nearest;
	}

	/** Undefined unless the player for whom an NPC is awake is still near enough. */
	private studsToWitness(position: Point, { tier, witness }: Regard): number | undefined {
		if (tier !== "awake" || witness?.isHere !== true) return undefined;
		const studs = distanceBetween(position, witness.position);
		return studs <= math.min(this.reach.awakeStuds, this.reach.drowsyStuds) ? studs : undefined;
	}
}

/** Tracks how much attention each NPC gets: cost follows the players, not the number of NPCs. */
export function createAttentionTracker(options: AttentionOptions = ATTENTION): AttentionTracker {
	const sightStuds = options.drowsyStuds + options.hysteresisStuds;
	const attention = new Attention(options, sightStuds);
	const { regards, near, watchers } = attention;
	let met = new Set<EntityId>();
	let travelled = watchers.travel;

	return {
		place: ({ id, position }) => watchers.place(id, position),
		remove: (playerId) => watchers.remove(playerId),
		meet: (npcId) => {
			met.add(npcId);
		},
		takeDue: () => {
			const due = met;
			met = new Set();
			watchers.endRound();
			// Those at the edge of a tier are due after every step of a player, but not while all stand still.
			if (watchers.travel !== travelled) attention.byTravel.passTo(watchers.travel, (id) => due.add(id));
			travelled = watchers.travel;
			for (const id of attention.talkative) due.add(id);
			return [...due].sort();
		},
		mayHaveChanged: ({ id, position }) => attention.mayHaveChanged(id, position),
		check: ({ id, position }, isTalking) => attention.check(id, position, isTalking),
		forget: (npcId) => attention.forget(npcId),
		tierOf: (id) => near.get(id) ?? "asleep",
		near: () => near,
		hasSleepers: () => attention.sleepers > 0,
		isWatched: (id) => (regards.get(id)?.nearestStuds ?? math.huge) <= attention.reach.drowsyStuds,
		sightStuds,
		setScale: (scale) => attention.setScale(scale),
	};
}
