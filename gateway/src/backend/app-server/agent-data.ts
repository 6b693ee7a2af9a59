import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../../logging.ts";

/** The ids that may become part of a path. */
const SAFE_ID = /^agent-[A-Za-z0-9-]+$/;

/**
 * Deletes `<dir>/<agentId>` in each of the directories. The App Server deletes an agent and its conversations, but leaves
 * its memory files with their history, and the transcripts of what was said. False if something may be left. Never
 * rejects.
 */
export async function removeAgentData(
	dirs: ReadonlyArray<string>,
	agentId: string,
	log: Log,
): Promise<boolean> {
	if (!SAFE_ID.test(agentId)) {
		log.error({ agentId }, "an agent's id is not safe in a path: its data stays");
		return false;
	}
	// Without configured directories the data stays.
	let isGone = dirs.length > 0;
	for (const dir of dirs) {
		try {
			// The App Server may still be writing the last turn's transcript into the folder: retry.
			await rm(join(dir, agentId), { recursive: true, force: true, maxRetries: 5 });
		} catch (error) {
			log.error({ err: error, agentId, dir }, "an agent's data could not be removed");
			isGone = false;
		}
	}
	return isGone;
}
