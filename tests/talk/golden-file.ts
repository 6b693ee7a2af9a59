import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The transcripts that are right: `golden/<scene>.txt`, whose first lines, each after `# `, say why. `UPDATE_GOLDEN=1`
 * writes the scene's transcript of now below the reason in the file. Read the difference then.
 */

const FOLDER = join(import.meta.dirname, "golden");
const REASON = /^(?:#[^\n]*\n)+/;

/** Fails with the difference when `body` is not the scene's golden transcript, or when that file gives no reason. */
export function assertGolden(scene: string, body: string): void {
	const path = join(FOLDER, `${scene}.txt`);
	const known = existsSync(path) ? readFileSync(path, "utf8") : "";
	const reason = REASON.exec(known)?.[0];
	assert.ok(reason, `${path} has to begin with lines "# …" that say why the transcript is right`);
	const transcript = `${reason}\n${body}`;
	if (process.env.UPDATE_GOLDEN === "1") return writeFileSync(path, transcript);
	assert.equal(transcript, known);
}
