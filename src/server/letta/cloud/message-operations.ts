import { CLOUD } from "server/constants/letta";
import {
	type LettaMessage,
	type LettaReply,
	readId,
	readMessages,
	readReply,
} from "server/wire/letta-guards";
import { agentPath } from "./agent-operations";
import { accept, type Operation } from "./operation";
import { queryOf, urlEncode } from "./url";

/** Letta's operations on messages and conversations; paths and bodies are those of its client 1.12.1. */

/** A tool that the game runs for an agent. */
export interface ClientTool {
	readonly name: string;
	readonly description: string;
	/** JSON Schema. It must hold no empty table: `HttpService` would write one as a list. */
	readonly parameters: Readonly<Record<string, unknown>>;
}

/** Where an agent's messages go. */
export interface MessageTarget {
	readonly agentId: string;
	/** Absent: the agent's own conversation, which it has from the start. */
	readonly conversationId?: string;
}

function messagesPath({ agentId, conversationId }: MessageTarget): string {
	if (conversationId === undefined) return `${agentPath(agentId)}/messages`;
	return `/v1/conversations/${urlEncode(conversationId)}/messages`;
}

/** Runs the agent's model on the messages. */
export function sendMessages(
	target: MessageTarget,
	messages: ReadonlyArray<unknown>,
	tools: ReadonlyArray<ClientTool>,
): Operation<LettaReply> {
	// Left out if empty: an agent has no tools of the game's by default.
	const toolFields = tools.isEmpty() ? {} : { client_tools: tools };
	return {
		method: "POST",
		path: messagesPath(target),
		body: { messages, streaming: false, max_steps: CLOUD.maxSteps, ...toolFields },
		repeat: "untouched",
		read: readReply,
		timeoutSeconds: CLOUD.turnTimeoutSeconds,
	};
}

/** The newest messages. Their order differs between servers and conversations, whatever is asked for. */
export function listMessages(target: MessageTarget): Operation<ReadonlyArray<LettaMessage>> {
	const page = queryOf([
		["limit", tostring(CLOUD.lookedAtMessages)],
		["order", "desc"],
	]);
	return { method: "GET", path: messagesPath(target) + page, repeat: "always", read: readMessages };
}

/** Makes the prompt anew, with the blocks as they are now. */
export function recompile({ agentId, conversationId }: MessageTarget): Operation<true> {
	const path =
		conversationId === undefined ? agentPath(agentId) : `/v1/conversations/${urlEncode(conversationId)}`;
	return { method: "POST", path: `${path}/recompile`, repeat: "always", read: accept };
}

/** Opens another conversation with the agent; gives its id. */
export function createConversation(agentId: string, summary: string): Operation<string> {
	const path = `/v1/conversations/${queryOf([["agent_id", agentId]])}`;
	return { method: "POST", path, body: { summary }, repeat: "untouched", read: readId };
}
