import type { BlocksByNpc } from "../../../gateway/src/backend/backend.ts";
import type { Clock } from "../../../gateway/src/timing/clock.ts";

/** A block at the back end. */
export interface StoredBlock {
	readonly label: string;
	readonly value: string;
	/** 0 for a first value that came with the agent's specification. */
	readonly rev: number;
	/** When it was accepted, seconds. */
	readonly acceptedAt: number;
}

export interface BlockStore {
	/** False for a revision that is older than the stored one. */
	readonly accept: (npcId: string, block: Omit<StoredBlock, "acceptedAt">) => boolean;
	readonly get: (npcId: string, label: string) => StoredBlock | undefined;
	readonly of: (npcId: string) => ReadonlyArray<StoredBlock>;
	readonly all: () => BlocksByNpc;
	readonly forget: (npcId: string) => void;
}

/** The values that the game's NPCs have at the back end: the newest revision wins. */
export function createBlockStore(clock: Pick<Clock, "now">): BlockStore {
	const byNpc = new Map<string, Map<string, StoredBlock>>();
	return {
		accept: (npcId, block) => {
			const blocks = byNpc.get(npcId) ?? new Map<string, StoredBlock>();
			byNpc.set(npcId, blocks);
			const known = blocks.get(block.label);
			if (known !== undefined && (block.rev < known.rev || block.rev === 0)) return false;
			blocks.set(block.label, { ...block, acceptedAt: clock.now() });
			return true;
		},
		get: (npcId, label) => byNpc.get(npcId)?.get(label),
		of: (npcId) => [...(byNpc.get(npcId)?.values() ?? [])],
		all: () =>
			Object.fromEntries([...byNpc].map(([npcId, blocks]) => [npcId, Object.fromEntries(blocks)] as const)),
		forget: (npcId) => void byNpc.delete(npcId),
	};
}
