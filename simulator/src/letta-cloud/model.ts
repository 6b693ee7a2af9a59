import type { ClientTool, Content, ToolResult } from "./bodies.ts";

/** A question to the language model behind the fake. */
export interface ModelTurn {
	readonly agentName: string;
	readonly tags: ReadonlyArray<string>;
	readonly system: string;
	readonly blocks: Readonly<Record<string, string>>;
	/** Absent in the agent's default conversation. */
	readonly conversationId?: string;
	/** What the user said; empty when only tool results came. */
	readonly content: string;
	readonly toolResults: ReadonlyArray<ToolResult>;
	readonly clientTools: ReadonlyArray<ClientTool>;
	/** The agent's replies in the conversation so far. */
	readonly earlierReplies: number;
}

export type ModelReply =
	| {
			readonly kind: "text";
			readonly text: Content;
			readonly reasoning?: string;
			/** Until the reply is whole. */
			readonly seconds?: number;
	  }
	/** Calls one of the client's tools: the turn pauses. */
	| {
			readonly kind: "toolCall";
			readonly name: string;
			readonly args: Readonly<Record<string, unknown>>;
			readonly seconds?: number;
	  }
	/** The provider failed: Letta answers with this status, and keeps nothing of the turn. */
	| { readonly kind: "failed"; readonly status: number; readonly type: string; readonly seconds?: number };

export type Model = (turn: ModelTurn) => ModelReply;

/** Repeats what it was told, which shows that a turn arrived whole. */
export const echoModel: Model = ({ content, toolResults }) => ({
	kind: "text",
	text: toolResults.length > 0 ? `The tool said: ${toolResults.map(({ text }) => text).join(", ")}` : content,
});

/** Characters of a token, roughly, in English. */
const CHARS_PER_TOKEN = 4;

export function countTokens(chars: number): number {
	return Math.ceil(chars / CHARS_PER_TOKEN);
}
