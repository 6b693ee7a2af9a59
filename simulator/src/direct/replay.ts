import Letta from "@letta-ai/letta-client";
import type { AgentCreateParams } from "@letta-ai/letta-client/resources/agents/agents";
import { systemClock } from "../../../gateway/src/timing/clock.ts";
import type { Content } from "../letta-cloud/bodies.ts";
import { createFakeLettaCloud, type FakeLettaCloud } from "../letta-cloud/fake-letta-cloud.ts";
import { listen } from "../letta-cloud/listen.ts";
import type { ModelReply } from "../letta-cloud/model.ts";
import { matchOperation, type Operation } from "../letta-cloud/operations.ts";
import type { CloudRequest, CloudResponse } from "../letta-cloud/wire.ts";

/** One of the game's requests, and its answer. */
export interface Exchange {
	readonly request: CloudRequest;
	readonly response: CloudResponse;
}

/** A request whose ids are replaced by numbers: `agent#1`. */
export interface PlainRequest {
	readonly method: string;
	readonly path: string;
	readonly body: unknown;
}

export interface Replay {
	/** After the official client has done what the game did. */
	readonly cloud: FakeLettaCloud;
	/** What the game sent, and what the official client sent for the same. */
	readonly ours: ReadonlyArray<PlainRequest>;
	readonly official: ReadonlyArray<PlainRequest>;
}

const KEY = "key-of-the-replay";
const ID = /\b(agent|block|conv|message|run|call)-[0-9a-f]{8}-[0-9a-f-]{27}\b/g;
const ONCE = { maxRetries: 0 } as const;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies go from one client to the other as they are
type Body = any;

/** Names ids in the order in which they appear. */
function createPlainNames() {
	const names = new Map<string, string>();
	const counts = new Map<string, number>();
	return (text: string): string =>
		text.replace(ID, (id, kind: string) => {
			if (!names.has(id)) {
				counts.set(kind, (counts.get(kind) ?? 0) + 1);
				names.set(id, `${kind}#${counts.get(kind)}`);
			}
			return names.get(id)!;
		});
}

function plainRequests(requests: ReadonlyArray<CloudRequest>): PlainRequest[] {
	const plain = createPlainNames();
	return requests.map(({ method, url, body }) => {
		const { pathname, searchParams } = new URL(url, "http://letta.invalid");
		const query = [...searchParams].map((pair) => pair.join("=")).sort();
		return {
			method,
			path: plain(`${decodeURIComponent(pathname)}${query.length > 0 ? "?" : ""}${query.join("&")}`),
			// The game cannot say `{}`: it would write an empty table as a list. Letta takes no body as well.
			body: body === undefined || body === "{}" ? undefined : (JSON.parse(plain(body)) as unknown),
		};
	});
}

function queryOf(search: URLSearchParams): Body {
	const lists = ["tags", "include", "include_return_message_types"];
	const query: Record<string, unknown> = {};
	for (const name of new Set(search.keys())) {
		query[name] = lists.includes(name) ? search.getAll(name) : search.get(name);
	}
	return query;
}

/** Does one operation by the official client. */
function perform(
	client: Letta,
	operation: Operation,
	{ agentId = "", label = "", blockId = "", conversationId = "" }: Readonly<Record<string, string>>,
	query: Body,
	body: Body,
): Promise<unknown> {
	const { agents, conversations, blocks, models } = client;
	const agent_id = agentId;
	switch (operation) {
		case "listModels":
			return models.list();
		case "createAgent":
			return agents.create(body as AgentCreateParams);
		case "listAgents":
			return agents.list(query).then((page) => page.items);
		case "retrieveAgent":
			return agents.retrieve(agentId, query);
		case "updateAgent":
			return agents.update(agentId, body);
		case "deleteAgent":
			return agents.delete(agentId);
		case "listAllBlocks":
			return blocks.list(query).then((page) => page.items);
		case "listBlockAgents":
			return blocks.agents.list(blockId, query).then((page) => page.items);
		case "recompileAgent":
			return agents.recompile(agentId);
		case "recompileConversation":
			return conversations.recompile(conversationId);
		case "deleteBlock":
			return blocks.delete(blockId);
		case "listBlocks":
			return agents.blocks.list(agentId, query).then((page) => page.items);
		case "retrieveBlock":
			return agents.blocks.retrieve(label, { agent_id });
		case "updateBlock":
			return agents.blocks.update(label, { agent_id, ...body });
		case "createBlock":
			return blocks.create(body);
		case "attachBlock":
			return agents.blocks.attach(blockId, { agent_id });
		case "sendMessage":
			return agents.messages.create(agentId, body, ONCE);
		case "listMessages":
			return agents.messages.list(agentId, query).then((page) => page.items);
		case "cancelMessages":
			return agents.messages.cancel(agentId, body, ONCE);
		case "createConversation":
			return conversations.create({ ...query, ...body });
		case "listConversations":
			return conversations.list(query);
		case "retrieveConversation":
			return conversations.retrieve(conversationId);
		case "deleteConversation":
			return conversations.delete(conversationId);
		case "sendConversationMessage":
			// The client types it as a stream whatever the body says. The answer's form does not matter here.
			return conversations.messages
				.create(conversationId, body, ONCE)
				.asResponse()
				.then((answer) => answer.text());
		case "listConversationMessages":
			return conversations.messages.list(conversationId, query).then((page) => page.items);
	}
}

/** The model's replies, read from the answers that the game got. */
function repliesOf(exchanges: ReadonlyArray<Exchange>): ModelReply[] {
	return exchanges.flatMap(({ request, response }): ModelReply[] => {
		if (request.method !== "POST" || !new URL(request.url).pathname.endsWith("/messages")) return [];
		const { messages } = JSON.parse(response.body as string) as { messages: ReadonlyArray<Body> };
		const last = messages.at(-1) as { content?: Content; tool_call?: { name: string; arguments: string } };
		if (last.tool_call !== undefined) {
			const { name, arguments: text } = last.tool_call;
			return [{ kind: "toolCall", name, args: JSON.parse(text) as Readonly<Record<string, unknown>> }];
		}
		return [{ kind: "text", text: last.content ?? "" }];
	});
}

/** Repeats what the game did with the official client, one operation after another, at another fake. */
export async function replayOfficially(
	exchanges: ReadonlyArray<Exchange>,
	models: ReadonlyArray<string>,
): Promise<Replay> {
	const replies = repliesOf(exchanges);
	const cloud = createFakeLettaCloud({ clock: systemClock, key: KEY, models, model: () => replies.shift()! });
	const sent: CloudRequest[] = [];
	const { url, close } = await listen({
		...cloud,
		handle: (request) => {
			sent.push(request);
			return cloud.handle(request);
		},
	});
	try {
		const client = new Letta({ apiKey: KEY, baseURL: url, maxRetries: 0, logLevel: "off" });
		/** From the game's ids to the replay's. */
		const ids = new Map<string, string>();
		const translate = (text: string) => text.replace(ID, (id) => ids.get(id) ?? id);
		for (const { request, response } of exchanges) {
			const { pathname, searchParams } = new URL(translate(request.url));
			const match = matchOperation(request.method, pathname);
			if (match.kind !== "found") throw new Error(`${request.method} ${pathname} is no operation`);
			const body: Body = request.body === undefined ? undefined : JSON.parse(translate(request.body));
			const answer = await perform(client, match.operation, match.params, queryOf(searchParams), body);
			const before = String(response.body).match(ID) ?? [];
			const after = (typeof answer === "string" ? answer : JSON.stringify(answer)).match(ID) ?? [];
			for (const [index, id] of before.entries()) if (!ids.has(id)) ids.set(id, after[index] ?? id);
		}
		return {
			cloud,
			ours: plainRequests(exchanges.map(({ request }) => request)),
			official: plainRequests(sent),
		};
	} finally {
		await close();
	}
}
