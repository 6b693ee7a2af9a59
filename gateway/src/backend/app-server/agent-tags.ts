import type { SessionIdentity } from "../backend.ts";
import type { AgentState } from "./frames.ts";

/** On every agent of ours. */
export const OWNER_TAG = "townsfolk";

/** On agents that must not outlive their game server. */
export const SESSION_MEMORY_TAG = "memory:session";

/**
 * The tags by which an NPC's agent is found again: by place where it remembers across servers, and by server
 * where it does not. Each agent has all of them and no other set is a part of it.
 */
export function agentTags({ placeId, serverId, memoryMode }: SessionIdentity, npcId: string): string[] {
	const tags = [OWNER_TAG, `place:${placeId}`, `npc:${npcId}`];
	if (memoryMode === "persistent") return [...tags, "memory:persistent"];
	return [...tags, SESSION_MEMORY_TAG, serverTag(serverId)];
}

/** Which game server an agent in session memory mode belongs to. */
export function serverTag(serverId: string): string {
	return `server:${serverId}`;
}

/** The agent's server tag, if it has one. */
export function serverTagOf(agent: AgentState): string | undefined {
	return agent.tags.find((tag) => tag.startsWith(serverTag("")));
}

/** Agents with the same key are the same agent. */
export function agentKey(session: SessionIdentity, npcId: string): string {
	return agentTags(session, npcId).join(" ");
}

export function hasTags(agent: AgentState, tags: ReadonlyArray<string>): boolean {
	return tags.every((tag) => agent.tags.includes(tag));
}
