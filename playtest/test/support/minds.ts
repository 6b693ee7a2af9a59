import type { MindReport } from "../../../src/server/operations/minds-report.ts";

/** What the place says of an NPC whose agent is ready, but for `rest`. */
export function mindOf(displayName: string, rest: Partial<MindReport> = {}): MindReport {
	return {
		npcId: displayName.toLowerCase(),
		displayName,
		state: "ready",
		agentId: "agent-local-1",
		model: "m",
		isErasing: false,
		attention: "awake",
		location: "Cafe",
		action: "Idle",
		blocks: [],
		pendingBlocks: 0,
		turns: [],
		...rest,
	};
}
