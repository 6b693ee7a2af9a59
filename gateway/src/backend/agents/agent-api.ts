import type { AgentSpec } from "../../wire.ts";
import type { ModelSettings } from "./model-settings.ts";
import type { Result } from "./result.ts";

/** One agent's conversation. */
export interface RuntimeScope {
	readonly agent_id: string;
	readonly conversation_id: string;
}

/** An agent as its back end has it. */
export interface AgentState {
	readonly id: string;
	readonly name: string;
	readonly system: string;
	readonly model: string;
	readonly tags: ReadonlyArray<string>;
	/** As the back end gives them back. */
	readonly model_settings?: unknown;
	/** When it was made, as text that sorts; where the back end says so. */
	readonly createdAt?: string;
}

/** A memory block as an agent is created with it. */
export interface MemoryBlock {
	readonly label: string;
	readonly value: string;
	/** Plain words: the text goes unescaped into a file's YAML head, and from there into the prompt. */
	readonly description: string;
}

export interface NewAgent {
	readonly name: string;
	readonly system: string;
	readonly model: string;
	readonly tags: ReadonlyArray<string>;
	readonly blocks: ReadonlyArray<MemoryBlock>;
	readonly model_settings: ModelSettings;
}

/** What every back end can do with agents, besides running turns. No call rejects, and nothing is made twice by one call. */
export interface AgentApi {
	/** What the agent is called there: a back end may not take every display name. */
	readonly nameOf: (spec: AgentSpec) => string;
	readonly listModels: () => Promise<Result<string[]>>;
	/** Agents that have all the tags, at most `limit`. */
	readonly list: (tags: ReadonlyArray<string>, limit: number) => Promise<Result<AgentState[]>>;
	readonly create: (agent: NewAgent) => Promise<Result<AgentState>>;
	readonly retrieve: (agentId: string) => Promise<Result<AgentState>>;
	readonly update: (
		agentId: string,
		change: Pick<NewAgent, "name" | "system" | "model" | "model_settings">,
	) => Promise<Result<void>>;
	readonly remove: (agentId: string) => Promise<Result<void>>;
	/** The block's value; undefined when the agent has no such block. */
	readonly readBlock: (agentId: string, label: string) => Promise<Result<string | undefined>>;
	/** Takes effect with the next `recompile`, or before. */
	readonly writeBlock: (agentId: string, block: MemoryBlock) => Promise<Result<void>>;
	/** The prompt as it is from now on. */
	readonly recompile: (scope: RuntimeScope) => Promise<Result<string>>;
	/** Opens the conversation, or a new conversation if no id is given. */
	readonly startRuntime: (agentId: string, conversationId?: string) => Promise<Result<RuntimeScope>>;
}
