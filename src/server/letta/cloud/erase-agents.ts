import type { Clock } from "server/ports";
import { CLOUD } from "server/constants/letta";
import type { LettaAgent } from "server/wire/letta-guards";
import type { AgentCensus } from "./agent-census";
import type { CloudRequests } from "./cloud-requests";
import { deleteWithBlocks } from "./delete-agent";

export interface EraseDeps {
	readonly clock: Clock;
	readonly requests: CloudRequests;
	readonly census: AgentCensus;
}

/** `onOver` says whether all of them are gone. */
function deleteAll(
	{ requests }: EraseDeps,
	npcId: string,
	agents: ReadonlyArray<LettaAgent>,
	onOver: (isDone: boolean) => void,
): void {
	let left = agents.size();
	let isDone = true;
	if (left === 0) return onOver(true);
	for (const agent of agents) {
		const options = { class: "housekeeping", npcId, isFinal: true } as const;
		deleteWithBlocks(requests, agent, options, (isGone) => {
			isDone = isDone && isGone;
			left -= 1;
			if (left === 0) onOver(isDone);
		});
	}
}

/**
 * Deletes every agent that Letta has for an NPC. Tries again until it has worked, also on a closing server; `onErased` gets
 * false only where Letta refuses the search.
 */
export function eraseAgents(deps: EraseDeps, npcId: string, onErased: (ok: boolean) => void): void {
	const again = () => deps.clock.after(CLOUD.eraseRetrySeconds, search);

	const search = () =>
		deps.census.find(npcId, { isFinal: true }, (found) => {
			if (found.kind === "ok")
				return deleteAll(deps, npcId, found.value.agents, (isDone) => {
					if (isDone) onErased(true);
					else again();
				});
			if (found.kind === "refused" || (found.kind === "dropped" && found.reason === "denied"))
				return onErased(false);
			again();
		});

	search();
}
