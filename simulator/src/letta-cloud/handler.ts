import type { Agent, AgentStore } from "./agent-store.ts";
import type { ConversationStore } from "./conversation-store.ts";
import type { Trouble } from "./faults.ts";
import type { Manners } from "./manners.ts";
import type { Operation } from "./operations.ts";
import type { Prompts } from "./prompts.ts";
import type { StreamDeps } from "./stream-turn.ts";
import type { Turns } from "./turns.ts";
import { type CloudResponse, jsonResponse } from "./wire.ts";

/** One call of an operation. */
export interface Call {
	readonly params: Readonly<Record<string, string>>;
	readonly query: URLSearchParams;
	/** Undefined where there is none. */
	readonly body: unknown;
	/** Passes the time that the operation takes. */
	readonly pause: () => Promise<void>;
	/** What goes wrong with it. */
	readonly trouble: Trouble | undefined;
}

/** Answers a call. Throws `ApiError`. */
export type Handler = (call: Call) => CloudResponse | Promise<CloudResponse>;

export interface HandlerDeps extends StreamDeps {
	readonly agents: AgentStore;
	readonly conversations: ConversationStore;
	readonly turns: Turns;
	readonly prompts: Prompts;
	readonly models: ReadonlyArray<string>;
	readonly manners: Manners;
	/** With its blocks. */
	readonly onAgentRead: (agent: Agent) => void;
	readonly onAgentDeleted: (agent: Agent) => void;
	readonly onBlock: (agent: Agent, label: string, value: string) => void;
}

export type Handlers = Partial<Record<Operation, Handler>>;

export const ok = (body: unknown) => jsonResponse(200, body);
