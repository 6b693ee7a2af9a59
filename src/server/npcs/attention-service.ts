import type { Clock, Log } from "server/ports";
import { SERVER } from "server/constants/operations";
import type { AttentionChange, AttentionTier, AttentionTracker } from "server/rules/load/attention";
import { type Entity, type EntityId, npcIdOf, type Point } from "server/rules/space/entity";
import { distanceBetween } from "server/rules/space/geometry";
import { Backlog } from "server/net/backlog";
import type { BlockWriter } from "server/net/block-writer";
import type { FrameBudget, MayGoOn } from "server/net/frame-budget";
import { SlicedWork } from "server/net/sliced-work";
import type { PerceptionService } from "server/perception/perception-service";
import type { NpcManager } from "./npc-manager";
import type { TalkPartnerOf } from "./talk-partners";

/** Studs that a player moves before we check the sleepers near them again: half a second's walk. */
const SCAN_STUDS = 8;

/** NPCs checked between two questions whether there is time for more: a check is short. */
const CHECKS_AT_ONCE = 8;

export interface AttentionServiceDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly tracker: AttentionTracker;
	readonly budget: Pick<FrameBudget, "spend">;
	readonly perception: Pick<PerceptionService, "entity" | "players" | "near" | "catchUp">;
	readonly npcs: Pick<NpcManager, "get" | "hurry">;
	readonly blocks: Pick<BlockWriter, "setTier" | "step">;
	readonly partnerOf: TalkPartnerOf;
}

/** Decides how much attention each NPC gets, and has its memory written accordingly. */
export interface AttentionService {
	readonly start: () => void;
	readonly tierOf: (id: EntityId) => AttentionTier;
	/** Calls back for every NPC that is not asleep any more, or never was. Returns what ends that. */
	readonly onWake: (callback: (id: EntityId) => void) => () => void;
	/** True while a player is near enough to see what the NPC does. */
	readonly isWatched: (id: EntityId) => boolean;
	/** From the next look on, multiplies the distances within which NPCs get attention; 1 is normal. */
	readonly setScale: (scale: number) => void;
	readonly destroy: () => void;
}

/** Where each player was when we last looked for sleepers near them. */
class Scans {
	private readonly scanned = new Map<EntityId, Point>();
	private count = 0;

	/** The players who have come somewhere. */
	public due(players: ReadonlyArray<Entity>, onGone: (id: EntityId) => void): ReadonlyArray<EntityId> {
		const moved = new Array<EntityId>();
		for (const { id, position } of players) {
			const before = this.scanned.get(id);
			if (before === position) continue;
			if (before === undefined) this.count += 1;
			else if (distanceBetween(before, position) < SCAN_STUDS) continue;
			moved.push(id);
			this.scanned.set(id, position);
		}
		if (this.count !== players.size()) this.dropGone(players, onGone);
		return moved;
	}

	public reset(): void {
		this.scanned.clear();
		this.count = 0;
	}

	private dropGone(players: ReadonlyArray<Entity>, onGone: (id: EntityId) => void): void {
		const here = new Set(players.map(({ id }) => id));
		for (const [id] of this.scanned) {
			if (here.has(id)) continue;
			this.scanned.delete(id);
			this.count -= 1;
			onGone(id);
		}
	}
}

/**
 * Checks NPCs as long as the frame's budget allows: those that have moved, those near players who have moved, and those whom
 * a talk may keep awake.
 */
class AttentionLooks {
	private readonly scans = new Scans();
	/** Players who have moved; sleepers near them may wake. */
	private readonly unscanned = new Backlog<EntityId>();
	private readonly unchecked = new Backlog<EntityId>();
	private readonly wakeCallbacks = new Set<(id: EntityId) => void>();
	private now = 0;
	private readonly slices: SlicedWork;

	constructor(private readonly deps: AttentionServiceDeps) {
		this.slices = new SlicedWork(deps, (mayGoOn) => this.workWhile(mayGoOn));
	}

	public look(): void {
		const { tracker, perception } = this.deps;
		const players = perception.players();
		for (const player of players) tracker.place(player);
		for (const id of this.scans.due(players, tracker.remove)) this.unscanned.add(id);
		for (const id of tracker.takeDue()) this.unchecked.add(id);
		this.slices.run();
	}

	public onWake(callback: (id: EntityId) => void): () => void {
		this.wakeCallbacks.add(callback);
		return () => this.wakeCallbacks.delete(callback);
	}

	/** The distances are others now. */
	public rescan(): void {
		this.scans.reset();
		for (const [id] of this.deps.tracker.near()) this.unchecked.add(id);
	}

	private addSleepers(point: Point): void {
		const { tracker, perception } = this.deps;
		if (!tracker.hasSleepers()) return;
		for (const { id, kind } of perception.near(point, tracker.sightStuds)) {
			if (kind === "npc" && tracker.tierOf(id) === "asleep") this.unchecked.add(id);
		}
	}

	/** Returns whether all are checked. */
	private workWhile(mayGoOn: MayGoOn): boolean {
		const isScanned = this.scanWhile(mayGoOn);
		let hasWoken = false;
		this.now = this.deps.clock.now();
		const check = (id: EntityId) => {
			hasWoken = this.check(id) || hasWoken;
		};
		this.unchecked.takeWhile(mayGoOn, check, CHECKS_AT_ONCE);
		// Writes what they missed now, without waiting for the next look at the world.
		if (hasWoken) this.deps.blocks.step(this.deps.clock.now());
		return isScanned && this.unchecked.isEmpty();
	}

	/** A crowd that teleports is much to look at. Returns whether no point is left. */
	private scanWhile(mayGoOn: MayGoOn): boolean {
		const { perception } = this.deps;
		this.unscanned.takeWhile(mayGoOn, (id) => {
			const player = perception.entity(id);
			if (player !== undefined) this.addSleepers(player.position);
		});
		return this.unscanned.isEmpty();
	}

	/** Returns whether the NPC has woken. */
	private check(id: EntityId): boolean {
		const { tracker, perception } = this.deps;
		const entity = perception.entity(id);
		if (entity === undefined) {
			tracker.forget(id);
			return false;
		}
		if (!tracker.mayHaveChanged(entity)) return false;
		const change = tracker.check(entity, this.isTalking);
		return change !== undefined && this.onChange(change);
	}

	private readonly isTalking = (entityId: EntityId): boolean =>
		this.deps.partnerOf({ entityId }, this.now) !== undefined;

	private onChange({ id, from, to }: AttentionChange): boolean {
		const { npcs, log, blocks, perception } = this.deps;
		const npcId = npcIdOf(id);
		// An NPC that has just been destroyed may still be in the last look.
		if (npcId === undefined || npcs.get(npcId) === undefined) return false;
		log.debug("attention", { npcId, from: from ?? "unknown", to });
		blocks.setTier(npcId, to);
		if (to === "asleep" || from === "awake" || from === "drowsy") return false;
		npcs.hurry(npcId);
		// Nobody has put into words what happened while it was asleep, or unknown. The next round looks at it again: to do so now
		// would settle all of a crowd for each who wakes in it.
		perception.catchUp(npcId);
		for (const callback of this.wakeCallbacks) callback(id);
		return true;
	}
}

export function createAttentionService(deps: AttentionServiceDeps): AttentionService {
	const { clock, tracker } = deps;
	const looks = new AttentionLooks(deps);
	let stopLooking: (() => void) | undefined;

	return {
		start: () => {
			looks.look();
			stopLooking = clock.every(SERVER.perceptionSeconds, () => looks.look());
		},
		onWake: (callback) => looks.onWake(callback),
		tierOf: tracker.tierOf,
		isWatched: tracker.isWatched,
		setScale: (scale) => {
			tracker.setScale(scale);
			looks.rescan();
		},
		destroy: () => {
			stopLooking?.();
			stopLooking = undefined;
		},
	};
}
