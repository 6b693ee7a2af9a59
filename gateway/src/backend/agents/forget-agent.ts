import type { Log } from "../../logging.ts";
import { deleteAgent, type DeleteDeps } from "./delete-agent.ts";
import { reasonOf } from "./result.ts";

/** Deletes an agent that nobody uses any more. Never rejects; the orphan sweep finds an agent that stays. */
export async function forgetAgent(agentId: string, deps: DeleteDeps & { readonly log: Log }): Promise<void> {
	const { log } = deps;
	const deleted = await deleteAgent(agentId, deps);
	if (deleted.kind === "ok") log.info({ agentId }, "agent deleted");
	else
		log.warn({ agentId, reason: reasonOf(deleted) }, "an agent was not deleted; the next sweep tries again");
}
