import type { Letta } from "@letta-ai/letta-client";
import type { LettaStreamingResponse } from "@letta-ai/letta-client/resources/agents/messages";
import type { AgentCreateParams, AgentUpdateParams } from "@letta-ai/letta-client/resources/agents/agents";
import type { ClientTool } from "./bodies.ts";
import type { Operation } from "./operations.ts";

/** A tool call's result, as the caller gives it. */
export interface ToolAnswer {
	readonly toolCallId: string;
	readonly result: string;
}

/** What to say to an agent. */
export interface Saying {
	readonly content?: string;
	readonly otid?: string;
	readonly answer?: ToolAnswer;
	readonly clientTools?: ReadonlyArray<ClientTool>;
}

function messagesOf({ content, otid, answer }: Saying) {
	if (answer === undefined) return [{ role: "user" as const, content: content ?? "", otid }];
	const { toolCallId, result } = answer;
	const approval = {
		type: "tool" as const,
		tool_call_id: toolCallId,
		tool_return: result,
		status: "success" as const,
	};
	return [{ type: "approval" as const, approvals: [approval], otid }];
}

/** A turn that is sent again may run twice. */
const ONCE = { maxRetries: 0 } as const;

async function collect(stream: AsyncIterable<LettaStreamingResponse>): Promise<LettaStreamingResponse[]> {
	const all: LettaStreamingResponse[] = [];
	for await (const event of stream) all.push(event);
	return all;
}

/**
 * Every operation of the fake by the official client, one function each. The official client is the standard: a client of
 * ours that plays the same operations must leave the same state.
 */
export function createOfficialCalls(client: Letta) {
	const { agents, conversations } = client;
	const toolsOf = ({ clientTools }: Saying) =>
		clientTools === undefined ? {} : { client_tools: clientTools.map((tool) => ({ ...tool })) };
	return {
		listModels: () => client.models.list(),
		createAgent: (body: AgentCreateParams) => agents.create(body),
		/** All that have every tag, page by page. */
		listAgents: async (tags: string[], limit = 50) => {
			const include: "agent.tags"[] = ["agent.tags"];
			const found = [];
			for await (const agent of agents.list({ tags, match_all_tags: true, limit, include }))
				found.push(agent);
			return found;
		},
		retrieveAgent: (agentId: string) => agents.retrieve(agentId, { include: ["agent.blocks", "agent.tags"] }),
		updateAgent: (agentId: string, body: AgentUpdateParams) => agents.update(agentId, body),
		deleteAgent: (agentId: string) => agents.delete(agentId),
		listBlocks: async (agentId: string) => (await agents.blocks.list(agentId)).items,
		retrieveBlock: (agentId: string, label: string) => agents.blocks.retrieve(label, { agent_id: agentId }),
		updateBlock: (agentId: string, label: string, value: string) =>
			agents.blocks.update(label, { agent_id: agentId, value }),
		createBlock: (label: string, value: string) => client.blocks.create({ label, value }),
		listAllBlocks: async () => (await client.blocks.list({ limit: 100 })).items,
		listBlockAgents: async (blockId: string) => (await client.blocks.agents.list(blockId)).items,
		deleteBlock: (blockId: string) => client.blocks.delete(blockId),
		attachBlock: (agentId: string, blockId: string) => agents.blocks.attach(blockId, { agent_id: agentId }),
		recompileAgent: (agentId: string) => agents.recompile(agentId),
		sendMessage: (agentId: string, saying: Saying) =>
			agents.messages.create(
				agentId,
				{ messages: messagesOf(saying), ...toolsOf(saying), streaming: false },
				ONCE,
			),
		listMessages: async (agentId: string, limit = 100) =>
			(await agents.messages.list(agentId, { limit })).items,
		cancelMessages: (agentId: string, runId: string) =>
			agents.messages.cancel(agentId, { run_ids: [runId] }, ONCE),
		createConversation: (agentId: string) => conversations.create({ agent_id: agentId }),
		listConversations: (agentId: string) => conversations.list({ agent_id: agentId }),
		retrieveConversation: (conversationId: string) => conversations.retrieve(conversationId),
		recompileConversation: (conversationId: string) => conversations.recompile(conversationId),
		deleteConversation: (conversationId: string) => conversations.delete(conversationId),
		sendConversationMessage: async (conversationId: string, saying: Saying) =>
			collect(
				await conversations.messages.create(
					conversationId,
					{ messages: messagesOf(saying), ...toolsOf(saying) },
					ONCE,
				),
			),
		listConversationMessages: async (conversationId: string) =>
			(await conversations.messages.list(conversationId, {})).items,
	} satisfies Record<Operation, unknown>;
}

export type OfficialCalls = ReturnType<typeof createOfficialCalls>;
