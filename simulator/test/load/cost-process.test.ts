import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { measuresCost } from "../../src/run/cost-process.ts";

const COMMAND = join(import.meta.dirname, "../../src/main.ts");

test("a process measures cost only if V8 was told to compile once and in one thread", () => {
	const flags = ["--single-threaded", "--no-wasm-dynamic-tiering", "--no-liftoff"];
	assert.equal(measuresCost([]), false);
	assert.equal(measuresCost(["--import", "tsx", ...flags]), true);
	for (const flag of flags) assert.equal(measuresCost(flags.filter((other) => other !== flag)), false);
});

test("a run with costs prints its report and ends with its exit code, though another process measures", async () => {
	const args = [
		"--import",
		"tsx",
		COMMAND,
		"still-life",
		"--minutes",
		"0.01",
		"--seed",
		"7",
		"--cost",
		"--json",
	];
	const { stdout } = await promisify(execFile)(process.execPath, args);
	const report = JSON.parse(stdout) as { cost?: object; seed: number };
	assert.equal(report.seed, 7);
	assert.ok(report.cost !== undefined);
});
