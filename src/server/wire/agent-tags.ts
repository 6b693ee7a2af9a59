/**
 * The tags by which an NPC's agent is found again, wherever it lives. The gateway compiles this file too, so it uses neither
 * the engine nor Node.
 */
import type { MemoryMode } from "./gateway-frames";

/** Which game server asks. */
export interface ServerIdentity {
	readonly placeId: number;
	/** Unique to this game server. */
	readonly serverId: string;
	readonly memoryMode: MemoryMode;
}

/** On every agent of ours. */
export const OWNER_TAG = "townsfolk";

/** On agents that must not outlive their game server. */
export const SESSION_MEMORY_TAG = "memory:session";

/** Which game server an agent in session memory mode belongs to. */
export function serverTag(serverId: string): string {
	return `server:${serverId}`;
}

export function placeTag(placeId: number): string {
	return `place:${placeId}`;
}

export function npcTag(npcId: string): string {
	return `npc:${npcId}`;
}

/**
 * An agent that remembers across servers belongs to a place, any other agent to a server. No agent has all the tags of
 * another NPC, server or mode.
 */
export function agentTags({ placeId, serverId, memoryMode }: ServerIdentity, npcId: string): Array<string> {
	const tags = [OWNER_TAG, placeTag(placeId), npcTag(npcId)];
	if (memoryMode === "persistent") return [...tags, "memory:persistent"];
	return [...tags, SESSION_MEMORY_TAG, serverTag(serverId)];
}
