import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The transcripts that are right: `golden/<scene>.txt`, whose first lines, each after `# `, say why. `UPDATE_GOLDEN=1`
 * writes what a scene gives now below the reason that is there; whoever does so reads the difference.
 */

const FOLDER = join(import.meta.dirname, "golden");
const REASON = /^(?:#[^\n]*\n)+/;

/** Fails with the difference where `body` is not the transcript of the scene, or where nobody has said why it is right. */
export function assertGolden(scene: string, body: string): void {
	const path = join(FOLDER, `${scene}.txt`);
	const known = existsSync(path) ? readFileSync(path, "utf8") : "";
	const reason = REASON.exec(known)?.[0];
	assert.ok(reason, `${path} has to begin with lines "# …" that say why the transcript is right`);
	const transcript = `${reason}\n${body}`;
	if (process.env.UPDATE_GOLDEN === "1") return writeFileSync(path, transcript);
	assert.equal(transcript, known);
}
