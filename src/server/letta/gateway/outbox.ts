import type { Op } from "shared/protocol/gateway-frames";

type TurnOp = Extract<Op, { op: "turn" }>;

interface Waiting {
	/** Replaced while it waits, if it is a block. */
	op: Op;
}

function npcIdOf(op: Op): string {
	return op.op === "ensureAgent" ? op.spec.npcId : op.npcId;
}

/** Of the block that an op sets; undefined for any other op. */
function blockKey(op: Op): string | undefined {
	return op.op === "setBlock" ? `${op.npcId} ${op.label}` : undefined;
}

/**
 * Ops on their way to the gateway, in order. A block that is still waiting is overwritten in its place, so however
 * long the gateway is away, no more than one value per (npc, label) waits.
 */
export class Outbox {
	private queue = new Array<Waiting>();
	private readonly blocks = new Map<string, Waiting>();

	add(op: Op): void {
		const key = blockKey(op);
		const known = key !== undefined ? this.blocks.get(key) : undefined;
		if (known !== undefined) {
			known.op = op;
			return;
		}
		const waiting = { op };
		this.queue.push(waiting);
		if (key !== undefined) this.blocks.set(key, waiting);
	}

	/** Takes the oldest ops, at most `maxItems`. */
	take(maxItems: number): ReadonlyArray<Op> {
		let left = maxItems;
		return this.takeWhere(() => {
			left -= 1;
			return left >= 0;
		});
	}

	/** Takes all turns out. They never left the server. */
	takeTurns(): ReadonlyArray<TurnOp> {
		const isTurn = (op: Op): op is TurnOp => op.op === "turn";
		return this.takeWhere(isTurn).filter(isTurn);
	}

	/** Takes out a turn that waits, if it does. */
	takeTurn(turnId: string): TurnOp | undefined {
		const isIt = (op: Op): op is TurnOp => op.op === "turn" && op.turnId === turnId;
		return this.takeWhere(isIt).filter(isIt)[0];
	}

	/** Drops what waits for one NPC. */
	dropNpc(npcId: string): void {
		this.takeWhere((op) => npcIdOf(op) === npcId);
	}

	clear(): void {
		this.queue = [];
		this.blocks.clear();
	}

	size(): number {
		return this.queue.size();
	}

	private takeWhere(matches: (op: Op) => boolean): ReadonlyArray<Op> {
		const taken = new Array<Op>();
		const kept = new Array<Waiting>();
		for (const waiting of this.queue) {
			if (!matches(waiting.op)) {
				kept.push(waiting);
				continue;
			}
			taken.push(waiting.op);
			const key = blockKey(waiting.op);
			if (key !== undefined) this.blocks.delete(key);
		}
		this.queue = kept;
		return taken;
	}
}
