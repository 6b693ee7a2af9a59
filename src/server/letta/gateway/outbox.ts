import type { Op } from "shared/protocol/gateway-frames";

type SetBlock = Extract<Op, { op: "setBlock" }>;
type TurnOp = Extract<Op, { op: "turn" }>;

/**
 * Ops on their way to the gateway, in order. A block that is still waiting is overwritten in its place, so however
 * long the gateway is away, no more than one value per (npc, label) waits.
 */
export class Outbox {
	private ops = new Array<Op>();

	add(op: Op): void {
		if (op.op === "setBlock" && this.overwrite(op)) return;
		this.ops.push(op);
	}

	/** Takes the oldest ops, at most `maxItems`. */
	take(maxItems: number): ReadonlyArray<Op> {
		const taken = this.ops.filter((_, index) => index < maxItems);
		this.ops = this.ops.filter((_, index) => index >= maxItems);
		return taken;
	}

	/** Takes all turns out. They never left the server. */
	takeTurns(): ReadonlyArray<TurnOp> {
		const isTurn = (op: Op): op is TurnOp => op.op === "turn";
		const turns = this.ops.filter(isTurn);
		this.ops = this.ops.filter((op) => !isTurn(op));
		return turns;
	}

	/** Drops what waits for one NPC. */
	dropNpc(npcId: string): void {
		this.ops = this.ops.filter((op) => (op.op === "ensureAgent" ? op.spec.npcId : op.npcId) !== npcId);
	}

	clear(): void {
		this.ops = [];
	}

	size(): number {
		return this.ops.size();
	}

	private overwrite(write: SetBlock): boolean {
		const index = this.ops.findIndex(
			(op) => op.op === "setBlock" && op.npcId === write.npcId && op.label === write.label,
		);
		if (index === -1) return false;
		this.ops[index] = write;
		return true;
	}
}
