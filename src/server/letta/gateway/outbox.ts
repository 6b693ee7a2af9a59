import { MONITOR } from "server/constants/operations";
import { type RequestClass, rankOf } from "server/net/request-class";
import { type DropReason, RequestStats } from "server/net/request-stats";
import type { Op } from "server/wire/gateway-frames";
import { classOf } from "./op-class";

type TurnOp = Extract<Op, { op: "turn" }>;

interface Waiting {
	/** A block is replaced while it waits. */
	op: Op;
	/** The most urgent class that it has had. */
	requestClass: RequestClass;
	/** Seconds. */
	readonly since: number;
}

function npcIdOf(op: Op): string {
	return op.op === "ensureAgent" ? op.spec.npcId : op.npcId;
}

/** The key of the block that an op sets; undefined for any other op. */
function blockKey(op: Op): string | undefined {
	return op.op === "setBlock" ? `${op.npcId} ${op.label}` : undefined;
}

/**
 * The rank of each op, for ops in the order in which they came. An op's class decides, but an op goes no later than those
 * that it must precede: an NPC's blocks go before its turn, and its making or release before everything that comes after.
 */
function ranksOf(queue: ReadonlyArray<Waiting>): ReadonlyArray<number> {
	const ranks = new Array<number>(queue.size(), 0);
	/** By NPC, the smallest rank of the ops that come later. */
	const soonest = new Map<string, number>();
	const hasTurn = new Set<string>();
	for (let index = queue.size() - 1; index >= 0; index--) {
		const { op, requestClass } = queue[index];
		const npcId = npcIdOf(op);
		const later = soonest.get(npcId) ?? math.huge;
		let rank = rankOf(requestClass);
		if (requestClass === "turn") hasTurn.add(npcId);
		else if (requestClass === "housekeeping") rank = math.min(rank, later);
		else if (op.op === "setBlock" && hasTurn.has(npcId)) rank = rankOf("turn");
		ranks[index] = rank;
		soonest.set(npcId, math.min(rank, later));
	}
	return ranks;
}

/**
 * Ops on their way to the gateway: the most urgent class first, and each class in order. A newer value of a block replaces
 * one that still waits, so at most one value for each (npc, label) waits, however long the gateway is away.
 */
export class Outbox {
	private queue = new Array<Waiting>();
	private readonly blocks = new Map<string, Waiting>();
	/** How many ops of each NPC wait. */
	private readonly counts = new Map<string, number>();

	/** `now` is in seconds. */
	constructor(
		private readonly stats = new RequestStats(MONITOR.recent.maxValues),
		private readonly now: () => number = () => 0,
		private readonly onOp?: (op: Op) => void,
	) {}

	/** `urgent` as for `classOfBlock`. */
	add(op: Op, urgent = false): void {
		const requestClass = classOf(op, urgent);
		this.onOp?.(op);
		const key = blockKey(op);
		const known = key !== undefined ? this.blocks.get(key) : undefined;
		if (known !== undefined) {
			this.stats.noteMerged(known.requestClass);
			known.op = op;
			// The agent has not been told of the departure yet.
			if (rankOf(requestClass) < rankOf(known.requestClass)) known.requestClass = requestClass;
			return;
		}
		const waiting: Waiting = { op, requestClass, since: this.now() };
		this.queue.push(waiting);
		this.count(op, 1);
		if (key !== undefined) this.blocks.set(key, waiting);
	}

	/** Takes the most urgent ops, at most `maxItems`, to be sent. */
	take(maxItems: number): ReadonlyArray<Op> {
		if (maxItems <= 0) return [];
		const ranks = ranksOf(this.queue);
		const order = ranks.map((_, index) => index);
		order.sort((a, b) => (ranks[a] === ranks[b] ? a < b : ranks[a] < ranks[b]));
		const chosen = order.filter((_, place) => place < maxItems).map((index) => this.queue[index]);
		const isChosen = new Set(chosen);
		this.removeWhere((waiting) => isChosen.has(waiting));
		for (const { requestClass, since } of chosen) this.stats.noteSent(requestClass, this.now() - since);
		return chosen.map(({ op }) => op);
	}

	/** Takes out all turns. They never left the server. */
	dropTurns(reason: DropReason): ReadonlyArray<TurnOp> {
		const isTurn = (op: Op): op is TurnOp => op.op === "turn";
		return this.dropWhere(isTurn, reason).filter(isTurn);
	}

	/** Takes out a turn; undefined if it does not wait here. */
	takeTurn(turnId: string): TurnOp | undefined {
		const isIt = (op: Op): op is TurnOp => op.op === "turn" && op.turnId === turnId;
		return this.dropWhere(isIt, "cancelled").filter(isIt)[0];
	}

	/** Drops one NPC's ops. */
	dropNpc(npcId: string, reason: DropReason): void {
		// When a server closes, all of its NPCs go at once.
		if (this.counts.has(npcId)) this.dropWhere((op) => npcIdOf(op) === npcId, reason);
	}

	dropAll(reason: DropReason): void {
		this.dropWhere(() => true, reason);
	}

	size(): number {
		return this.queue.size();
	}

	waiting(requestClass: RequestClass): number {
		return this.queue.filter((waiting) => waiting.requestClass === requestClass).size();
	}

	private dropWhere(matches: (op: Op) => boolean, reason: DropReason): ReadonlyArray<Op> {
		const dropped = this.removeWhere(({ op }) => matches(op));
		for (const { requestClass } of dropped) this.stats.noteDropped(requestClass, reason);
		return dropped.map(({ op }) => op);
	}

	private removeWhere(matches: (waiting: Waiting) => boolean): ReadonlyArray<Waiting> {
		const removed = new Array<Waiting>();
		const kept = new Array<Waiting>();
		for (const waiting of this.queue) {
			if (!matches(waiting)) {
				kept.push(waiting);
				continue;
			}
			removed.push(waiting);
			this.count(waiting.op, -1);
			const key = blockKey(waiting.op);
			if (key !== undefined) this.blocks.delete(key);
		}
		this.queue = kept;
		return removed;
	}

	private count(op: Op, change: number): void {
		const npcId = npcIdOf(op);
		const count = (this.counts.get(npcId) ?? 0) + change;
		if (count > 0) this.counts.set(npcId, count);
		else this.counts.delete(npcId);
	}
}
