import { matchOperation, type Operation } from "../letta-cloud/operations.ts";

/** The purpose of a request straight to Letta. */
export const DIRECT_CLASSES = [
	/** A message to an agent. */
	"turn",
	/** The result of a tool call. */
	"toolResult",
	/** A write of `group_members`. */
	"group",
	/** A write of any other block. */
	"status",
	/** Agents found, made, read back, put right and deleted. */
	"agents",
	/** Everything else: conversations, messages looked up, models. */
	"housekeeping",
] as const;

export type DirectClass = (typeof DIRECT_CLASSES)[number];

const AGENT_OPERATIONS: ReadonlyArray<Operation> = [
	"createAgent",
	"listAgents",
	"retrieveAgent",
	"updateAgent",
	"deleteAgent",
	"createBlock",
	"attachBlock",
];

function isToolResult(body: string | undefined): boolean {
	const { messages } = JSON.parse(body ?? "{}") as { messages?: ReadonlyArray<{ type?: string }> };
	return messages?.[0]?.type === "approval";
}

export function classifyDirect(method: string, url: string, body: string | undefined): DirectClass {
	const match = matchOperation(method, new URL(url).pathname);
	if (match.kind !== "found") return "housekeeping";
	const { operation, params } = match;
	if (operation === "sendMessage" || operation === "sendConversationMessage") {
		return isToolResult(body) ? "toolResult" : "turn";
	}
	if (operation === "updateBlock") return params.label === "group_members" ? "group" : "status";
	return AGENT_OPERATIONS.includes(operation) ? "agents" : "housekeeping";
}
