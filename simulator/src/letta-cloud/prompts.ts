import type { Agent, AgentStore } from "./agent-store.ts";
import type { Manners } from "./manners.ts";

/** What a model is told before anything that was said. */
export interface Prompt {
	readonly system: string;
	readonly blocks: Readonly<Record<string, string>>;
}

/**
 * The prompts of agents and conversations. A real server compiles a prompt when its conversation is made and when it is told
 * to. An agent's own also follows when a block's value changes, and does not when the system prompt changes or a block is
 * attached.
 */
export class Prompts {
	/** By the id of the conversation, or of the agent for its own. */
	private readonly compiled = new Map<string, Prompt>();

	constructor(
		private readonly agents: AgentStore,
		private readonly manners: Pick<Manners, "freezesPrompts">,
	) {}

	/** Returns the new prompt as one text. */
	compile(agent: Agent, conversationId?: string): string {
		const prompt = this.current(agent);
		this.compiled.set(conversationId ?? agent.id, prompt);
		const blocks = Object.entries(prompt.blocks).map(([label, value]) => `<${label}>\n${value}\n</${label}>`);
		return [prompt.system, "<memory_blocks>", ...blocks, "</memory_blocks>"].join("\n");
	}

	/** What the agent's model is told now. */
	of(agent: Agent, conversationId?: string): Prompt {
		const frozen = this.compiled.get(conversationId ?? agent.id);
		return this.manners.freezesPrompts && frozen !== undefined ? frozen : this.current(agent);
	}

	forget(agentId: string): void {
		this.compiled.delete(agentId);
	}

	private current(agent: Agent): Prompt {
		const blocks = this.agents.blocksOf(agent).map(({ label, value }) => [label, value]);
		return { system: agent.system, blocks: Object.fromEntries(blocks) as Record<string, string> };
	}
}
