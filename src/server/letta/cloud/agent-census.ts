import type { Clock } from "server/ports";
import { agentTags, npcTag, type ServerIdentity } from "server/wire/agent-tags";
import { CLOUD } from "server/constants/letta";
import type { LettaAgent } from "server/wire/letta-guards";
import type { CloudReply } from "./cloud-reply";
import type { CallOptions, CloudRequests } from "./cloud-requests";
import { listAllAgents } from "./list-agents";

type Found = CloudReply<{ readonly agents: ReadonlyArray<LettaAgent> }>;

export interface SearchOptions {
	/** A closing server still searches. */
	readonly isFinal?: boolean;
}

/** Finds the agents of NPCs. */
export interface AgentCensus {
	/** Reads all agents that have an NPC's tags, oldest first; more than one where one was made twice. */
	readonly find: (npcId: string, options: SearchOptions, onFound: (found: Found) => void) => void;
	/** The ids of all agents that this place and server have. */
	readonly listIds: (onListed: (reply: CloudReply<ReadonlySet<string>>) => void) => void;
}

interface Search extends SearchOptions {
	readonly npcId: string;
	readonly onFound: (found: Found) => void;
}

const optionsFor = (isFinal?: boolean): CallOptions => ({ class: "housekeeping", isFinal });

/** Searches that come together share one list: a town of 500 costs ten requests instead of 500. */
export function createAgentCensus(
	{ clock, requests }: { readonly clock: Clock; readonly requests: CloudRequests },
	identity: ServerIdentity,
): AgentCensus {
	let waiting = new Array<Search>();
	const commonTags = agentTags(identity, "").filter((tag) => tag !== npcTag(""));

	const searchOne = ({ npcId, isFinal, onFound }: Search) =>
		listAllAgents(requests, agentTags(identity, npcId), optionsFor(isFinal), (reply) =>
			onFound(reply.kind === "ok" ? { kind: "ok", value: { agents: reply.value } } : reply),
		);

	const searchAll = (searches: ReadonlyArray<Search>) => {
		const isFinal = searches.some((search) => search.isFinal === true);
		listAllAgents(requests, commonTags, optionsFor(isFinal), (reply) => {
			for (const { npcId, onFound } of searches) {
				if (reply.kind !== "ok") onFound(reply);
				else {
					const agents = reply.value.filter((agent) => agent.tags.includes(npcTag(npcId)));
					onFound({ kind: "ok", value: { agents } });
				}
			}
		});
	};

	const search = () => {
		const searches = waiting;
		waiting = [];
		if (searches.size() > CLOUD.maxSingleSearches) searchAll(searches);
		else for (const each of searches) searchOne(each);
	};

	return {
		find: (npcId, { isFinal }, onFound) => {
			if (waiting.isEmpty()) clock.after(CLOUD.censusSeconds, search);
			waiting.push({ npcId, isFinal, onFound });
		},
		listIds: (onListed) =>
			listAllAgents(requests, commonTags, optionsFor(), (reply) => {
				if (reply.kind !== "ok") return onListed(reply);
				onListed({ kind: "ok", value: new Set(reply.value.map(({ id }) => id)) });
			}),
	};
}
