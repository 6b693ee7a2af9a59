import { CLOUD } from "server/constants/letta";
import type { RequestClass } from "server/net/request-class";
import {
	type LettaAgent,
	type LettaMessage,
	type LettaReply,
	readAgent,
	readAgents,
	readId,
	readMessages,
	readReply,
} from "server/wire/letta-guards";
import type { CloudCall, CloudReply, CloudRequests } from "./cloud-requests";
import { queryOf, urlEncode } from "./url";

/** What an agent is made with, or brought to. */
export interface AgentBody {
	readonly name: string;
	readonly system: string;
	readonly model: string;
	readonly tags: ReadonlyArray<string>;
}

export interface NewAgent {
	readonly agent: AgentBody;
	readonly blocks: ReadonlyArray<BlockBody>;
	/** When its game server is alive: now, Unix seconds. */
	readonly seenAt: number;
	/** Letta's own tools, by which an agent edits its memory and searches what was said. */
	readonly withMemoryTools: boolean;
}

export interface BlockBody {
	readonly label: string;
	readonly value: string;
	readonly description: string;
}

/** A tool that the game runs for an agent. */
export interface ClientTool {
	readonly name: string;
	readonly description: string;
	/** JSON Schema; no empty table in it, which `HttpService` would write as a list. */
	readonly parameters: Readonly<Record<string, unknown>>;
}

/** Where an agent's messages go. */
export interface MessageTarget {
	readonly agentId: string;
	/** Absent: the agent's own, which it has from the start. */
	readonly conversationId?: string;
}

/** What a call has besides its operation; see `CloudCall`. */
export type CallOptions = Partial<
	Pick<CloudCall<defined>, "npcId" | "lane" | "key" | "deadlineSeconds" | "since" | "isFinal" | "repeat">
> & { readonly class: RequestClass };

type OnReply<T> = (reply: CloudReply<T>) => void;

/** The operations of Letta's REST API that the game uses; paths and bodies are those of its client 1.12.1. */
export interface CloudApi {
	/** One page of the agents that have all the tags, oldest first; `after` is the id that the page before ended with. */
	readonly listAgents: (
		tags: ReadonlyArray<string>,
		after: string | undefined,
		options: CallOptions,
		onReply: OnReply<ReadonlyArray<LettaAgent>>,
	) => void;
	readonly retrieveAgent: (agentId: string, options: CallOptions, onReply: OnReply<LettaAgent>) => void;
	readonly createAgent: (agent: NewAgent, options: CallOptions, onReply: OnReply<LettaAgent>) => void;
	readonly updateAgent: (
		agentId: string,
		agent: AgentBody,
		options: CallOptions,
		onReply: OnReply<true>,
	) => void;
	/** Notes on the agent that its game server was alive at `seenAt`, Unix seconds. */
	readonly renewLease: (
		agentId: string,
		seenAt: number,
		options: CallOptions,
		onReply: OnReply<true>,
	) => void;
	readonly deleteAgent: (agentId: string, options: CallOptions, onReply: OnReply<true>) => void;
	readonly updateBlock: (
		agentId: string,
		label: string,
		value: string,
		options: CallOptions,
		onReply: OnReply<true>,
	) => void;
	readonly createBlock: (block: BlockBody, options: CallOptions, onReply: OnReply<string>) => void;
	readonly attachBlock: (
		agentId: string,
		blockId: string,
		options: CallOptions,
		onReply: OnReply<true>,
	) => void;
	readonly sendMessages: (
		target: MessageTarget,
		messages: ReadonlyArray<unknown>,
		options: CallOptions,
		onReply: OnReply<LettaReply>,
	) => void;
	/** The newest messages, newest first. */
	readonly listMessages: (
		target: MessageTarget,
		options: CallOptions,
		onReply: OnReply<ReadonlyArray<LettaMessage>>,
	) => void;
	/** Gives the conversation's id. */
	readonly createConversation: (
		agentId: string,
		summary: string,
		options: CallOptions,
		onReply: OnReply<string>,
	) => void;
}

/** Relations come only where they are asked for. */
const INCLUDE: ReadonlyArray<readonly [string, string]> = [
	["include", "agent.blocks"],
	["include", "agent.tags"],
];

/** In an agent's metadata: when its game server was last alive, Unix seconds as text. */
export const SEEN_KEY = "townsfolk_seen";

/** The answer does not matter, only that there is one. */
const accept = (_: unknown): true => true;

const agentPath = (agentId: string) => `/v1/agents/${urlEncode(agentId)}`;

function messagesPath({ agentId, conversationId }: MessageTarget): string {
	if (conversationId === undefined) return `${agentPath(agentId)}/messages`;
	return `/v1/conversations/${urlEncode(conversationId)}/messages`;
}

export function createCloudApi(
	requests: Pick<CloudRequests, "send">,
	tools: ReadonlyArray<ClientTool> = [],
): CloudApi {
	/** An empty list is left out: no tools are the default. */
	const toolFields = tools.isEmpty() ? {} : { client_tools: tools };
	const metadataOf = (seenAt: number) => ({ [SEEN_KEY]: "%d".format(seenAt) });

	return {
		listAgents: (tags, after, options, onReply) => {
			const parts = tags.map((tag) => ["tags", tag] as const);
			const page: Array<readonly [string, string]> = [
				["match_all_tags", "true"],
				["limit", tostring(CLOUD.pageSize)],
				["order", "asc"],
			];
			if (after !== undefined) page.push(["after", after]);
			const path = `/v1/agents/${queryOf([...parts, ...page, ...INCLUDE])}`;
			requests.send({ repeat: "always", ...options, method: "GET", path, read: readAgents }, onReply);
		},
		retrieveAgent: (agentId, options, onReply) => {
			const path = agentPath(agentId) + queryOf(INCLUDE);
			requests.send({ repeat: "always", ...options, method: "GET", path, read: readAgent }, onReply);
		},
		createAgent: ({ agent, blocks, seenAt, withMemoryTools }, options, onReply) => {
			const body = {
				...agent,
				memory_blocks: blocks,
				metadata: metadataOf(seenAt),
				include_base_tools: withMemoryTools,
			};
			requests.send(
				{ repeat: "untouched", ...options, method: "POST", path: "/v1/agents/", body, read: readAgent },
				onReply,
			);
		},
		updateAgent: (agentId, body, options, onReply) =>
			requests.send(
				{
					repeat: "always",
					...options,
					method: "PATCH",
					path: agentPath(agentId),
					body,
					read: accept,
				},
				onReply,
			),
		renewLease: (agentId, seenAt, options, onReply) =>
			requests.send(
				{
					repeat: "always",
					...options,
					method: "PATCH",
					path: agentPath(agentId),
					body: { metadata: metadataOf(seenAt) },
					read: accept,
				},
				onReply,
			),
		deleteAgent: (agentId, options, onReply) =>
			requests.send(
				{ repeat: "always", ...options, method: "DELETE", path: agentPath(agentId), read: accept },
				onReply,
			),
		updateBlock: (agentId, label, value, options, onReply) => {
			const path = `${agentPath(agentId)}/core-memory/blocks/${urlEncode(label)}`;
			requests.send(
				{ repeat: "always", ...options, method: "PATCH", path, body: { value }, read: accept },
				onReply,
			);
		},
		createBlock: (block, options, onReply) =>
			requests.send(
				{
					repeat: "untouched",
					...options,
					method: "POST",
					path: "/v1/blocks/",
					body: block,
					read: readId,
				},
				onReply,
			),
		attachBlock: (agentId, blockId, options, onReply) => {
			const path = `${agentPath(agentId)}/core-memory/blocks/attach/${urlEncode(blockId)}`;
			requests.send({ repeat: "always", ...options, method: "PATCH", path, read: accept }, onReply);
		},
		sendMessages: (target, messages, options, onReply) => {
			const body = { messages, streaming: false, max_steps: CLOUD.maxSteps, ...toolFields };
			requests.send(
				{
					repeat: "untouched",
					...options,
					method: "POST",
					path: messagesPath(target),
					body,
					read: readReply,
					timeoutSeconds: CLOUD.turnTimeoutSeconds,
				},
				onReply,
			);
		},
		listMessages: (target, options, onReply) => {
			const page = queryOf([
				["limit", tostring(CLOUD.lookedAtMessages)],
				["order", "desc"],
			]);
			requests.send(
				{
					repeat: "always",
					...options,
					method: "GET",
					path: messagesPath(target) + page,
					read: readMessages,
				},
				onReply,
			);
		},
		createConversation: (agentId, summary, options, onReply) => {
			const path = `/v1/conversations/${queryOf([["agent_id", agentId]])}`;
			requests.send(
				{ repeat: "untouched", ...options, method: "POST", path, body: { summary }, read: readId },
				onReply,
			);
		},
	};
}
