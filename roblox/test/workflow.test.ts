import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { KEY_VARIABLE, parseCommand } from "../src/options.ts";
import { ROOT } from "../src/place/build-test-place.ts";

const WORKFLOW = readFileSync(path.join(ROOT, ".github/workflows/ci.yml"), "utf8");

/** What its steps run. */
const LINES = [...WORKFLOW.matchAll(/^ +(?:- )?run: (.*)$/gm)].map(([, line]) => line!);

describe("the forge's workflow", () => {
	test("runs the gate", () => {
		assert.ok(LINES.includes(".ci/run"), LINES.join("; "));
		assert.notEqual(statSync(path.join(ROOT, ".ci/run")).mode & 0o100, 0);
	});

	test("runs the specs on Roblox's servers with a command line that there is", () => {
		const [line] = LINES.filter((each) => each.startsWith("npm run --silent roblox -- "));
		assert.ok(line !== undefined, LINES.join("; "));
		const words = line
			.replace(/^.* -- /, "")
			.replace('"$UNIVERSE"', "1")
			.replace('"$PLACE"', "2")
			.split(" ");
		const { project, ...command } = parseCommand(words) as { project: string };
		assert.deepEqual(command, {
			kind: "cloud",
			universe: "1",
			place: "2",
			filter: undefined,
			logs: false,
			url: undefined,
		});
		assert.ok(existsSync(project));
	});

	test("hands the key over in the environment only, and skips every step without it", () => {
		assert.match(
			WORKFLOW,
			new RegExp(`^ {6}${KEY_VARIABLE}: \\$\\{\\{ secrets\\.${KEY_VARIABLE} \\}\\}$`, "m"),
		);
		assert.equal(WORKFLOW.match(/secrets\./g)?.length, 1);
		const job = WORKFLOW.slice(WORKFLOW.indexOf("  roblox:"));
		const steps = job.split(/^ {6}- /m).slice(1);
		assert.equal(steps.length, 4);
		for (const step of steps) assert.match(step, new RegExp(`if: env\\.${KEY_VARIABLE} != ''`));
	});

	test("takes Rojo's version from rokit.toml, which the gate uses too", () => {
		const version = /rojo@([0-9.]+)"/.exec(readFileSync(path.join(ROOT, "rokit.toml"), "utf8"))?.[1];
		assert.match(version ?? "", /^\d+\.\d+\.\d+$/);
		assert.match(readFileSync(path.join(ROOT, ".ci/run"), "utf8"), new RegExp(`rojo_version=${version}\\b`));
	});
});
