import type { Clock } from "server/ports";
import { agentTags, npcTag, type ServerIdentity } from "server/wire/agent-tags";
import { CLOUD } from "server/constants/letta";
import type { LettaAgent } from "server/wire/letta-guards";
import type { CloudApi } from "./cloud-api";
import { listAllAgents } from "./list-agents";
import type { CloudReply } from "./cloud-requests";

type Found = CloudReply<{ readonly agents: ReadonlyArray<LettaAgent> }>;

/** Finds the agents of NPCs. */
export interface AgentCensus {
	/** All agents that have an NPC's tags, read anew, oldest first; more than one where one was made twice. */
	readonly find: (npcId: string, onFound: (found: Found) => void) => void;
	/** The ids of all agents of this place and server that there are. */
	readonly listIds: (onListed: (reply: CloudReply<ReadonlySet<string>>) => void) => void;
}

interface Search {
	readonly npcId: string;
	readonly onFound: (found: Found) => void;
}

/** Searches that come together share one list: a town of 500 costs ten requests instead of 500. */
export function createAgentCensus(
	deps: { readonly clock: Clock; readonly api: CloudApi },
	identity: ServerIdentity,
): AgentCensus {
	const { clock, api } = deps;
	let waiting = new Array<Search>();
	const options = { class: "housekeeping" } as const;

	const searchOne = ({ npcId, onFound }: Search) =>
		listAllAgents(api, agentTags(identity, npcId), options, (reply) =>
			onFound(reply.kind === "ok" ? { kind: "ok", value: { agents: reply.value } } : reply),
		);

	const commonTags = agentTags(identity, "").filter((tag) => tag !== npcTag(""));

	const searchAll = (searches: ReadonlyArray<Search>) => {
		listAllAgents(api, commonTags, options, (reply) => {
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
		find: (npcId, onFound) => {
			if (waiting.isEmpty()) clock.after(CLOUD.censusSeconds, search);
			waiting.push({ npcId, onFound });
		},
		listIds: (onListed) =>
			listAllAgents(api, commonTags, options, (reply) => {
				if (reply.kind !== "ok") return onListed(reply);
				onListed({ kind: "ok", value: new Set(reply.value.map(({ id }) => id)) });
			}),
	};
}
