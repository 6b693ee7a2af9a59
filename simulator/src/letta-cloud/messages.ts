import type { Agent } from "./agent-store.ts";
import type { Content, ToolResult } from "./bodies.ts";
import type { IdMaker } from "./ids.ts";

/** A message as it stands in lists and answers. */
export interface WireMessage {
	readonly id: string;
	readonly date: string;
	readonly message_type: string;
	readonly otid: string | null;
	readonly run_id: string | null;
	readonly [field: string]: unknown;
}

export interface StoredMessage {
	/** The message's id, which is also the page cursor. */
	readonly id: string;
	readonly agentId: string;
	/** Absent in the agent's default conversation. */
	readonly conversationId?: string;
	readonly message: WireMessage;
}

export interface ToolCall {
	readonly tool_call_id: string;
	readonly name: string;
	readonly arguments: string;
}

export interface MessageMakerDeps {
	readonly newId: IdMaker;
	readonly isoNow: () => string;
}

/** The first message of an agent's own conversation. */
export function systemMessage({ id: agentId, createdAt, system }: Agent): StoredMessage {
	const id = agentId.replace("agent-", "message-");
	const fields = { otid: null, run_id: null, content: system };
	return { id, agentId, message: { id, date: createdAt, message_type: "system_message", ...fields } };
}

/** Makes the messages of one run. */
export function createMessageMaker({ newId, isoNow }: MessageMakerDeps, runId: string) {
	const make = (type: string, id: string, fields: object, otid?: string | null): WireMessage => ({
		id,
		date: isoNow(),
		name: null,
		message_type: type,
		otid: otid ?? newId("otid").slice("otid-".length),
		sender_id: null,
		step_id: newId("step"),
		is_err: null,
		seq_id: null,
		run_id: runId,
		...fields,
	});
	return {
		user: (role: string, content: Content, otid?: string | null) =>
			make(`${role}_message`, newId("message"), { content }, otid),
		approvalResponse: (approvals: unknown, otid?: string | null) =>
			make("approval_response_message", newId("message"), { approvals }, otid),
		toolReturn: ({ tool_call_id, status, text }: ToolResult) =>
			make("tool_return_message", newId("message"), {
				tool_call_id,
				status,
				tool_return: text,
				tool_returns: [{ type: "tool", tool_call_id, status, tool_return: text, stdout: null, stderr: null }],
			}),
		/** Reasoning and reply are one message to Letta and share its id. */
		reply: (text: Content, reasoning: string | undefined, replyId?: string) => {
			const id = replyId ?? newId("message");
			const said = make("assistant_message", id, { content: text });
			if (reasoning === undefined) return [said];
			const thought = { reasoning, source: "reasoner_model", signature: null };
			return [make("reasoning_message", id, thought), said];
		},
		approvalRequest: (call: ToolCall) =>
			make("approval_request_message", newId("message"), { tool_call: call, tool_calls: [call] }),
	};
}

export type MessageMaker = ReturnType<typeof createMessageMaker>;
