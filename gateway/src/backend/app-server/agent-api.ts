import type { AgentApi, AgentState, RuntimeScope } from "../agents/agent-api.ts";
import type { Result } from "../agents/result.ts";
import { refusedBy } from "./error-summary.ts";
import { isRecord, readAgent, type ServerFrame, type ToolQuestion } from "./frames.ts";
import type { Link } from "./link.ts";

/** The App Server's requests, typed. No call rejects, and no request is sent twice. */
export interface AppServerApi extends AgentApi {
	/** Resolves when the App Server has accepted the message, not when the agent has answered it. */
	readonly sendMessage: (scope: RuntimeScope, messageId: string, content: string) => Promise<Result<void>>;
	/** Answers the App Server's question whether an agent may use a tool with no. The turn goes on without it. */
	readonly denyTool: (question: ToolQuestion) => Promise<Result<void>>;
	readonly abort: (scope: RuntimeScope) => Promise<Result<void>>;
}

const blockPath = (label: string) => `system/${label}.md`;

/** Takes the head off a memory file: `---`, YAML, `---`, and the value. */
function blockValue(file: string): string {
	return file.replace(/^---\n[\s\S]*?\n---\n?/, "");
}

/** Without this in every message, the App Server offers its own tools to the agent, a shell among them. */
const NO_TOOLS = { client_tool_allowlist: [], exclude_interactive_tools: true };

/** What the model reads when it has called a tool. */
const TOOL_DENIAL = "There are no tools here. Answer with plain words.";

/** Nothing of the host: no skills, no tools, and every permission question is answered with no. */
const CLOSED_RUNTIME = { mode: "strict", skill_sources: [], external_tools: [], recover_approvals: false };

type Body = Readonly<Record<string, unknown>>;

function readModels({ entries }: ServerFrame): string[] | undefined {
	if (!Array.isArray(entries)) return undefined;
	return entries.flatMap((entry) => (isRecord(entry) ? [String(entry.handle)] : []));
}

function readAgents({ agents }: ServerFrame): AgentState[] | undefined {
	if (!Array.isArray(agents)) return undefined;
	return agents.flatMap((agent) => readAgent(agent) ?? []);
}

function readConversation({ runtime }: ServerFrame): string | undefined {
	return isRecord(runtime) && typeof runtime.conversation_id === "string"
		? runtime.conversation_id
		: undefined;
}

/** What the App Server said to a message. */
function readAcceptance(result: Result<ServerFrame>): Result<void> {
	if (result.kind !== "ok") return result;
	const { accepted, error } = result.value;
	if (accepted === true) return { kind: "ok", value: undefined };
	return refusedBy(String(error ?? "the message was not accepted"));
}

function readMemoryFile(result: Result<ServerFrame>): Result<string | undefined> {
	const isMissing = result.kind === "refused" && /ENOENT|no such file/i.test(result.message);
	if (isMissing) return { kind: "ok", value: undefined };
	return result.kind === "ok" ? { kind: "ok", value: blockValue(String(result.value.content)) } : result;
}

/** Typed requests over a link. */
export function createAgentApi(link: Pick<Link, "request">): AppServerApi {
	/** A request whose answer is read; an answer that `read` does not understand counts as refused. */
	async function ask<T>(
		type: string,
		body: Body,
		read: (frame: ServerFrame) => T | undefined,
	): Promise<Result<T>> {
		const result = await link.request(type, body);
		if (result.kind !== "ok") return result;
		const value = read(result.value);
		if (value !== undefined) return { kind: "ok", value };
		return refusedBy(`the answer to ${type} is not what was expected`);
	}

	/** A request of which only success or failure matters. */
	async function order(type: string, body: Body): Promise<Result<void>> {
		const result = await link.request(type, body);
		return result.kind === "ok" ? { kind: "ok", value: undefined } : result;
	}

	return {
		nameOf: ({ displayName }) => displayName,
		// The App Server keeps its list for five minutes, also one of before the model was there.
		listModels: () => ask("list_models", { force: true }, readModels),
		list: (tags, limit) => ask("agent_list", { query: { tags, match_all_tags: true, limit } }, readAgents),
		create: ({ blocks: memory_blocks, ...agent }) =>
			ask("agent_create", { body: { ...agent, memory_blocks } }, (frame) => readAgent(frame.agent)),
		retrieve: (agent_id) => ask("agent_retrieve", { agent_id }, ({ agent }) => readAgent(agent)),
		update: (agent_id, body) => order("agent_update", { agent_id, body }),
		remove: (agent_id) => order("agent_delete", { agent_id }),
		readBlock: async (agent_id, label) =>
			readMemoryFile(await link.request("read_memory_file", { agent_id, path: blockPath(label) })),
		writeBlock: (agent_id, { label, value, description }) => {
			const content = `---\ndescription: ${description}\n---\n${value}`;
			return order("write_memory_file", { agent_id, path: blockPath(label), content });
		},
		recompile: ({ agent_id, conversation_id }) =>
			ask("conversation_recompile", { conversation_id, body: { agent_id } }, ({ result }) =>
				typeof result === "string" ? result : "",
			),
		startRuntime: (agent_id, id) => {
			const conversation = id === undefined ? { create_conversation: { body: {} } } : { conversation_id: id };
			const body = { agent_id, ...conversation, ...CLOSED_RUNTIME };
			return ask("runtime_start", body, (frame) => {
				const conversation_id = readConversation(frame);
				return conversation_id === undefined ? undefined : { agent_id, conversation_id };
			});
		},
		sendMessage: async (runtime, client_message_id, content) => {
			const messages = [{ role: "user", content, client_message_id }];
			const payload = { kind: "create_message", messages, ...NO_TOOLS };
			return readAcceptance(await link.request("input", { runtime, payload }));
		},
		denyTool: async ({ scope: runtime, requestId: request_id }) => {
			const decision = { behavior: "deny", message: TOOL_DENIAL };
			const payload = { kind: "approval_response", request_id, decision };
			return readAcceptance(await link.request("input", { runtime, payload }));
		},
		abort: (runtime) => order("abort_message", { runtime }),
	};
}
