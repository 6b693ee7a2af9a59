import type { Log } from "../../logging.ts";
import type { AgentApi } from "./agent-api.ts";
import { hasTags } from "./agent-tags.ts";
import { deleteAgent, type DeleteDeps } from "./delete-agent.ts";
import { reasonOf, type Result } from "./result.ts";

/** Whose memory is to be erased. */
export interface EraseWish {
	/** All of the NPC's agents have them. */
	readonly tags: ReadonlyArray<string>;
	/**
	 * Agents to erase besides those that the back end lists: an agent may have vanished from the list and left data
	 * behind. Those that are left after a failed attempt stay in the set, for the next one.
	 */
	readonly remaining: Set<string>;
}

export interface EraseDeps extends DeleteDeps {
	readonly api: Pick<AgentApi, "list" | "remove">;
}

/** There is one agent for each NPC; several are leftovers of creations whose answer was lost. */
const MAX_AGENTS = 100;

/**
 * Deletes every agent of one NPC and what the back end leaves of it. `value` tells whether nothing is left; any other
 * result says why the attempt broke off, and the attempt may be repeated. Never rejects.
 */
export async function eraseAgents({ tags, remaining }: EraseWish, deps: EraseDeps): Promise<Result<boolean>> {
	const found = await deps.api.list(tags, MAX_AGENTS);
	if (found.kind !== "ok") return found;
	for (const agent of found.value) if (hasTags(agent, tags)) remaining.add(agent.id);
	for (const id of [...remaining]) {
		const deleted = await deleteAgent(id, deps);
		if (deleted.kind !== "ok") return deleted;
		if (deleted.value) remaining.delete(id);
	}
	return { kind: "ok", value: remaining.size === 0 };
}

/** Logs how an erasure ended; true when nothing is left. */
export function reportErasure(erased: Result<boolean>, { tags, remaining }: EraseWish, log: Log): boolean {
	if (erased.kind === "ok" && erased.value) {
		log.info({ tags }, "an NPC's agents were erased");
		return true;
	}
	const reason = erased.kind === "ok" ? "data may be left on the back end's disk" : reasonOf(erased);
	log.error({ tags, agentIds: [...remaining], reason }, "an NPC's agents were not erased completely");
	return false;
}
