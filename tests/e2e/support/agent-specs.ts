import type { AgentSpec } from "../../../src/server/wire/gateway-frames.ts";

export const STATUS = "health: 100 | location: Cafe | current_action: Idle";

/** What a game says of an NPC that stands alone in the cafe. */
export function npc(npcId: string, change: Partial<AgentSpec> = {}): AgentSpec {
	return {
		npcId,
		displayName: npcId,
		persona: `I am ${npcId} of Willowbrook.`,
		blocks: { status: STATUS, group_members: "{}" },
		...change,
	};
}
