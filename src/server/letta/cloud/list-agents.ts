import { CLOUD } from "server/constants/letta";
import type { LettaAgent } from "server/wire/letta-guards";
import { listAgents } from "./agent-operations";
import type { CloudReply } from "./cloud-reply";
import type { CallOptions, CloudRequests } from "./cloud-requests";

/**
 * Reads every agent that has all the tags, page by page. A server that does not know the filter lists every agent, so the
 * tags are checked here too.
 */
export function listAllAgents(
	requests: CloudRequests,
	tags: ReadonlyArray<string>,
	options: CallOptions,
	onReply: (reply: CloudReply<ReadonlyArray<LettaAgent>>) => void,
): void {
	const found = new Array<LettaAgent>();
	const readFrom = (after: string | undefined, page: number) =>
		requests.send(listAgents(tags, after), options, (reply) => {
			if (reply.kind !== "ok") return onReply(reply);
			for (const agent of reply.value) if (tags.every((tag) => agent.tags.includes(tag))) found.push(agent);
			const last = reply.value[reply.value.size() - 1] as LettaAgent | undefined;
			if (last === undefined || reply.value.size() < CLOUD.pageSize || page === CLOUD.maxPages)
				onReply({ kind: "ok", value: found });
			else readFrom(last.id, page + 1);
		});
	readFrom(undefined, 1);
}
