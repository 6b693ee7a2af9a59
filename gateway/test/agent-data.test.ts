import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { removeAgentData } from "../src/backend/app-server/agent-data.ts";
import { createLog } from "../src/logging.ts";

const root = mkdtempSync(join(tmpdir(), "townsfolk-data-"));
after(() => rmSync(root, { recursive: true }));

function folder(...parts: string[]): string {
	const path = join(root, ...parts);
	mkdirSync(path, { recursive: true });
	writeFileSync(join(path, "file"), "");
	return path;
}

describe("removeAgentData", () => {
	const log = createLog("silent");

	it("deletes the agent's folder in each directory, and no other", async () => {
		const gone = [folder("memfs", "agent-local-1"), folder("transcripts", "agent-local-1")];
		const kept = folder("memfs", "agent-local-12");
		const dirs = ["memfs", "transcripts", "none"].map((name) => join(root, name));
		assert.equal(await removeAgentData(dirs, "agent-local-1", log), true);
		assert.deepEqual(gone.map(existsSync), [false, false]);
		assert.ok(existsSync(kept));
	});

	it("deletes a folder into which somebody is still writing, as soon as they are done", async () => {
		const path = folder("transcripts", "agent-local-2");
		let isRefused = false;
		let count = 0;
		const write = () => {
			count += 1;
			try {
				writeFileSync(join(path, `line-${count}`), "");
			} catch {
				isRefused = true;
			}
			if (!isRefused && count < 100) setImmediate(write);
		};
		write();
		assert.equal(await removeAgentData([join(root, "transcripts")], "agent-local-2", log), true);
		assert.ok(!existsSync(path));
	});

	it("cannot vouch for data in folders that nobody named", async () => {
		assert.equal(await removeAgentData([], "agent-local-1", log), false);
	});

	it("says that data may be left where a folder cannot be deleted, and deletes the others", async () => {
		const gone = folder("memfs", "agent-local-3");
		const dirs = ["no\0path", join(root, "memfs")];
		assert.equal(await removeAgentData(dirs, "agent-local-3", log), false);
		assert.ok(!existsSync(gone));
	});

	for (const id of ["..", "agent-1/../../precious", "", "agent-", ".", "memfs"]) {
		it(`touches nothing for the id ${JSON.stringify(id)}`, async () => {
			const precious = folder("precious");
			const memfs = folder("memfs", "memfs");
			assert.equal(await removeAgentData([join(root, "memfs")], id, log), false);
			assert.ok(existsSync(precious) && existsSync(memfs));
		});
	}
});
