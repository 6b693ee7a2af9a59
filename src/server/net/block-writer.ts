import { BLOCKS } from "server/constants/letta";
import type { AttentionTier } from "server/rules/load/attention";
import { type LateText, lateText } from "server/rules/text/late-text";
import { Backlog } from "./backlog";
import type { BlockState, SlotWrite, WriteUrgency } from "./block-slot";
import { NpcBlocks } from "./npc-blocks";
import { SlicedWork, type SlicedWorkDeps } from "./sliced-work";

/** One write. */
export interface BlockValue extends SlotWrite {
	readonly npcId: string;
}

/** What the writer needs from outside. */
export interface BlockWriterDeps extends SlicedWorkDeps {
	/** Hands a value to the back end, where the latest revision of a block wins. */
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
	 * Sets what a block should say from now on; `urgency` is `normal` by default. An awake NPC's urgent change goes out at
	 * once, whatever the interval. A text that another replaces before it is sent is never made.
	 */
	readonly set: (
		npcId: string,
		label: string,
		value: string | LateText,
		now: number,
		urgency?: WriteUrgency,
	) => void;
	/** Sends what is due, as long as the frame's budget allows, and goes on in the next frames. */
	readonly step: (now: number) => void;
	/** Writes nothing for this NPC until `unhold`. An NPC is held from the start, until its agent is verified. */
	readonly hold: (npcId: string) => void;
	/** The NPC's agent is there: writes now what it does not know yet. */
	readonly unhold: (npcId: string, now: number) => void;
	/**
	 * `awake` by default. For an NPC that is `asleep`, only what a turn or a newly verified agent needs is written. When it
	 * wakes, the next step writes what has changed, and none of that waits to share a request.
	 */
	readonly setTier: (npcId: string, tier: AttentionTier) => void;
	/** Stretches the time between two writes of a drowsy NPC's blocks; 1 is normal. */
	readonly setDrowsyScale: (scale: number) => void;
	/** Before a turn: writes now what this NPC's agent does not know yet, unless it is held. */
	readonly flush: (npcId: string, now: number) => void;
	/** The back end has this revision. */
	readonly markStored: (npcId: string, label: string, rev: number) => void;
	/** The back end may have lost the blocks of one NPC, or of all: all of them are due again. */
	readonly resendAll: (npcId?: string) => void;
	readonly forget: (npcId: string) => void;
	/** How many blocks, of one NPC or of all, have a value that the back end has not confirmed. */
	readonly pendingCount: (npcId?: string) => number;
	/** An NPC's blocks as they are now, by label. */
	readonly read: (npcId: string) => ReadonlyArray<BlockState>;
	/** How many values a later one has replaced before they were sent. */
	readonly mergedCount: () => number;
}

/**
 * Brings every NPC's blocks to the back end with few writes. Keeps one pending value for each (npc, label), the latest, so
 * a backlog cannot grow however long the back end is away.
 */
export function createBlockWriter(deps: BlockWriterDeps, options: BlockWriterOptions = BLOCKS): BlockWriter {
	const npcs = new Map<string, NpcBlocks>();
	/** NPCs that may have something to send: a step looks at no others. */
	const stirred = new Set<string>();
	/** NPCs that the steps until now have still to look at. */
	const awaiting = new Backlog<string>();
	let steppedAt = 0;
	let drowsyScale = 1;
	let merged = 0;
	const npcOptions = {
		intervalOf: (label: string) => options.minIntervalSeconds[label] ?? options.defaultMinIntervalSeconds,
		drowsyIntervalSeconds: () => options.drowsyIntervalSeconds * drowsyScale,
	};

	const of = (npcId: string): NpcBlocks => {
		const known = npcs.get(npcId);
		if (known !== undefined) return known;
		const created = new NpcBlocks((write) => deps.send({ npcId, ...write }), npcOptions);
		npcs.set(npcId, created);
		return created;
	};

	/** One NPC, or all. */
	const chosen = (npcId?: string): ReadonlyArray<NpcBlocks> => {
		const found = new Array<NpcBlocks>();
		for (const [id, blocks] of npcs) if (npcId === undefined || id === npcId) found.push(blocks);
		return found;
	};

	const sendDue = (npcId: string) => {
		if (npcs.get(npcId)?.step(steppedAt) !== true) stirred.delete(npcId);
	};

	const slices = new SlicedWork(deps, (mayGoOn) => {
		awaiting.takeWhile(mayGoOn, sendDue);
		return awaiting.isEmpty();
	});

	return {
		set: (npcId, label, value, now, urgency = "normal") => {
			if (of(npcId).set(label, lateText(value), urgency, now)) merged += 1;
			stirred.add(npcId);
		},
		step: (now) => {
			steppedAt = now;
			for (const npcId of [...stirred].sort()) awaiting.add(npcId);
			slices.run();
		},
		hold: (npcId) => of(npcId).hold(),
		unhold: (npcId, now) => {
			of(npcId).unhold(now);
			stirred.add(npcId);
		},
		setTier: (npcId, tier) => {
			of(npcId).setTier(tier);
			stirred.add(npcId);
		},
		setDrowsyScale: (scale) => {
			drowsyScale = scale;
		},
		flush: (npcId, now) => npcs.get(npcId)?.flush(now),
		markStored: (npcId, label, rev) => npcs.get(npcId)?.markStored(label, rev),
		resendAll: (npcId) => {
			for (const blocks of chosen(npcId)) blocks.lose();
			for (const [id] of npcs) if (npcId === undefined || id === npcId) stirred.add(id);
		},
		forget: (npcId) => {
			npcs.delete(npcId);
			stirred.delete(npcId);
		},
		read: (npcId) => npcs.get(npcId)?.read() ?? [],
		mergedCount: () => merged,
		pendingCount: (npcId) => {
			let count = 0;
			for (const blocks of chosen(npcId)) count += blocks.pendingCount();
			return count;
		},
	};
}
