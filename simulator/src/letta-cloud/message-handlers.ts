import type { Agent } from "./agent-store.ts";
import { badRequest, broken, unprocessable } from "./api-error.ts";
import {
	type ApprovalBody,
	cancelCheck,
	type CancelBody,
	sendCheck,
	type SendBody,
	textOf,
	type UserMessageBody,
} from "./bodies.ts";
import { checkBody } from "./check-body.ts";
import type { Trouble } from "./faults.ts";
import { type HandlerDeps, type Handlers, ok } from "./handler.ts";
import type { Manners } from "./manners.ts";
import { type StoredMessage, systemMessage, type WireMessage } from "./messages.ts";
import { pageOf } from "./page.ts";
import { streamTurn } from "./stream-turn.ts";
import type { CloudResponse } from "./wire.ts";

function typeFilter(names: ReadonlyArray<string> | null | undefined): (type: string) => boolean {
	return names === null || names === undefined || names.length === 0
		? () => true
		: (type) => names.includes(type);
}

/** The agent, and its conversation, that a path or a body names. */
interface Addressee {
	readonly agent: Agent;
	readonly conversationId?: string;
}

/** A message as a real server stores it: half surrogate pairs are dropped. */
function withoutHalfPairs(message: UserMessageBody | ApprovalBody): UserMessageBody | ApprovalBody {
	if (message.type === "approval" || typeof message.content !== "string") return message;
	return { ...message, content: message.content.replace(/\p{Surrogate}/gu, "") };
}

function messagesOf({ messages, input }: SendBody) {
	if (messages && messages.length > 0) return messages;
	if (typeof input === "string" || input) return [{ role: "user", content: input } as const];
	throw unprocessable("Messages must not be empty");
}

function checkContent(
	messages: ReturnType<typeof messagesOf>,
	tools: NonNullable<SendBody["client_tools"]>,
	manners: Manners,
): void {
	const users = messages.filter((message): message is UserMessageBody => message.type !== "approval");
	if (manners.refusesEmptyContent && users.some(({ content }) => textOf(content) === ""))
		throw badRequest("Message content is empty or invalid");
	if (manners.breaksOnListedProperties && tools.some((tool) => Array.isArray(tool.parameters?.properties)))
		throw broken();
}

function checkStreaming(body: SendBody, isStreaming: boolean): void {
	if (isStreaming) return;
	const errors = [
		...(body.stream_tokens === true ? ["stream_tokens can only be true when streaming=true"] : []),
		...(body.include_pings === false ? ["include_pings can only be set to false when streaming=true"] : []),
		...(body.background === true ? ["background can only be true when streaming=true"] : []),
	];
	if (errors.length > 0)
		throw unprocessable(`Streaming options set without streaming enabled. ${errors.join("; ")}.`);
}

/** Runs a turn and answers with the whole of it, or with its stream. */
async function send(
	deps: HandlerDeps,
	{ agent, conversationId }: Addressee,
	body: SendBody,
	{ isStreaming, trouble }: { readonly isStreaming: boolean; readonly trouble: Trouble | undefined },
): Promise<CloudResponse> {
	checkStreaming(body, isStreaming);
	const messages = messagesOf(body);
	const clientTools = body.client_tools ?? [];
	checkContent(messages, clientTools, deps.manners);
	const turn = deps.turns.begin({
		agent,
		...(conversationId === undefined ? {} : { conversationId }),
		messages: deps.manners.breaksOnHalfPairs ? messages.map(withoutHalfPairs) : messages,
		clientTools,
		isStreaming,
		trouble,
	});
	const shows = typeFilter(body.include_return_message_types);
	if (isStreaming) {
		const options = { byToken: body.stream_tokens === true, pings: body.include_pings !== false, shows };
		return {
			status: 200,
			headers: { "content-type": "text/event-stream", "cache-control": "no-cache" },
			body: streamTurn(deps, turn, options),
		};
	}
	const { messages: answers, stopReason, usage } = await turn.finished;
	return ok({
		messages: answers.filter(({ message_type }) => shows(message_type)),
		stop_reason: { message_type: "stop_reason", stop_reason: stopReason },
		usage,
		logprobs: null,
		turns: null,
	});
}

/** `id` is `default`, with the agent's id elsewhere, or an agent's id itself, or a conversation's. */
function findAddressee(
	{ agents, conversations }: HandlerDeps,
	id: string,
	agentId: string | null | undefined,
): Addressee {
	if (id === "default" && typeof agentId === "string") return { agent: agents.get(agentId) };
	if (id.startsWith("agent-")) return { agent: agents.get(id) };
	const conversation = conversations.get(id);
	return { agent: agents.get(conversation.agentId), conversationId: conversation.id };
}

export function createMessageHandlers(deps: HandlerDeps) {
	const { agents, turns, manners } = deps;

	function list(
		isWanted: (message: StoredMessage) => boolean,
		query: URLSearchParams,
		first: ReadonlyArray<StoredMessage> = [],
	): ReadonlyArray<WireMessage> {
		const shows = typeFilter(query.getAll("include_return_message_types"));
		const found = [...first, ...turns.messages.filter(isWanted)].filter((stored) =>
			shows(stored.message.message_type),
		);
		return pageOf(found, query, { limit: 100, order: "desc" }).map(({ message }) => message);
	}

	/** Where the server lists it. */
	const firstOf = (agent: Agent) => (manners.listsSystemMessage ? [systemMessage(agent)] : []);

	/** A real server picks the newest messages of an agent, and gives them oldest first. */
	function listOfAgent(agent: Agent, isWanted: (message: StoredMessage) => boolean, query: URLSearchParams) {
		const page = list((stored) => stored.agentId === agent.id && isWanted(stored), query, firstOf(agent));
		return query.get("order") === "asc" || manners.listsAgentsNewestFirst ? page : [...page].reverse();
	}

	return {
		sendMessage: async ({ params, body, pause, trouble }) => {
			const checked = checkBody<SendBody>(body, sendCheck);
			await pause();
			const isStreaming = checked.streaming === true;
			return send(deps, { agent: agents.get(params.agentId!) }, checked, { isStreaming, trouble });
		},
		sendConversationMessage: async ({ params, body, pause, trouble }) => {
			const checked = checkBody<SendBody>(body, sendCheck);
			await pause();
			const addressee = findAddressee(deps, params.conversationId!, checked.agent_id);
			// This operation, and no other, streams unless the caller says otherwise.
			return send(deps, addressee, checked, { isStreaming: checked.streaming !== false, trouble });
		},
		listMessages: async ({ params, query, pause }) => {
			await pause();
			const agent = agents.get(params.agentId!);
			const wanted = query.get("conversation_id");
			const isIn = ({ conversationId }: StoredMessage) =>
				wanted === null || (conversationId ?? "default") === wanted;
			return ok(listOfAgent(agent, isIn, query));
		},
		cancelMessages: async ({ params, body, pause }) => {
			const { run_ids: runIds } = checkBody<CancelBody>(body ?? {}, cancelCheck);
			await pause();
			agents.get(params.agentId!);
			const cancelled = (runIds ?? []).filter((runId) => turns.cancel(runId));
			return ok(Object.fromEntries(cancelled.map((runId) => [runId, "cancelled"])));
		},
		listConversationMessages: async ({ params, query, pause }) => {
			await pause();
			const { agent, conversationId } = findAddressee(deps, params.conversationId!, query.get("agent_id"));
			const isIn = (stored: StoredMessage) =>
				stored.agentId === agent.id && stored.conversationId === conversationId;
			return ok(list(isIn, query, firstOf(agent)));
		},
	} satisfies Handlers;
}
