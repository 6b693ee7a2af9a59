import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type Fault, loadAreas } from "../../scripts/teeth/fault.ts";

/** docs/roblox-audit.md says which test holds us to which rule of Roblox's: the tests and faults that it names have to exist. */

const ROOT = join(import.meta.dirname, "../..");
const PAGE = readFileSync(join(ROOT, "docs/roblox-audit.md"), "utf8");

interface Row {
	readonly rule: string;
	readonly file: string;
	/** A test's name, or how it begins. */
	readonly test: string;
	readonly fault: string;
}

const ROW = /^\| (?<rule>.+?) \| `(?<file>[^`]+)`: "(?<test>.+)" \| (?<fault>.+) \|$/gm;
const ROWS: ReadonlyArray<Row> = [...PAGE.matchAll(ROW)].map(({ groups }) => groups as unknown as Row);

/** The sources in which a test's name may stand: the table of probes is of several files. */
function sourcesOf(file: string): string {
	const files = file === "headless/test/probes.test.ts" ? ["chat", "engine", "http", "prompts"] : [];
	return [file, ...files.map((name) => `headless/test/probes/${name}.ts`)]
		.map((path) => readFileSync(join(ROOT, path), "utf8"))
		.join("\n");
}

const NAME = /(?:\b(?:it|test)\(\s*|\bwhat:\s*)(["'`])((?:\\.|(?!\1).)*)\1/gs;

const testsIn = (file: string): string[] =>
	[...sourcesOf(file).matchAll(NAME)].map(([, , name]) => name!.replaceAll("\\", ""));

/** Whether running what covers the fault runs the file. */
function runs({ covers: { tests = [], specs = [] } }: Fault, file: string): boolean {
	const name = file
		.replace(/^tests\//, "")
		.replace(/\.ts$/, "")
		.replaceAll("/", ".");
	return tests.includes(file) || specs.some((filter) => name.includes(filter));
}

describe("the audit of Roblox's rules", () => {
	test("has a row in each line of its tables", () => {
		const lines = PAGE.split("\n").filter((line) => /^\| (?!in Roblox)/.test(line));
		assert.equal(ROWS.length, lines.length);
		assert.ok(ROWS.length >= 50, `${ROWS.length}`);
	});

	test("names tests that exist", () => {
		const missing = ROWS.filter(
			({ file, test: name }) =>
				!existsSync(join(ROOT, file)) || !testsIn(file).some((known) => known.startsWith(name)),
		);
		assert.deepEqual(
			missing.map(({ file, test: name }) => `${file}: ${name}`),
			[],
		);
	});

	test("names for each a fault of tests/teeth that this test's file covers, and no fault twice", async () => {
		const areas = await loadAreas(join(ROOT, "tests/teeth"));
		const faults = new Map(areas.flatMap((area) => area.faults.map((fault) => [fault.name, fault] as const)));
		const wrong = ROWS.filter(({ file, fault }) => {
			const known = faults.get(fault);
			return known === undefined || !runs(known, file);
		});
		assert.deepEqual(
			wrong.map(({ file, fault }) => `${file}: ${fault}`),
			[],
		);
		assert.equal(new Set(ROWS.map(({ fault }) => fault)).size, ROWS.length);
	});

	test("has every fault that was written for it", async () => {
		const areas = await loadAreas(join(ROOT, "tests/teeth"));
		const own = areas.find(({ name }) => name === "audit")!.faults.map(({ name }) => name);
		const named = ROWS.map(({ fault }) => fault);
		assert.deepEqual(
			own.filter((name) => !named.includes(name)),
			[],
		);
	});
});
