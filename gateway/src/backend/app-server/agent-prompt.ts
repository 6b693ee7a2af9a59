import { describeBlock } from "../../../../src/server/letta/agent-prompt.ts";
import type { AgentSpec } from "../../../../src/shared/protocol/gateway-frames.ts";
import type { MemoryBlock } from "./agent-api.ts";

export { systemPrompt } from "../../../../src/server/letta/agent-prompt.ts";

/** A block as the App Server stores it. */
export function memoryBlock(label: string, value: string): MemoryBlock {
	return { label, value, description: describeBlock(label) };
}

/** Everything an agent is created with. */
export function initialBlocks(spec: AgentSpec): MemoryBlock[] {
	const further = Object.entries(spec.blocks).map(([label, value]) => memoryBlock(label, value));
	return [memoryBlock("persona", spec.persona), ...further];
}
