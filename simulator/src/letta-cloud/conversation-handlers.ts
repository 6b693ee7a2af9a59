import { notFound, unprocessable } from "./api-error.ts";
import { conversationCheck, type ConversationBody } from "./bodies.ts";
import { checkBody } from "./check-body.ts";
import type { Conversation } from "./conversation-store.ts";
import { type HandlerDeps, type Handlers, ok } from "./handler.ts";
import { pageOf } from "./page.ts";

export function createConversationHandlers({ agents, conversations, prompts }: HandlerDeps) {
	const isThere = ({ agentId }: Conversation) => agents.find(agentId) !== undefined;
	return {
		createConversation: async ({ query, body, pause }) => {
			const checked = checkBody<ConversationBody>(body ?? {}, conversationCheck);
			const agentId = query.get("agent_id");
			if (agentId === null) {
				throw unprocessable(
					JSON.stringify([{ type: "missing", loc: ["query", "agent_id"], msg: "Field required" }]),
				);
			}
			await pause();
			const agent = agents.get(agentId);
			const conversation = conversations.create(agent.id, checked.summary ?? null);
			prompts.compile(agent, conversation.id);
			return ok(conversations.view(conversation));
		},
		recompileConversation: async ({ params, pause }) => {
			await pause();
			const { id, agentId } = conversations.get(params.conversationId!);
			return ok(prompts.compile(agents.get(agentId), id));
		},
		listConversations: async ({ query, pause }) => {
			await pause();
			const agentId = query.get("agent_id");
			const found = conversations
				.all()
				.filter((one) => isThere(one) && (agentId === null || one.agentId === agentId));
			return ok(pageOf(found, query, { limit: 50, order: "desc" }).map((one) => conversations.view(one)));
		},
		retrieveConversation: async ({ params, pause }) => {
			await pause();
			const conversation = conversations.get(params.conversationId!);
			if (!isThere(conversation)) throw notFound(`Conversation '${conversation.id}'`);
			return ok(conversations.view(conversation));
		},
		deleteConversation: async ({ params, pause }) => {
			await pause();
			conversations.delete(params.conversationId!);
			return ok(null);
		},
	} satisfies Handlers;
}
