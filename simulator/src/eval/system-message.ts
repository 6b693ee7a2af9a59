import { describeBlock, systemPrompt } from "../../../gateway/src/wire.ts";

function block(label: string, value: string): string {
	return (
		`<${label}>\n  <projection>$MEMORY_DIR/system/${label}.md</projection>\n` +
		`  <description>${describeBlock(label)}</description>\n  ${value}\n</${label}>`
	);
}

export interface AgentTexts {
	readonly displayName: string;
	/** The values of its blocks. */
	readonly persona: string;
	readonly status: string;
}

/** The system message of an NPC's agent, laid out as the App Server lays it out, without what is the App Server's own. */
export function systemMessage({ displayName, persona, status }: AgentTexts): string {
	return [
		systemPrompt(displayName),
		"Reminder: <projection> contains the local path of the memory file projection.",
		`<self>\n<projection>$MEMORY_DIR/system/persona.md</projection>\n${persona}\n</self>`,
		`<memory>\n${block("group_members", "{}")}\n${block("status", status)}\n</memory>`,
	].join("\n\n");
}
