import type { AgentApi } from "./agent-api.ts";
import { hasTags } from "./agent-tags.ts";
import { deleteAgent, type DeleteDeps } from "./delete-agent.ts";
import type { Result } from "./result.ts";

/** Whose memory is to go. */
export interface EraseWish {
	/** All of the NPC's agents have them. */
	readonly tags: ReadonlyArray<string>;
	/** Where it is known; it may have vanished from the App Server's list and left data behind. */
	readonly agentId: string | undefined;
}

export interface EraseDeps extends DeleteDeps {
	readonly api: Pick<AgentApi, "list" | "remove">;
}

/** There is one agent for each NPC; several are leftovers of creations whose answer was lost. */
const MAX_AGENTS = 100;

/**
 * Deletes every agent of one NPC and what the App Server leaves of it. `value` tells whether nothing is left; a result
 * that is not `ok` says why the deleting broke off, and may be followed by another attempt. Never rejects.
 */
export async function eraseAgents(wish: EraseWish, deps: EraseDeps): Promise<Result<boolean>> {
	const found = await deps.api.list(wish.tags, MAX_AGENTS);
	if (found.kind !== "ok") return found;
	const ids = new Set(found.value.filter((agent) => hasTags(agent, wish.tags)).map(({ id }) => id));
	if (wish.agentId !== undefined) ids.add(wish.agentId);
	let isAllGone = true;
	for (const id of ids) {
		const deleted = await deleteAgent(id, deps);
		if (deleted.kind !== "ok") return deleted;
		if (!deleted.value) isAllGone = false;
	}
	return { kind: "ok", value: isAllGone };
}
