import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";

describe("a benchmark that needs a program", () => {
	it("says which is missing, and how to install it", () => {
		const main = join(import.meta.dirname, "../main.ts");
		const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", main, "dashboard"], {
			cwd: join(import.meta.dirname, "../../.."),
			env: { PATH: "" },
			encoding: "utf8",
		});
		assert.match(
			stdout,
			/^## dashboard\n\nNot run: prometheus is not installed \(Debian: apt install prometheus\)\.$/m,
		);
		assert.equal(stderr, "");
		assert.equal(status, 1);
	});
});
