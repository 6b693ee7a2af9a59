import { BLOCKS } from "server/constants/letta";
import type { AttentionTier } from "server/rules/load/attention";
import { BlockSlot, type BlockState, type WriteUrgency } from "./block-slot";

/** One write. */
export interface BlockValue {
	readonly npcId: string;
	readonly label: string;
	readonly value: string;
	/** Rises with every write of this (npc, label). */
	readonly rev: number;
	/** It holds news that cannot wait: of a group, that somebody has left it. */
	readonly urgent: boolean;
}

/** What the writer needs from outside. */
export interface BlockWriterDeps {
	/** Hands a value to the back end; the latest revision of a block wins there. */
	readonly send: (write: BlockValue) => void;
}

/** Seconds between two writes of one block; see `BLOCKS`. */
export interface BlockWriterOptions {
	/** By label. */
	readonly minIntervalSeconds: Readonly<Record<string, number>>;
	readonly defaultMinIntervalSeconds: number;
	/** Between two writes of all of an NPC's blocks together, while it is drowsy. */
	readonly drowsyIntervalSeconds: number;
}

/** What every NPC's blocks should say, and how much of that the back end has. */
export interface BlockWriter {
	/**
	 * What a block should say from now on; `normal` if nothing else is said. An awake NPC's urgent change goes out at once,
	 * whatever the interval.
	 */
	readonly set: (npcId: string, label: string, value: string, now: number, urgency?: WriteUrgency) => void;
	/** Sends what is due. */
	readonly step: (now: number) => void;
	/** Writes nothing for this NPC until `unhold`; an NPC is held from the first `set`, until its agent is verified. */
	readonly hold: (npcId: string) => void;
	/** Its agent is there: what it does not know yet is written now. */
	readonly unhold: (npcId: string, now: number) => void;
	/**
	 * `awake` if never set. While it is `asleep` nothing is written but what a turn or a newly verified agent
	 * needs; on waking, what has changed goes out with the next step.
	 */
	readonly setTier: (npcId: string, tier: AttentionTier) => void;
	/** Stretches, from now on, the time between two writes of a drowsy NPC's blocks; 1 is normal. */
	readonly setDrowsyScale: (scale: number) => void;
	/** Before a turn: whatever this NPC's agent does not know yet goes out now, unless it is held. */
	readonly flush: (npcId: string, now: number) => void;
	/** The back end has this revision. */
	readonly markStored: (npcId: string, label: string, rev: number) => void;
	/** The back end may have lost what it was told of one NPC, or of all: everything is due again. */
	readonly resendAll: (npcId?: string) => void;
	readonly forget: (npcId: string) => void;
	/** Blocks, of one NPC or of all, whose latest value the back end has not confirmed; at most one for each (npc, label). */
	readonly pendingCount: (npcId?: string) => number;
	/** An NPC's blocks as they are now, by label. */
	readonly read: (npcId: string) => ReadonlyArray<BlockState>;
	/** Values, since the start, that a later one replaced before they were sent. */
	readonly mergedCount: () => number;
}

interface Desk {
	held: boolean;
	tier: AttentionTier;
	/** It was asleep: the next step catches up, whatever the intervals. */
	isWaking: boolean;
	/** When any of its blocks was last sent, seconds. */
	sentAt: number;
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
	let drowsyScale = 1;
	let merged = 0;

	function deskOf(npcId: string): Desk {
		const known = desks.get(npcId);
		if (known !== undefined) return known;
		const created: Desk = {
			held: true,
			tier: "awake",
			isWaking: false,
			sentAt: -math.huge,
			slots: new Map(),
		};
		desks.set(npcId, created);
		return created;
	}

	function intervalOf(label: string): number {
		return options.minIntervalSeconds[label] ?? options.defaultMinIntervalSeconds;
	}

	/** In the order of their labels, so that the same changes always make the same writes. */
	function sendWhere(npcId: string, desk: Desk, now: number, isDue: (slot: BlockSlot) => boolean): void {
		for (const slot of slotsInOrder(desk)) {
			if (!isDue(slot)) continue;
			desk.sentAt = now;
			send({ npcId, ...slot.take(now) });
		}
	}

	function sendDue(npcId: string, desk: Desk, now: number): void {
		if (desk.isWaking) {
			desk.isWaking = false;
			sendWhere(npcId, desk, now, (slot) => slot.isDue(now, 0));
		} else if (desk.tier === "awake") {
			sendWhere(npcId, desk, now, (slot) => slot.isDue(now, intervalOf(slot.label)));
		} else if (now - desk.sentAt >= options.drowsyIntervalSeconds * drowsyScale) {
			// All at once: the next chance is far off.
			sendWhere(npcId, desk, now, (slot) => slot.isDue(now, 0));
		}
	}

	return {
		set: (npcId, label, value, now, urgency = "normal") => {
			const desk = deskOf(npcId);
			const slot = desk.slots.get(label) ?? new BlockSlot(label);
			desk.slots.set(label, slot);
			if (slot.want(value, urgency)) merged += 1;
			if (urgency === "urgent" && mayWrite(desk)) sendDue(npcId, desk, now);
		},
		step: (now) => {
			const ids = new Array<string>();
			for (const [npcId, desk] of desks) {
				if (!mayWrite(desk)) continue;
				if (hasNews(desk)) ids.push(npcId);
				else desk.isWaking = false;
			}
			for (const npcId of ids.sort()) sendDue(npcId, deskOf(npcId), now);
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
			const desk = deskOf(npcId);
			desk.isWaking = tier !== "asleep" && (desk.isWaking || desk.tier === "asleep");
			desk.tier = tier;
		},
		setDrowsyScale: (scale) => {
			drowsyScale = scale;
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
		read: (npcId) => {
			const desk = desks.get(npcId);
			return desk === undefined ? [] : slotsInOrder(desk).map((slot) => slot.read());
		},
		mergedCount: () => merged,
		pendingCount: (npcId) => {
			let count = 0;
			for (const [id, desk] of desks) {
				if (npcId !== undefined && id !== npcId) continue;
				for (const [, slot] of desk.slots) {
					if (slot.read().state !== "stored") count += 1;
				}
			}
			return count;
		},
	};
}

function slotsInOrder({ slots }: Desk): ReadonlyArray<BlockSlot> {
	return [...slots].map(([, slot]) => slot).sort((a, b) => a.label < b.label);
}

function mayWrite(desk: Desk): boolean {
	return !desk.held && desk.tier !== "asleep";
}

function hasNews(desk: Desk): boolean {
	for (const [, slot] of desk.slots) {
		if (slot.isUnsent()) return true;
	}
	return false;
}
