import {
	agentLimitReached,
	agentNotFound,
	badRequest,
	blockNotFound,
	broken,
	concurrentUpdate,
	duplicateLabel,
	notFound,
	unprocessable,
} from "./api-error.ts";
import type { AgentBody, BlockBody, BlockUpdateBody } from "./bodies.ts";
import type { Manners } from "./manners.ts";
import type { IdMaker } from "./ids.ts";

export interface Block {
	readonly id: string;
	readonly label: string;
	readonly value: string;
	readonly description: string | null;
	/** Characters. */
	readonly limit: number;
	readonly readOnly: boolean;
	readonly tags: ReadonlyArray<string>;
	/** Counts writes: a write that began with an older version loses. */
	readonly version: number;
}

export interface Agent {
	readonly id: string;
	readonly createdAt: string;
	readonly name: string;
	readonly model: string;
	readonly system: string;
	readonly description: string | null;
	readonly tags: ReadonlyArray<string>;
	readonly metadata: Readonly<Record<string, unknown>> | null;
	/** Tokens of one reply. */
	readonly maxTokens: number;
	/** Ids, in the order in which they came. */
	readonly blockIds: ReadonlyArray<string>;
}

export interface AgentStoreOptions {
	readonly newId: IdMaker;
	/** The wall clock, ISO-8601. */
	readonly isoNow: () => string;
	/** Handles, `provider/name`. */
	readonly models: ReadonlyArray<string>;
	/** What the plan allows. */
	readonly maxAgents: number;
	readonly manners: Manners;
}

/** Letta's default for a block that names no limit. */
const DEFAULT_BLOCK_LIMIT = 100_000;

/** Letta's default, as a server of 0.16.8 has it. */
const DEFAULT_MAX_TOKENS = 16_384;

/** Agents and their blocks. Every method throws `ApiError` where Letta would answer with an error. */
export class AgentStore {
	/** Oldest first. */
	private readonly agents = new Map<string, Agent>();
	private readonly blocks = new Map<string, Block>();

	constructor(private readonly options: AgentStoreOptions) {}

	all(): ReadonlyArray<Agent> {
		return [...this.agents.values()];
	}

	find(agentId: string): Agent | undefined {
		return this.agents.get(agentId);
	}

	get(agentId: string): Agent {
		const agent = this.agents.get(agentId);
		if (agent === undefined) throw agentNotFound();
		return agent;
	}

	create(body: AgentBody): Agent {
		if (this.agents.size >= this.options.maxAgents) throw agentLimitReached();
		if (typeof body.model !== "string") throw badRequest("INVALID_ARGUMENT: Must specify `model`");
		this.checkModel(body.model);
		this.checkName(body.name ?? "");
		const given = this.checkLabels(body.memory_blocks ?? []);
		const attached = (body.block_ids ?? []).map((id) => this.getBlock(id));
		const made = given.map((block) => this.createBlock(block));
		const id = this.options.newId("agent");
		const agent: Agent = {
			id,
			createdAt: this.options.isoNow(),
			name: body.name ?? `Agent ${id.slice(-4)}`,
			model: body.model,
			system: body.system ?? "",
			description: body.description ?? null,
			tags: [...new Set(body.tags ?? [])],
			metadata: body.metadata ?? null,
			maxTokens: body.max_tokens ?? DEFAULT_MAX_TOKENS,
			blockIds: [...made, ...attached].map((block) => block.id),
		};
		this.agents.set(id, agent);
		return agent;
	}

	/** Fields that the body does not name stay as they are. */
	update(agentId: string, body: AgentBody): Agent {
		const agent = this.get(agentId);
		if (typeof body.model === "string") this.checkModel(body.model);
		if (body.block_ids) for (const id of body.block_ids) this.getBlock(id);
		const updated: Agent = {
			...agent,
			name: body.name ?? agent.name,
			model: body.model ?? agent.model,
			system: body.system ?? agent.system,
			description: body.description ?? agent.description,
			tags: body.tags ? [...new Set(body.tags)] : agent.tags,
			metadata: body.metadata ?? agent.metadata,
			maxTokens: body.max_tokens ?? agent.maxTokens,
			blockIds: body.block_ids ?? agent.blockIds,
		};
		this.agents.set(agentId, updated);
		return updated;
	}

	delete(agentId: string): void {
		const { blockIds } = this.get(agentId);
		if (this.options.manners.deletesBlocksWithAgents) for (const id of blockIds) this.blocks.delete(id);
		this.agents.delete(agentId);
	}

	blocksOf(agent: Agent): ReadonlyArray<Block> {
		return agent.blockIds.flatMap((id) => this.blocks.get(id) ?? []);
	}

	block(agentId: string, label: string): Block {
		const found = this.blocksOf(this.get(agentId)).find((block) => block.label === label);
		if (found === undefined) throw blockNotFound(agentId, label);
		return found;
	}

	createBlock(body: BlockBody): Block {
		const block: Block = {
			id: this.options.newId("block"),
			label: body.label,
			value: body.value,
			description: body.description ?? null,
			limit: body.limit ?? DEFAULT_BLOCK_LIMIT,
			readOnly: body.read_only ?? false,
			tags: body.tags ?? [],
			version: 1,
		};
		this.checkValue(block);
		this.blocks.set(block.id, block);
		return block;
	}

	/** Attached or not. */
	allBlocks(): ReadonlyArray<Block> {
		return [...this.blocks.values()];
	}

	/** Agents that have the block. */
	ownersOf(blockId: string): ReadonlyArray<Agent> {
		return this.all().filter(({ blockIds }) => blockIds.includes(blockId));
	}

	deleteBlock(blockId: string): void {
		this.getBlock(blockId);
		this.blocks.delete(blockId);
	}

	attachBlock(agentId: string, blockId: string): Agent {
		const agent = this.get(agentId);
		const { label } = this.getBlock(blockId);
		if (this.blocksOf(agent).some((block) => block.label === label && block.id !== blockId)) {
			if (this.options.manners.conflictsOnLabels) throw duplicateLabel(agentId, label);
			throw badRequest(`INVALID_ARGUMENT: agent '${agentId}' has a block with the label '${label}'`);
		}
		return this.update(agentId, { block_ids: [...new Set([...agent.blockIds, blockId])] });
	}

	/** `seen` is the block at the start of the write. */
	updateBlock(seen: Block, body: BlockUpdateBody): Block {
		const block = this.getBlock(seen.id);
		if (block.version !== seen.version) throw concurrentUpdate("Block", seen.id);
		const updated: Block = {
			...block,
			value: body.value ?? block.value,
			description: body.description ?? block.description,
			limit: body.limit ?? block.limit,
			readOnly: body.read_only ?? block.readOnly,
			version: block.version + 1,
		};
		this.checkValue(updated);
		this.blocks.set(updated.id, updated);
		return updated;
	}

	private getBlock(blockId: string): Block {
		const block = this.blocks.get(blockId);
		if (block === undefined) throw notFound(`Block '${blockId}'`);
		return block;
	}

	private checkModel(handle: string): void {
		if (this.options.models.includes(handle)) return;
		throw notFound(`Handle ${handle} (of ${this.options.models.join(", ")})`);
	}

	private checkName(name: string): void {
		if (this.options.manners.breaksOnNames && name !== "" && !/^[\p{L}\p{N}_ '\-]+$/u.test(name))
			throw broken(`Export failed: Agent name '${name}' contains invalid characters.`);
	}

	/** Of two blocks with the same label, a real server makes the first. */
	private checkLabels(blocks: ReadonlyArray<BlockBody>): ReadonlyArray<BlockBody> {
		const isFirst = ({ label }: BlockBody, index: number) =>
			blocks.findIndex((other) => other.label === label) === index;
		const first = blocks.filter(isFirst);
		if (first.length === blocks.length || this.options.manners.conflictsOnLabels) return first;
		throw badRequest("INVALID_ARGUMENT: two blocks have the same label");
	}

	private checkValue({ value, limit }: Block): void {
		const { breaksOnHalfPairs, enforcesBlockLimits } = this.options.manners;
		if (breaksOnHalfPairs && /\p{Surrogate}/u.test(value)) throw broken("A database error occurred.");
		if (value.length <= limit || !enforcesBlockLimits) return;
		throw unprocessable(`Edit failed: Exceeds ${limit} character limit (requested ${value.length})`);
	}
}
