import { dictionary, either, flag, list, oneOf, optional, record, text, whole } from "./check-body.ts";

/** The bodies that operations take, with the checks that they pass. Names are the wire's. */

export interface TextPart {
	readonly type: "text";
	readonly text: string;
}

export type Content = string | ReadonlyArray<TextPart>;

export interface BlockBody {
	readonly label: string;
	readonly value: string;
	readonly description?: string | null;
	readonly limit?: number | null;
	readonly read_only?: boolean | null;
	readonly tags?: ReadonlyArray<string> | null;
}

export interface AgentBody {
	readonly name?: string | null;
	readonly model?: string | null;
	readonly system?: string | null;
	readonly description?: string | null;
	readonly tags?: ReadonlyArray<string> | null;
	readonly metadata?: Readonly<Record<string, unknown>> | null;
	readonly memory_blocks?: ReadonlyArray<BlockBody> | null;
	readonly block_ids?: ReadonlyArray<string> | null;
	/** Tokens of one reply. */
	readonly max_tokens?: number | null;
}

export interface BlockUpdateBody {
	readonly value?: string | null;
	readonly description?: string | null;
	readonly limit?: number | null;
	readonly read_only?: boolean | null;
}

export interface ClientTool {
	readonly name: string;
	readonly description?: string | null;
	readonly parameters?: Readonly<Record<string, unknown>> | null;
}

export interface ToolResult {
	readonly tool_call_id: string;
	readonly status: "success" | "error";
	readonly text: string;
}

export interface UserMessageBody {
	readonly type?: "message" | null;
	readonly role: "user" | "system" | "assistant";
	readonly content: Content;
	readonly otid?: string | null;
}

export interface ToolReturnBody {
	readonly type?: "tool";
	readonly tool_call_id: string;
	readonly tool_return: Content;
	readonly status: "success" | "error";
}

export interface ApprovalBody {
	readonly type: "approval";
	readonly approvals: ReadonlyArray<
		ToolReturnBody | { readonly type: "approval"; readonly tool_call_id: string; readonly approve: boolean }
	>;
	readonly otid?: string | null;
}

export interface SendBody {
	readonly messages?: ReadonlyArray<UserMessageBody | ApprovalBody> | null;
	readonly input?: Content | null;
	readonly streaming?: boolean | null;
	readonly stream_tokens?: boolean | null;
	readonly include_pings?: boolean | null;
	readonly background?: boolean | null;
	readonly include_return_message_types?: ReadonlyArray<string> | null;
	readonly client_tools?: ReadonlyArray<ClientTool> | null;
	/** Of a conversation named `default`. */
	readonly agent_id?: string | null;
}

export interface CancelBody {
	readonly run_ids?: ReadonlyArray<string> | null;
}

export interface ConversationBody {
	readonly summary?: string | null;
	readonly isolated_block_labels?: ReadonlyArray<string> | null;
}

const blockFields = {
	description: optional(text),
	limit: optional(whole),
	read_only: optional(flag),
};

export const blockCheck = record({ label: text, value: text, tags: optional(list(text)), ...blockFields });
export const blockUpdateCheck = record({ value: optional(text), ...blockFields });

export const cancelCheck = record({ run_ids: optional(list(text)) });

export const agentCheck = record({
	name: optional(text),
	model: optional(text),
	system: optional(text),
	description: optional(text),
	tags: optional(list(text)),
	metadata: optional(dictionary),
	memory_blocks: optional(list(blockCheck)),
	block_ids: optional(list(text)),
	include_base_tools: optional(flag),
	max_tokens: optional(whole),
});

const content = either(text, list(record({ type: oneOf("text"), text })));

const userMessage = record({
	type: optional(oneOf("message")),
	role: oneOf("user", "system", "assistant"),
	content,
	otid: optional(text),
});

const approvalMessage = record({
	type: oneOf("approval"),
	approvals: list(
		either(
			record({
				type: optional(oneOf("tool")),
				tool_call_id: text,
				tool_return: content,
				status: oneOf("success", "error"),
			}),
			record({ type: oneOf("approval"), tool_call_id: text, approve: flag }),
		),
	),
	otid: optional(text),
});

export const sendCheck = record({
	messages: optional(list(either(userMessage, approvalMessage))),
	input: optional(content),
	max_steps: optional(whole),
	streaming: optional(flag),
	stream_tokens: optional(flag),
	include_pings: optional(flag),
	background: optional(flag),
	include_return_message_types: optional(list(text)),
	client_tools: optional(
		list(record({ name: text, description: optional(text), parameters: optional(dictionary) })),
	),
	agent_id: optional(text),
});

export const conversationCheck = record({
	summary: optional(text),
	isolated_block_labels: optional(list(text)),
});

export function textOf(value: Content): string {
	return typeof value === "string" ? value : value.map((part) => part.text).join("");
}
