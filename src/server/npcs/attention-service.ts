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
	/** Calls back for every NPC that is not asleep, in no particular order. */
	readonly forEachNear: AttentionTracker["forEachNear"];
	/** True while a player is near enough to see what the NPC does. */
	readonly isWatched: (id: EntityId) => boolean;
	/** From the next look on, multiplies the distances within which NPCs get attention; 1 is normal. */
	readonly setScale: (scale: number) => void;
	readonly destroy: () => void;
}

/** Where each player was when we last looked for sleepers near them. */
class Scans {
	private readonly scanned = new Map<EntityId, Point>();

	/** The players who have come somewhere. */
	public due(players: ReadonlyArray<Entity>, onGone: (id: EntityId) => void): ReadonlyArray<EntityId> {
		const moved = new Array<EntityId>();
		const here = new Set<EntityId>();
		for (const { id, position } of players) {
			here.add(id);
			const before = this.scanned.get(id);
			if (before !== undefined && distanceBetween(before, position) < SCAN_STUDS) continue;
			moved.push(id);
			this.scanned.set(id, position);
		}
		const gone = [...this.scanned].mapFiltered(([id]) => (here.has(id) ? undefined : id));
		for (const id of gone) {
			this.scanned.delete(id);
			onGone(id);
		}
		return moved;
	}

	public reset(): void {
		this.scanned.clear();
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

	/** The distances are others now. */
	public rescan(): void {
		this.scans.reset();
		this.deps.tracker.forEachNear((id) => this.unchecked.add(id));
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
		this.unchecked.takeWhile(mayGoOn, (id) => {
			hasWoken = this.check(id) || hasWoken;
		});
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
		const { tracker, perception, npcs, partnerOf } = this.deps;
		const entity = perception.entity(id);
		if (entity === undefined) {
			tracker.forget(id);
			return false;
		}
		const isTalking = () => {
			const npc = npcs.get(npcIdOf(id) ?? "");
			return npc !== undefined && partnerOf(npc) !== undefined;
		};
		const change = tracker.check(entity, isTalking);
		return change !== undefined && this.onChange(change);
	}

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
		tierOf: tracker.tierOf,
		forEachNear: tracker.forEachNear,
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
