import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Fault, loadAreas, staleness } from "../../scripts/teeth/fault.ts";
import { RedTreeError, type Result, runFaults } from "../../scripts/teeth/run-faults.ts";

/** `npm run teeth` says how good the tests are: these say that it can be believed. */

const ROOT = join(import.meta.dirname, "../..");

const SOURCE = "export const isAdult = (age) => age >= 18;\n";
const TEST = `
import assert from "node:assert/strict";
import { test } from "node:test";
import { isAdult } from "./age.mjs";
test("a grandmother is an adult and a baby is not", () => {
	assert.equal(isAdult(70), true);
	assert.equal(isAdult(1), false);
});
`;

const covers = { tests: ["age.test.mjs"] };
const FAULTS: ReadonlyArray<Fault> = [
	{ name: "noticed", file: "age.mjs", find: "age >= 18", replace: "age < 18", covers },
	{ name: "survives", file: "age.mjs", find: "age  >=\n18", replace: "age > 18", covers },
	{ name: "gone", file: "age.mjs", find: "age >= 21", replace: "age > 21", covers },
	{ name: "twice", file: "age.mjs", find: "age", replace: "years", covers },
	{ name: "throws", file: "age.mjs", find: "age >= 18", replace: "age.years.old", covers },
];

describe("a run of faults", () => {
	let root: string;

	before(() => {
		root = mkdtempSync(join(tmpdir(), "townsfolk-teeth-"));
		execFileSync("git", ["init", "--quiet"], { cwd: root });
		writeFileSync(join(root, "age.mjs"), SOURCE);
		writeFileSync(join(root, "age.test.mjs"), TEST);
	});
	after(() => rmSync(root, { recursive: true, force: true }));

	async function run(faults: ReadonlyArray<Fault>): Promise<Map<string, Result["outcome"]>> {
		const results = await runFaults({
			root,
			areas: [{ name: "ages", faults }],
			jobs: 2,
			scratchFolder: join(root, ".townsfolk"),
			onProgress: () => {},
			onResult: () => {},
		});
		return new Map(results.map(({ fault, outcome }) => [fault.name, outcome]));
	}

	test("tells what a test notices from what survives, and names entries that do not fit", async () => {
		const outcomes = await run(FAULTS);
		const by = "a grandmother is an adult and a baby is not";
		assert.deepEqual(outcomes.get("noticed"), { kind: "noticed", by, isTimeout: false });
		assert.equal(outcomes.get("throws")?.kind, "noticed");
		assert.deepEqual(outcomes.get("survives"), { kind: "survived" });
		assert.deepEqual(outcomes.get("gone"), { kind: "stale", why: `"find" occurs 0 times in age.mjs` });
		assert.deepEqual(outcomes.get("twice"), { kind: "stale", why: `"find" occurs 2 times in age.mjs` });
	});

	test("leaves the working tree as it is", () => {
		assert.equal(readFileSync(join(root, "age.mjs"), "utf8"), SOURCE);
	});

	test("measures nothing where the untouched tree fails", async () => {
		writeFileSync(join(root, "age.test.mjs"), TEST.replace("isAdult(1), false", "isAdult(1), true"));
		await assert.rejects(run(FAULTS.slice(0, 1)), RedTreeError);
	});
});

test("every fault in the list fits the sources and has a name of its own", async () => {
	const areas = await loadAreas(join(ROOT, "tests/teeth"));
	const faults = areas.flatMap((area) => area.faults);
	const stale = faults.flatMap((fault) => {
		const why = staleness(ROOT, fault);
		return why === undefined ? [] : [`${fault.name}: ${why}`];
	});
	assert.deepEqual(stale, []);
	const names = faults.map(({ name }) => name);
	assert.deepEqual(
		names.filter((name, index) => names.indexOf(name) !== index),
		[],
	);
	assert.ok(faults.length >= 80, `${faults.length} faults`);
});
