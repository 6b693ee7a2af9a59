import type { LettaAgent } from "server/wire/letta-guards";
import { deleteAgent, deleteBlock, retrieveAgent } from "./agent-operations";
import { type CloudReply, isGone } from "./cloud-reply";
import type { CallOptions, CloudRequests } from "./cloud-requests";
import { inSequence } from "./in-sequence";

/**
 * Deletes an agent and its blocks, which Letta's server would keep, with players' names in them. The agent goes last and only if its
 * blocks are gone: until then its tags lead whoever tries again to what is left. `onOver` says whether all of it is gone.
 */
export function deleteWithBlocks(
	requests: CloudRequests,
	{ id, blocks }: Pick<LettaAgent, "id" | "blocks">,
	options: CallOptions,
	onOver: (isDone: boolean) => void,
): void {
	const blockIds = blocks.mapFiltered((block) => block.id);
	inSequence(
		[...blockIds.map((blockId) => deleteBlock(blockId)), deleteAgent(id)],
		(operation, onStepOver) =>
			requests.send(operation, options, (reply: CloudReply<true>) =>
				onStepOver(reply.kind === "ok" || isGone(reply) ? undefined : reply),
			),
		(failure) => onOver(failure === undefined),
	);
}

/** The same for an agent of which only the id is known, or which may have been given blocks since. */
export function deleteById(
	requests: CloudRequests,
	agentId: string,
	options: CallOptions,
	onOver: (isDone: boolean) => void,
): void {
	requests.send(retrieveAgent(agentId), options, (reply) => {
		if (reply.kind === "ok") deleteWithBlocks(requests, reply.value, options, onOver);
		else onOver(reply.kind === "refused" && reply.status === 404);
	});
}
