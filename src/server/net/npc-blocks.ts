import type { AttentionTier } from "server/rules/load/attention";
import type { LateText } from "server/rules/text/late-text";
import { BlockSlot, type BlockState, type SlotWrite, type WriteUrgency } from "./block-slot";

export interface NpcBlocksOptions {
	/** Seconds between two writes of one block, by label. */
	readonly intervalOf: (label: string) => number;
	/** Seconds between two writes of all blocks together, while the NPC is drowsy; asked each time. */
	readonly drowsyIntervalSeconds: () => number;
}

/** One NPC's blocks, and when they may be written. It is held from the start, until its agent is verified. */
export class NpcBlocks {
	private isHeld = true;
	private tier: AttentionTier = "awake";
	/** It was asleep, or drowsy and is awake now: the next step catches up, whatever the intervals, and nothing of it may wait. */
	private isWaking = false;
	/** When any of the blocks was last sent, seconds. */
	private sentAt = -math.huge;
	private readonly slots = new Map<string, BlockSlot>();

	constructor(
		private readonly send: (write: SlotWrite) => void,
		private readonly options: NpcBlocksOptions,
	) {}

	/** What a block should say from now on. Returns whether that replaces a value that was still to be sent. */
	set(label: string, value: LateText, urgency: WriteUrgency, now: number): boolean {
		const slot = this.slots.get(label) ?? new BlockSlot(label);
		this.slots.set(label, slot);
		const replaces = slot.want(value, urgency);
		if (urgency === "urgent") this.sendDue(now);
		return replaces;
	}

	/** Sends what is due. Returns whether it has to be asked again: not while it is held or asleep, or has sent everything. */
	step(now: number): boolean {
		if (!this.mayWrite()) return false;
		if (!this.hasUnsent()) {
			// It has caught up.
			this.isWaking = false;
			return false;
		}
		this.sendDue(now);
		return true;
	}

	/** Sends what is due; nothing while the NPC is held or asleep. */
	sendDue(now: number): void {
		if (!this.mayWrite()) return;
		if (this.isWaking) {
			this.isWaking = false;
			this.sendWhere(now, (slot) => slot.isDue(now, 0), false);
		} else if (this.tier === "awake") {
			this.sendWhere(now, (slot) => slot.isDue(now, this.options.intervalOf(slot.label)));
		} else if (now - this.sentAt >= this.options.drowsyIntervalSeconds()) {
			// All at once: the next chance is far off.
			this.sendWhere(now, (slot) => slot.isDue(now, 0));
		}
	}

	hold(): void {
		this.isHeld = true;
	}

	unhold(now: number): void {
		this.isHeld = false;
		this.flush(now);
	}

	setTier(tier: AttentionTier): void {
		const wakes = this.tier === "asleep" || (this.tier === "drowsy" && tier === "awake");
		this.isWaking = tier !== "asleep" && (this.isWaking || wakes);
		this.tier = tier;
	}

	/** Sends everything that the agent does not know yet, unless the NPC is held. */
	flush(now: number): void {
		if (!this.isHeld) this.sendWhere(now, (slot) => slot.isUnsent());
	}

	markStored(label: string, rev: number): void {
		this.slots.get(label)?.markStored(rev);
	}

	/** The back end may have lost everything. */
	lose(): void {
		for (const [, slot] of this.slots) slot.lose();
	}

	/** By label. */
	read(): ReadonlyArray<BlockState> {
		return this.inOrder().map((slot) => slot.read());
	}

	/** Blocks whose value the back end has not confirmed. */
	pendingCount(): number {
		return this.inOrder()
			.filter((slot) => !slot.isStored())
			.size();
	}

	private hasUnsent(): boolean {
		for (const [, slot] of this.slots) if (slot.isUnsent()) return true;
		return false;
	}

	private mayWrite(): boolean {
		return !this.isHeld && this.tier !== "asleep";
	}

	private sendWhere(now: number, isDue: (slot: BlockSlot) => boolean, mayWait = true): void {
		for (const slot of this.inOrder()) {
			const write = isDue(slot) ? slot.take(now) : undefined;
			if (write === undefined) continue;
			this.sentAt = now;
			this.send(mayWait ? write : { ...write, patient: false });
		}
	}

	/** By label, so that the same changes always make the same writes. */
	private inOrder(): ReadonlyArray<BlockSlot> {
		return [...this.slots].map(([, slot]) => slot).sort((a, b) => a.label < b.label);
	}
}
