import { describeBlock } from "../../wire.ts";
import type { AgentSpec } from "../../wire.ts";
import type { MemoryBlock } from "./agent-api.ts";

export { systemPrompt } from "../../wire.ts";

/** A block as a back end stores it. */
export function memoryBlock(label: string, value: string): MemoryBlock {
	return { label, value, description: describeBlock(label) };
}

/** Everything an agent is created with. */
export function initialBlocks(spec: AgentSpec): MemoryBlock[] {
	const further = Object.entries(spec.blocks).map(([label, value]) => memoryBlock(label, value));
	return [memoryBlock("persona", spec.persona), ...further];
}
