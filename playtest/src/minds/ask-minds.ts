import type { World } from "@townsfolk/headless";
import { runOperatorCommand } from "@townsfolk/simulator";
import type { MindReport, MindsReport } from "../../../src/server/operations/minds-report.ts";

/** Asks the place about the minds of its NPCs, or only of those with these ids. Rejects when the place cannot answer. */
export async function askMinds(
	world: Pick<World, "evaluate">,
	npcIds: ReadonlyArray<string> = [],
): Promise<ReadonlyArray<MindReport>> {
	const answer = await runOperatorCommand(world, ["minds", ...npcIds].join(" "));
	try {
		return (JSON.parse(answer) as MindsReport).minds;
	} catch {
		throw new Error(`the place does not say how its minds are: ${answer}`);
	}
}
