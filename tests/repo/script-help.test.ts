import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";

const ROOT = join(import.meta.dirname, "../..");

const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
	scripts: Record<string, string>;
};

/** A program of ours that a script runs. */
const OURS = /^(?:node --import tsx|node|tsx) (\S+\.(?:ts|mjs))(.*)$/;

describe("the help of npm's scripts", () => {
	for (const [name, command] of Object.entries(scripts)) {
		const [, program, more] = OURS.exec(command) ?? [];
		if (program === undefined || name.startsWith("pre")) continue;
		const call = name === "start" || name === "test" ? `npm ${name}` : `npm run ${name}`;
		test(`of ${call} is all that --help does`, () => {
			const words = [...more!.trim().split(" "), "--help"].filter((word) => word !== "");
			const { status, stdout, stderr } = spawnSync(
				process.execPath,
				["--import", "tsx", join(ROOT, program), ...words],
				{ cwd: ROOT, encoding: "utf8", timeout: 60_000 },
			);
			assert.equal(stderr, "");
			assert.equal(status, 0);
			assert.ok(stdout.replaceAll("--silent ", "").includes(call), stdout);
			// A help of another program's, or the work itself, would say this.
			assert.ok(stdout.split("\n").length < 80, stdout);
		});
	}
});
