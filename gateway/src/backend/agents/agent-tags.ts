import { agentTags, OWNER_TAG, serverTag, SESSION_MEMORY_TAG } from "../../wire.ts";
import type { SessionIdentity } from "../backend.ts";
import type { AgentState } from "./agent-api.ts";

export { agentTags, OWNER_TAG, serverTag, SESSION_MEMORY_TAG };

/** The agent's server tag; undefined if it has none. */
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
