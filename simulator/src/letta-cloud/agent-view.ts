import type { Agent, Block } from "./agent-store.ts";

/** How agents and blocks look on the wire. */

const CONTEXT_WINDOW = 128_000;

export function blockView({ id, label, value, description, limit, readOnly, tags }: Block) {
	return {
		id,
		label,
		value,
		description,
		limit,
		read_only: readOnly,
		metadata: {},
		tags,
		hidden: null,
		is_template: false,
		created_by_id: null,
		last_updated_by_id: null,
	};
}

/** A relation that the client did not ask for is an empty list, not absent. */
export interface AgentRelations {
	readonly blocks: ReadonlyArray<Block>;
	readonly tags: ReadonlyArray<string>;
}

export function agentView(agent: Agent, { blocks, tags }: AgentRelations) {
	const [provider, ...name] = agent.model.split("/");
	const views = blocks.map(blockView);
	return {
		id: agent.id,
		name: agent.name,
		agent_type: "letta_v1_agent",
		system: agent.system,
		description: agent.description,
		metadata: agent.metadata,
		model: agent.model,
		llm_config: {
			handle: agent.model,
			model: name.join("/"),
			model_endpoint_type: provider,
			context_window: CONTEXT_WINDOW,
		},
		model_settings: { max_output_tokens: agent.maxTokens, provider_type: provider },
		embedding: null,
		embedding_config: null,
		tags,
		blocks: views,
		memory: { blocks: views, file_blocks: [], agent_type: "letta_v1_agent" },
		tools: [],
		sources: [],
		identities: [],
		hidden: null,
		created_at: agent.createdAt,
		updated_at: agent.createdAt,
	};
}

export function modelView(handle: string) {
	const [provider, ...name] = handle.split("/");
	return {
		handle,
		name: name.join("/"),
		model: name.join("/"),
		display_name: name.join("/"),
		provider_type: provider,
		provider_name: provider,
		model_endpoint_type: provider,
		model_type: "llm",
		context_window: CONTEXT_WINDOW,
		max_context_window: CONTEXT_WINDOW,
	};
}
