import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";

/**
 * Writes a project into a folder of its own, which goes with the test. File contents that are objects are
 * written as JSON. Gives the path of `default.project.json`.
 */
export function writeProject(t: TestContext, files: Readonly<Record<string, unknown>>): string {
	const folder = mkdtempSync(path.join(tmpdir(), "headless-"));
	t.after(() => rmSync(folder, { recursive: true }));
	for (const [name, contents] of Object.entries(files)) {
		const file = path.join(folder, name);
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, typeof contents === "string" ? contents : JSON.stringify(contents));
	}
	return path.join(folder, "default.project.json");
}

/** Level ground at height 0, as in a new place of Studio's. */
export const GROUND = {
	$className: "Part",
	$properties: { CFrame: [0, -8, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1], Size: [2048, 16, 2048], Anchored: true },
};

/** Of a project's tree: text chat with bubbles. */
export const textChatWith = (properties: Readonly<Record<string, unknown>> = {}) => ({
	$className: "TextChatService",
	$properties: { ChatVersion: "TextChatService", ...properties },
	BubbleChatConfiguration: { $className: "BubbleChatConfiguration", $properties: { Enabled: true } },
});

/** A project with one `$path` and whatever else its tree should hold. */
export function projectWith(tree: Readonly<Record<string, unknown>>): unknown {
	return { name: "Test", tree: { $className: "DataModel", ...tree } };
}
