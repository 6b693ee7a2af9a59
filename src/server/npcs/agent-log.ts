import type { AgentState, Log } from "server/ports";

type Ready = Extract<AgentState, { kind: "ready" }>;
type Failed = Extract<AgentState, { kind: "failed" }>;

/** Logs what happens to agents. An outage or a final failure that concerns many NPCs is one message. */
export interface AgentLog {
	readonly ready: (npcId: string, agent: Ready) => void;
	readonly failed: (npcId: string, failure: Failed) => void;
	/** The NPC has gone. That does not end an outage. */
	readonly forget: (npcId: string) => void;
}

export function createAgentLog(log: Log): AgentLog {
	const unreachable = new Set<string>();
	/** By NPC id, the last agent that was verified. */
	const verified = new Map<string, string>();
	let lastFinal: string | undefined;

	const failedForGood = (npcId: string, message: string, context: Record<string, string>) => {
		unreachable.delete(npcId);
		if (lastFinal === message) log.debug("another NPC gets no agent", context);
		else log.error("an NPC gets no agent", context);
		lastFinal = message;
	};

	return {
		ready: (npcId, { agentId, model }) => {
			const context = { npcId, agentId, model };
			if (verified.get(npcId) === agentId) log.debug("agent verified again", context);
			else log.info("agent verified", context);
			verified.set(npcId, agentId);
			if (unreachable.delete(npcId) && unreachable.isEmpty()) log.info("all NPCs have minds again");
		},
		failed: (npcId, { reason, message, final }) => {
			const context = { npcId, reason, problem: message };
			if (final) return failedForGood(npcId, message, context);
			if (unreachable.isEmpty()) log.warn("agents cannot be reached: their NPCs have no minds", context);
			else log.debug("another agent cannot be reached", context);
			unreachable.add(npcId);
		},
		forget: (npcId) => {
			unreachable.delete(npcId);
			verified.delete(npcId);
		},
	};
}
