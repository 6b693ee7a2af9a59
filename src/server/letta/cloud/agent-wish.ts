import { describeBlock, systemPrompt } from "server/wire/agent-prompt";
import { agentTags, type ServerIdentity } from "server/wire/agent-tags";
import type { AgentSpec } from "server/ports";
import type { LettaAgent } from "server/wire/letta-guards";
import type { AgentBody, BlockBody } from "./agent-operations";

/** What an agent has to be. */
export interface AgentWish {
	readonly agent: AgentBody;
	/** `persona` first. */
	readonly blocks: ReadonlyArray<BlockBody>;
	/** It remembers across servers, and has tools to do so. */
	readonly isPersistent: boolean;
}

/** An agent that remembers across servers has a conversation with each, and writes here what it wants to keep. */
const MEMORIES: BlockBody = {
	label: "memories",
	value: "Nothing yet.",
	description: "What you want to remember of people and of what happened. Yours to write.",
};

/**
 * The agent's name at Letta, for the operator; the prompt has the display name. Letta answers 500 to a name with anything but
 * letters, digits, spaces, `_`, `'` and `-`, and this keeps to those of ASCII.
 */
export function safeName(displayName: string, npcId: string): string {
	const clean = (text: string) =>
		text.gsub("[^%w_ '%-]+", " ")[0].gsub("%s+", " ")[0].gsub("^ ", "")[0].gsub(" $", "")[0];
	const name = clean(displayName);
	return name !== "" ? name : clean(`NPC ${npcId}`);
}

export function wishFor(spec: AgentSpec, model: string, identity: ServerIdentity): AgentWish {
	const further = new Array<BlockBody>();
	for (const [label, value] of pairs(spec.blocks))
		further.push({ label, value, description: describeBlock(label) });
	further.sort((a, b) => a.label < b.label);
	const persona = { label: "persona", value: spec.persona, description: describeBlock("persona") };
	const isPersistent = identity.memoryMode === "persistent";
	return {
		agent: {
			name: safeName(spec.displayName, spec.npcId),
			system: systemPrompt(spec.displayName),
			model,
			tags: agentTags(identity, spec.npcId),
		},
		blocks: isPersistent ? [persona, ...further, MEMORIES] : [persona, ...further],
		isPersistent,
	};
}

/** The creator writes the persona, the game its state, and the agent what it wants to remember. */
const isCompared = (label: string, withState: boolean) =>
	label === "persona" || (withState && label !== MEMORIES.label);

/** What has to change so that an agent is as wished. */
export interface Repairs {
	/** The names of the fields that differ. */
	readonly fields: ReadonlyArray<string>;
	/** Blocks that say something else. */
	readonly rewritten: ReadonlyArray<BlockBody>;
	/** Blocks that are missing. */
	readonly missing: ReadonlyArray<BlockBody>;
}

/** A back end may trim text, and change line ends, when it stores it. */
const normalised = (text: string) => text.gsub("\r\n", "\n")[0].gsub("^%s+", "")[0].gsub("%s+$", "")[0];

/**
 * Compares an agent as Letta has it with the wish. A field that the answer leaves out counts as right. `withState`: also what
 * the game keeps in the agent's blocks, as it has to be before a conversation's prompt is compiled from them.
 */
export function repairsFor(found: LettaAgent, { agent, blocks }: AgentWish, withState = false): Repairs {
	const fields = new Array<string>();
	if (!agent.tags.every((tag) => found.tags.includes(tag))) fields.push("tags");
	if (found.name !== agent.name) fields.push("name");
	if (found.system !== undefined && normalised(found.system) !== normalised(agent.system))
		fields.push("system");
	if (found.model !== undefined && found.model !== agent.model) fields.push("model");

	const missing = new Array<BlockBody>();
	const rewritten = new Array<BlockBody>();
	for (const block of blocks) {
		const present = found.blocks.find(({ label }) => label === block.label);
		if (present === undefined) missing.push(block);
		else if (isCompared(block.label, withState) && normalised(present.value) !== normalised(block.value))
			rewritten.push(block);
	}
	return { fields, rewritten, missing };
}

export function isNothing({ fields, rewritten, missing }: Repairs): boolean {
	return fields.isEmpty() && rewritten.isEmpty() && missing.isEmpty();
}

/** For the log. */
export function describeRepairs({ fields, rewritten, missing }: Repairs): string {
	const labels = [...rewritten, ...missing].map(({ label }) => `block ${label}`);
	return [...fields, ...labels].join(", ");
}
