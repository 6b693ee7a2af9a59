import type { Agent, AgentStore } from "./agent-store.ts";
import { agentView } from "./agent-view.ts";
import { unprocessable } from "./api-error.ts";
import { agentCheck, type AgentBody } from "./bodies.ts";
import { checkBody } from "./check-body.ts";
import { type HandlerDeps, type Handlers, ok } from "./handler.ts";
import { pageOf } from "./page.ts";

/** Relations that a client may ask for: `include=agent.blocks`. */
const RELATIONS = [
	"blocks",
	"identities",
	"managed_group",
	"pending_approval",
	"secrets",
	"sources",
	"tags",
	"tools",
];

/** Relations come only when the client asks for them. */
function relationsOf(agents: AgentStore, agent: Agent, query: URLSearchParams) {
	const asked = query.getAll("include");
	for (const name of asked) {
		if (!RELATIONS.some((relation) => name === `agent.${relation}`)) {
			throw unprocessable(JSON.stringify([{ type: "enum", loc: ["query", "include"], msg: name }]));
		}
	}
	return {
		blocks: asked.includes("agent.blocks") ? agents.blocksOf(agent) : [],
		tags: asked.includes("agent.tags") ? agent.tags : [],
	};
}

function hasTags(agent: Agent, query: URLSearchParams): boolean {
	const tags = query.getAll("tags");
	if (tags.length === 0) return true;
	const has = (tag: string) => agent.tags.includes(tag);
	return query.get("match_all_tags") === "true" ? tags.every(has) : tags.some(has);
}

export function createAgentHandlers({
	agents,
	turns,
	prompts,
	onAgentRead,
	onAgentDeleted,
	onBlock,
}: HandlerDeps) {
	const whole = (agent: Agent) => ok(agentView(agent, { blocks: agents.blocksOf(agent), tags: agent.tags }));
	function read(agent: Agent, query: URLSearchParams) {
		const relations = relationsOf(agents, agent, query);
		if (query.getAll("include").includes("agent.blocks")) onAgentRead(agent);
		return agentView(agent, relations);
	}
	return {
		createAgent: async ({ body, pause }) => {
			const checked = checkBody<AgentBody>(body, agentCheck);
			await pause();
			const agent = agents.create(checked);
			prompts.compile(agent);
			for (const { label, value } of agents.blocksOf(agent)) onBlock(agent, label, value);
			return whole(agent);
		},
		listAgents: async ({ query, pause }) => {
			await pause();
			const name = query.get("name");
			const found = agents
				.all()
				.filter((agent) => hasTags(agent, query) && (name ?? agent.name) === agent.name);
			const page = pageOf(found, query, { limit: 50, order: "desc" });
			return ok(page.map((agent) => read(agent, query)));
		},
		retrieveAgent: async ({ params, query, pause }) => {
			await pause();
			const agent = agents.get(params.agentId!);
			return ok(read(agent, query));
		},
		updateAgent: async ({ params, body, pause }) => {
			const checked = checkBody<AgentBody>(body, agentCheck);
			await pause();
			return whole(agents.update(params.agentId!, checked));
		},
		recompileAgent: async ({ params, pause }) => {
			await pause();
			return ok(prompts.compile(agents.get(params.agentId!)));
		},
		deleteAgent: async ({ params, pause }) => {
			await pause();
			const agent = agents.get(params.agentId!);
			agents.delete(agent.id);
			turns.forget(agent.id);
			prompts.forget(agent.id);
			onAgentDeleted(agent);
			return ok({ message: `Agent id=${agent.id} successfully deleted` });
		},
	} satisfies Handlers;
}
