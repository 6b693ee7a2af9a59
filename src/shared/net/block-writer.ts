import { BLOCKS } from "../constants";
import { BlockSlot } from "./block-slot";

export interface BlockValue {
	readonly npcId: string;
	readonly label: string;
	readonly value: string;
	/** Rises with every write of this (npc, label). */
	readonly rev: number;
}

export interface BlockWriterDeps {
	/** Hands a value to the back end; the latest revision of a block wins there. */
	readonly send: (write: BlockValue) => void;
}

export interface BlockWriterOptions {
	/** By label. */
	readonly minIntervalSeconds: Readonly<Record<string, number>>;
	readonly defaultMinIntervalSeconds: number;
	readonly drowsyIntervalSeconds: number;
}

/** How much attention an NPC's blocks get: see the intervals; nothing is written while `asleep`. */
export type BlockTier = "awake" | "drowsy" | "asleep";

export interface BlockWriter {
	/** What a block should say from now on. An urgent change goes out at once, whatever the label's interval. */
	readonly set: (npcId: string, label: string, value: string, now: number, urgent?: boolean) => void;
	/** Sends what is due. */
	readonly step: (now: number) => void;
	/** Writes nothing for this NPC until `unhold`; an NPC is held from the first `set`, until its agent is verified. */
	readonly hold: (npcId: string) => void;
	/** Its agent is there: what it does not know yet is written now. */
	readonly unhold: (npcId: string, now: number) => void;
	/** `awake` if never set. On waking, what has changed is written by the next step. */
	readonly setTier: (npcId: string, tier: BlockTier) => void;
	/** Before a turn: whatever this NPC's agent does not know yet goes out now, unless it is held. */
	readonly flush: (npcId: string, now: number) => void;
	/** The back end has this revision. */
	readonly markStored: (npcId: string, label: string, rev: number) => void;
	/** The back end may have lost what it was told of one NPC, or of all: everything is due again. */
	readonly resendAll: (npcId?: string) => void;
	readonly forget: (npcId: string) => void;
	/** Blocks whose latest value the back end has not confirmed; at most one for each (npc, label). */
	readonly pendingCount: () => number;
}

interface Desk {
	held: boolean;
	tier: BlockTier;
	readonly slots: Map<string, BlockSlot>;
}

/**
 * Brings every NPC's blocks to the back end with few writes: one pending value for each (npc, label), the latest
 * wins, so a backlog cannot grow however long the back end is away.
 */
export function createBlockWriter(
	{ send }: BlockWriterDeps,
	options: BlockWriterOptions = BLOCKS,
): BlockWriter {
	const desks = new Map<string, Desk>();

	function deskOf(npcId: string): Desk {
		const known = desks.get(npcId);
		if (known !== undefined) return known;
		const created: Desk = { held: true, tier: "awake", slots: new Map() };
		desks.set(npcId, created);
		return created;
	}

	function intervalOf(label: string, tier: BlockTier): number {
		const own = options.minIntervalSeconds[label] ?? options.defaultMinIntervalSeconds;
		return tier === "drowsy" ? math.max(own, options.drowsyIntervalSeconds) : own;
	}

	/** In the order of their labels, so that the same changes always make the same writes. */
	function sendWhere(npcId: string, desk: Desk, now: number, isDue: (slot: BlockSlot) => boolean): void {
		const slots = [...desk.slots].map(([, slot]) => slot).sort((a, b) => a.label < b.label);
		for (const slot of slots) {
			if (isDue(slot)) send({ npcId, ...slot.take(now) });
		}
	}

	function stepOne(npcId: string, desk: Desk, now: number): void {
		if (desk.held || desk.tier === "asleep") return;
		sendWhere(npcId, desk, now, (slot) => slot.isDue(now, intervalOf(slot.label, desk.tier)));
	}

	return {
		set: (npcId, label, value, now, urgent = false) => {
			const desk = deskOf(npcId);
			const slot = desk.slots.get(label) ?? new BlockSlot(label);
			desk.slots.set(label, slot);
			slot.want(value, urgent);
			if (urgent) stepOne(npcId, desk, now);
		},
		step: (now) => {
			const ids = [...desks].map(([npcId]) => npcId).sort();
			for (const npcId of ids) stepOne(npcId, deskOf(npcId), now);
		},
		hold: (npcId) => {
			deskOf(npcId).held = true;
		},
		unhold: (npcId, now) => {
			const desk = deskOf(npcId);
			desk.held = false;
			sendWhere(npcId, desk, now, (slot) => slot.isUnsent());
		},
		setTier: (npcId, tier) => {
			deskOf(npcId).tier = tier;
		},
		flush: (npcId, now) => {
			const desk = desks.get(npcId);
			if (desk !== undefined && !desk.held) sendWhere(npcId, desk, now, (slot) => slot.isUnsent());
		},
		markStored: (npcId, label, rev) => {
			desks.get(npcId)?.slots.get(label)?.markStored(rev);
		},
		resendAll: (npcId) => {
			for (const [id, desk] of desks) {
				if (npcId !== undefined && id !== npcId) continue;
				for (const [, slot] of desk.slots) slot.lose();
			}
		},
		forget: (npcId) => {
			desks.delete(npcId);
		},
		pendingCount: () => {
			let count = 0;
			for (const [, desk] of desks) {
				for (const [, slot] of desk.slots) {
					if (!slot.isStored()) count += 1;
				}
			}
			return count;
		},
	};
}
