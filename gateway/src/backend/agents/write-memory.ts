import type { Log } from "../../logging.ts";
import { memoryBlock } from "./agent-prompt.ts";
import type { AgentApi, RuntimeScope } from "./agent-api.ts";
import type { Memory } from "./memory.ts";
import { reasonOf } from "./result.ts";

export interface MemoryWrite {
	readonly memory: Memory;
	readonly scope: RuntimeScope;
	/** Asked before each file: true if somebody waits for the agent. */
	readonly shouldStop: () => boolean;
}

/** Brings memory files up to date and compiles the prompt from them. A block that fails stays pending. */
export async function writeMemory(
	{ memory, scope, shouldStop }: MemoryWrite,
	api: AgentApi,
	log: Log,
): Promise<void> {
	let files = 0;
	for (const [label, value] of memory.pending()) {
		if (shouldStop()) break;
		const result = await api.writeBlock(scope.agent_id, memoryBlock(label, value));
		if (result.kind !== "ok") {
			log.warn({ agentId: scope.agent_id, label, reason: reasonOf(result) }, "a memory file was not written");
			break;
		}
		memory.markWritten(label, value);
		files += 1;
	}
	if (files === 0) return;
	const compiled = await api.recompile(scope);
	if (compiled.kind === "ok") log.debug({ agentId: scope.agent_id, files }, "memory written");
	else log.warn({ agentId: scope.agent_id, reason: reasonOf(compiled) }, "the prompt was not compiled anew");
}
