import { setTimeout as sleep } from "node:timers/promises";
import type { MindReport } from "../../../src/server/operations/minds-report.ts";
import type { DefinedNpc } from "../parts/world-part.ts";

/** An NPC without an agent. */
export interface MissingMind extends DefinedNpc {
	/**
	 * `waiting`: it may get its agent any moment. `refused`: Letta's plan has no room for it, and the place does not ask
	 * again for minutes. `failed`: the place tries nothing more.
	 */
	readonly outlook: "waiting" | "refused" | "failed";
	readonly problem: string;
}

const POLL_SECONDS = 0.2;

function outlookOf({ state, failure }: MindReport): MissingMind["outlook"] {
	if (failure?.reason === "agentLimit") return "refused";
	return state === "failed" ? "failed" : "waiting";
}

/** The defined NPCs that have no agent, also those that the place does not report. */
export function missingMinds(
	npcs: ReadonlyArray<DefinedNpc>,
	minds: ReadonlyArray<MindReport>,
): MissingMind[] {
	return npcs.flatMap((npc): MissingMind[] => {
		const mind = minds.find(({ npcId }) => npcId === npc.npcId);
		// The place registers all its NPCs before it answers anybody.
		if (mind === undefined) return [{ ...npc, outlook: "failed", problem: "the place has no such NPC" }];
		// While an erasure is under way, the NPC is ready and has no agent.
		if (mind.state === "ready" && mind.agentId !== undefined) return [];
		return [{ ...npc, outlook: outlookOf(mind), problem: mind.failure?.message ?? "no agent yet" }];
	});
}

/**
 * Asks until every NPC has its agent or will not get one soon, or the time is over. Resolves to those that have none then;
 * `onLook` hears after each answer who has none yet.
 */
export async function awaitMinds(
	npcs: ReadonlyArray<DefinedNpc>,
	ask: () => Promise<ReadonlyArray<MindReport>>,
	timeoutSeconds: number,
	onLook: (missing: ReadonlyArray<MissingMind>) => void = () => {},
): Promise<MissingMind[]> {
	const deadline = performance.now() + timeoutSeconds * 1000;
	for (;;) {
		const missing = await ask().then(
			(minds) => missingMinds(npcs, minds),
			({ message }: Error) => npcs.map((npc) => ({ ...npc, outlook: "waiting" as const, problem: message })),
		);
		onLook(missing);
		if (missing.every(({ outlook }) => outlook !== "waiting")) return missing;
		if (performance.now() >= deadline) return missing;
		await sleep(POLL_SECONDS * 1000);
	}
}
