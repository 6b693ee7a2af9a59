import type { Clock } from "server/ports";
import { CLOUD } from "server/constants/letta";
import type { LettaAgent } from "server/wire/letta-guards";
import type { AgentCensus } from "./agent-census";
import { deleteAgent } from "./agent-operations";
import { isGone } from "./cloud-reply";
import type { CloudRequests } from "./cloud-requests";

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
	for (const { id } of agents) {
		requests.send(deleteAgent(id), { class: "housekeeping", npcId, isFinal: true }, (reply) => {
			isDone = isDone && isGone(reply);
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
