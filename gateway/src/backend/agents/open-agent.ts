import type { Log } from "../../logging.ts";
import { memoryBlock } from "./agent-prompt.ts";
import type { AgentApi, RuntimeScope } from "./agent-api.ts";
import { damageIn, type Result } from "./result.ts";

/** The conversation that an agent has from the start. */
const FIRST_CONVERSATION = "default";

export interface Opening {
	readonly agentId: string;
	readonly persona: string;
	/** The agent is known to be whole: it was made without an error, or has been checked. */
	readonly isWhole: boolean;
}

/** An App Server indents blocks, and files lose white space at their ends. */
const words = (text: string) => text.split(/\s+/).join(" ").trim();

/**
 * Opens the agent's conversation and checks what a turn needs: an agent that was made while the disk was full may lack its
 * conversation, or its persona in the prompt, and retrieving it shows neither. Compiling the prompt shows both. What is
 * missing is made anew. Never rejects.
 */
export async function openAgent(opening: Opening, api: AgentApi, log: Log): Promise<Result<RuntimeScope>> {
	const { agentId, isWhole } = opening;
	const opened = await api.startRuntime(agentId, FIRST_CONVERSATION);
	if (opened.kind === "ok" && isWhole) return opened;
	const checked = opened.kind === "ok" ? await checkPrompt(opened.value, opening, api, log) : opened;
	if (damageIn(checked) !== "conversation") return checked;
	log.warn({ agentId }, "an agent has lost its conversation: opening a new one");
	const fresh = await api.startRuntime(agentId);
	return fresh.kind === "ok" ? checkPrompt(fresh.value, opening, api, log) : fresh;
}

async function checkPrompt(
	scope: RuntimeScope,
	{ agentId, persona }: Opening,
	api: AgentApi,
	log: Log,
): Promise<Result<RuntimeScope>> {
	const prompt = await api.recompile(scope);
	if (prompt.kind !== "ok") return prompt;
	if (!words(prompt.value).includes(words(persona))) {
		log.warn({ agentId }, "an agent's prompt lacks its persona: writing it again");
		const written = await api.writeBlock(agentId, memoryBlock("persona", persona));
		if (written.kind !== "ok") return written;
		const again = await api.recompile(scope);
		if (again.kind !== "ok") return again;
	}
	return { kind: "ok", value: scope };
}
