import { CLOUD } from "server/constants/letta";
import { OWNER_TAG } from "server/wire/agent-tags";
import {
	type LettaAgent,
	type LettaBlock,
	readAgent,
	readAgents,
	readBlocks,
	readId,
} from "server/wire/letta-guards";
import { accept, type Operation } from "./operation";
import { queryOf, urlEncode } from "./url";

/** Letta's operations on agents and their blocks; paths and bodies are those of its client 1.12.1. */

/** What an agent is made with, or brought to. */
export interface AgentBody {
	readonly name: string;
	readonly system: string;
	readonly model: string;
	readonly tags: ReadonlyArray<string>;
}

export interface BlockBody {
	readonly label: string;
	readonly value: string;
	readonly description: string;
}

export interface NewAgent {
	readonly agent: AgentBody;
	readonly blocks: ReadonlyArray<BlockBody>;
	/** The start of its server's lease: now, Unix seconds. */
	readonly leasedAt: number;
	/** Letta's own tools, with which an agent edits its memory and searches what was said. */
	readonly withMemoryTools: boolean;
}

/** Letta includes relations only where the request names them. */
const INCLUDE: ReadonlyArray<readonly [string, string]> = [
	["include", "agent.blocks"],
	["include", "agent.tags"],
];

/** The key, in an agent's metadata, of its server's lease: when it was last renewed, Unix seconds as text. */
export const LEASE_KEY = "townsfolk_seen";

const leaseMetadata = (leasedAt: number) => ({ [LEASE_KEY]: "%d".format(leasedAt) });

export const agentPath = (agentId: string) => `/v1/agents/${urlEncode(agentId)}`;

/** One page of the agents that have all the tags, oldest first; `after` is the last id of the page before. */
export function listAgents(
	tags: ReadonlyArray<string>,
	after?: string,
): Operation<ReadonlyArray<LettaAgent>> {
	const parts = tags.map((tag) => ["tags", tag] as const);
	const page: Array<readonly [string, string]> = [
		["match_all_tags", "true"],
		["limit", tostring(CLOUD.pageSize)],
		["order", "asc"],
	];
	if (after !== undefined) page.push(["after", after]);
	const path = `/v1/agents/${queryOf([...parts, ...page, ...INCLUDE])}`;
	return { method: "GET", path, repeat: "always", read: readAgents };
}

export function retrieveAgent(agentId: string): Operation<LettaAgent> {
	return { method: "GET", path: agentPath(agentId) + queryOf(INCLUDE), repeat: "always", read: readAgent };
}

/** By its tag a block is found again that its agent has left behind. */
const withTag = (block: BlockBody) => ({ ...block, tags: [OWNER_TAG] });

export function createAgent({ agent, blocks, leasedAt, withMemoryTools }: NewAgent): Operation<LettaAgent> {
	const body = {
		...agent,
		memory_blocks: blocks.map(withTag),
		metadata: leaseMetadata(leasedAt),
		include_base_tools: withMemoryTools,
	};
	return { method: "POST", path: "/v1/agents/", body, repeat: "untouched", read: readAgent };
}

export function updateAgent(agentId: string, body: AgentBody): Operation<true> {
	return { method: "PATCH", path: agentPath(agentId), body, repeat: "always", read: accept };
}

/** Notes on the agent that its game server was alive at `now`, Unix seconds. */
export function renewLease(agentId: string, now: number): Operation<true> {
	const body = { metadata: leaseMetadata(now) };
	return { method: "PATCH", path: agentPath(agentId), body, repeat: "always", read: accept };
}

export function deleteAgent(agentId: string): Operation<true> {
	return { method: "DELETE", path: agentPath(agentId), repeat: "always", read: accept };
}

export function deleteBlock(blockId: string): Operation<true> {
	return { method: "DELETE", path: `/v1/blocks/${urlEncode(blockId)}`, repeat: "always", read: accept };
}

export function updateBlock(agentId: string, label: string, value: string): Operation<true> {
	const path = `${agentPath(agentId)}/core-memory/blocks/${urlEncode(label)}`;
	return { method: "PATCH", path, body: { value }, repeat: "always", read: accept };
}

/** Makes a block that belongs to nobody yet; gives its id. */
export function createBlock(block: BlockBody): Operation<string> {
	return { method: "POST", path: "/v1/blocks/", body: withTag(block), repeat: "untouched", read: readId };
}

/** One page of the blocks that no agent has; `after` is the last id of the page before. */
export function listLooseBlocks(after?: string): Operation<ReadonlyArray<LettaBlock>> {
	const page: Array<readonly [string, string]> = [
		["connected_to_agents_count_eq", "0"],
		["limit", tostring(CLOUD.pageSize)],
		["order", "asc"],
	];
	if (after !== undefined) page.push(["after", after]);
	return { method: "GET", path: `/v1/blocks/${queryOf(page)}`, repeat: "always", read: readBlocks };
}

/** Agents that have the block: one is enough to know that there is any. */
export function listAgentsOfBlock(blockId: string): Operation<ReadonlyArray<LettaAgent>> {
	const path = `/v1/blocks/${urlEncode(blockId)}/agents${queryOf([["limit", "1"]])}`;
	return { method: "GET", path, repeat: "always", read: readAgents };
}

export function attachBlock(agentId: string, blockId: string): Operation<true> {
	const path = `${agentPath(agentId)}/core-memory/blocks/attach/${urlEncode(blockId)}`;
	return { method: "PATCH", path, repeat: "always", read: accept };
}
