import { isRecord, readAgent, type AgentState, type RuntimeScope, type ServerFrame } from "./frames.ts";
import type { Link } from "./link.ts";
import type { Result } from "./result.ts";

/** A memory block as an agent is created with it. */
export interface MemoryBlock {
	readonly label: string;
	readonly value: string;
	/** Plain words: it goes into a file's YAML head as it is, and from there into the prompt. */
	readonly description: string;
}

export interface NewAgent {
	readonly name: string;
	readonly system: string;
	readonly model: string;
	readonly tags: ReadonlyArray<string>;
	readonly blocks: ReadonlyArray<MemoryBlock>;
}

/** The App Server's requests, typed. None rejects; none is sent twice. */
export interface AgentApi {
	readonly listModels: () => Promise<Result<string[]>>;
	/** Agents that have all the tags, at most `limit`. */
	readonly list: (tags: ReadonlyArray<string>, limit: number) => Promise<Result<AgentState[]>>;
	readonly create: (agent: NewAgent) => Promise<Result<AgentState>>;
	readonly retrieve: (agentId: string) => Promise<Result<AgentState>>;
	readonly update: (
		agentId: string,
		change: Pick<NewAgent, "name" | "system" | "model">,
	) => Promise<Result<void>>;
	readonly remove: (agentId: string) => Promise<Result<void>>;
	/** The block's value; undefined when the agent has no such block. */
	readonly readBlock: (agentId: string, label: string) => Promise<Result<string | undefined>>;
	/** Takes effect with the next `recompile`. */
	readonly writeBlock: (agentId: string, block: MemoryBlock) => Promise<Result<void>>;
	readonly recompile: (scope: RuntimeScope) => Promise<Result<void>>;
	/** Opens the conversation for this connection; without one, a new conversation is made. */
	readonly startRuntime: (agentId: string, conversationId?: string) => Promise<Result<RuntimeScope>>;
	/** Resolves when the App Server has taken the message, not when it is answered. */
	readonly sendMessage: (scope: RuntimeScope, messageId: string, content: string) => Promise<Result<void>>;
	readonly abort: (scope: RuntimeScope) => Promise<Result<void>>;
}

const blockPath = (label: string) => `system/${label}.md`;

/** Takes the head off a memory file: `---`, YAML, `---`, and the value. */
function blockValue(file: string): string {
	return file.replace(/^---\n[\s\S]*?\n---\n?/, "");
}

/** An App Server keeps its own tools from the agent only when each message says so: with them it has a shell. */
const NO_TOOLS = { client_tool_allowlist: [], exclude_interactive_tools: true };

/** Nothing of the host's: no skills, no tools, and every permission question is a no. */
const CLOSED_RUNTIME = { mode: "strict", skill_sources: [], external_tools: [], recover_approvals: false };

/** Typed requests over a link. */
export function createAgentApi(link: Pick<Link, "request">): AgentApi {
	async function ask<T>(
		type: string,
		body: Readonly<Record<string, unknown>>,
		read: (frame: ServerFrame) => T | undefined,
	): Promise<Result<T>> {
		const result = await link.request(type, body);
		if (result.kind !== "ok") return result;
		const value = read(result.value);
		if (value !== undefined) return { kind: "ok", value };
		return { kind: "refused", message: `the answer to ${type} is not what was expected` };
	}

	async function order(type: string, body: Readonly<Record<string, unknown>>): Promise<Result<void>> {
		const result = await link.request(type, body);
		return result.kind === "ok" ? { kind: "ok", value: undefined } : result;
	}

	return {
		listModels: () =>
			ask("list_models", {}, ({ entries }) =>
				Array.isArray(entries)
					? entries.flatMap((entry) => (isRecord(entry) ? [String(entry.handle)] : []))
					: undefined,
			),
		list: (tags, limit) =>
			ask("agent_list", { query: { tags, match_all_tags: true, limit } }, ({ agents }) =>
				Array.isArray(agents) ? agents.flatMap((agent) => readAgent(agent) ?? []) : undefined,
			),
		create: ({ name, system, model, tags, blocks }) =>
			ask("agent_create", { body: { name, system, model, tags, memory_blocks: blocks } }, ({ agent }) =>
				readAgent(agent),
			),
		retrieve: (agent_id) => ask("agent_retrieve", { agent_id }, ({ agent }) => readAgent(agent)),
		update: (agent_id, body) => order("agent_update", { agent_id, body }),
		remove: (agent_id) => order("agent_delete", { agent_id }),
		readBlock: async (agent_id, label) => {
			const result = await link.request("read_memory_file", { agent_id, path: blockPath(label) });
			if (result.kind === "refused" && /ENOENT|no such file/i.test(result.message)) {
				return { kind: "ok", value: undefined };
			}
			if (result.kind !== "ok") return result;
			return { kind: "ok", value: blockValue(String(result.value.content)) };
		},
		writeBlock: (agent_id, { label, value, description }) =>
			order("write_memory_file", {
				agent_id,
				path: blockPath(label),
				content: `---\ndescription: ${description}\n---\n${value}`,
			}),
		recompile: ({ agent_id, conversation_id }) =>
			order("conversation_recompile", { conversation_id, body: { agent_id } }),
		startRuntime: (agent_id, conversation_id) => {
			const conversation =
				conversation_id === undefined ? { create_conversation: { body: {} } } : { conversation_id };
			return ask("runtime_start", { agent_id, ...conversation, ...CLOSED_RUNTIME }, ({ runtime }) =>
				isRecord(runtime) && typeof runtime.conversation_id === "string"
					? { agent_id, conversation_id: runtime.conversation_id }
					: undefined,
			);
		},
		sendMessage: async (runtime, client_message_id, content) => {
			const messages = [{ role: "user", content, client_message_id }];
			const payload = { kind: "create_message", messages, ...NO_TOOLS };
			const result = await link.request("input", { runtime, payload });
			if (result.kind !== "ok" || result.value.accepted === true) {
				return result.kind === "ok" ? { kind: "ok", value: undefined } : result;
			}
			return { kind: "refused", message: String(result.value.error ?? "the message was not accepted") };
		},
		abort: (runtime) => order("abort_message", { runtime }),
	};
}
