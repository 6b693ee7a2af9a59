import { agentView, blockView } from "./agent-view.ts";
import { blockCheck, type BlockBody, blockUpdateCheck, type BlockUpdateBody } from "./bodies.ts";
import { checkBody } from "./check-body.ts";
import { type HandlerDeps, type Handlers, ok } from "./handler.ts";
import { pageOf } from "./page.ts";

export function createBlockHandlers({ agents, prompts, onBlock }: HandlerDeps) {
	return {
		listBlocks: async ({ params, query, pause }) => {
			await pause();
			const blocks = agents.blocksOf(agents.get(params.agentId!));
			return ok(pageOf(blocks, query, { limit: 100, order: "desc" }).map(blockView));
		},
		retrieveBlock: async ({ params, pause }) => {
			await pause();
			return ok(blockView(agents.block(params.agentId!, params.label!)));
		},
		updateBlock: async ({ params, body, pause }) => {
			const checked = checkBody<BlockUpdateBody>(body, blockUpdateCheck);
			const seen = agents.block(params.agentId!, params.label!);
			await pause();
			const agent = agents.get(params.agentId!);
			const block = agents.updateBlock(seen, checked);
			prompts.compile(agent);
			onBlock(agent, block.label, block.value);
			return ok(blockView(block));
		},
		createBlock: async ({ body, pause }) => {
			const checked = checkBody<BlockBody>(body, blockCheck);
			await pause();
			return ok(blockView(agents.createBlock(checked)));
		},
		listAllBlocks: async ({ query, pause }) => {
			await pause();
			const owners = query.get("connected_to_agents_count_eq");
			const found = agents
				.allBlocks()
				.filter(({ id }) => owners === null || agents.ownersOf(id).length === Number(owners));
			return ok(pageOf(found, query, { limit: 50, order: "asc" }).map(blockView));
		},
		listBlockAgents: async ({ params, query, pause }) => {
			await pause();
			const page = pageOf(agents.ownersOf(params.blockId!), query, { limit: 50, order: "desc" });
			return ok(page.map((agent) => agentView(agent, { blocks: [], tags: [] })));
		},
		deleteBlock: async ({ params, pause }) => {
			await pause();
			agents.deleteBlock(params.blockId!);
			return ok({ message: `Block id=${params.blockId!} successfully deleted` });
		},
		attachBlock: async ({ params, pause }) => {
			await pause();
			const agent = agents.attachBlock(params.agentId!, params.blockId!);
			const blocks = agents.blocksOf(agent);
			const added = blocks.find(({ id }) => id === params.blockId)!;
			onBlock(agent, added.label, added.value);
			return ok(agentView(agent, { blocks, tags: agent.tags }));
		},
	} satisfies Handlers;
}
