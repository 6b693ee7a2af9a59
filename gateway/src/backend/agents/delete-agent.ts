import type { AgentApi } from "./agent-api.ts";
import type { Result } from "./result.ts";

export interface DeleteDeps {
	readonly api: Pick<AgentApi, "remove">;
	/** Deletes what the back end leaves of an agent on its disk; false if something may be left. */
	readonly removeData: (agentId: string) => Promise<boolean>;
}

/** An agent that is not there counts as deleted. */
const isGone = (result: Result<void>) =>
	result.kind === "ok" || (result.kind === "refused" && result.isMissing === true);

/**
 * Deletes an agent and its data; `value` tells whether nothing is left. The data goes first: if the connection or this
 * process ends in between, an agent is left, which can be found by its tags, instead of data that nobody looks for. The
 * data goes once more at the end, because the last turn's transcript may be written late. Never rejects.
 */
export async function deleteAgent(
	agentId: string,
	{ api, removeData }: DeleteDeps,
): Promise<Result<boolean>> {
	await removeData(agentId);
	const removed = await api.remove(agentId);
	if (removed.kind !== "ok" && !isGone(removed)) return removed;
	return { kind: "ok", value: await removeData(agentId) };
}
