import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { run } from "node:test";
import { formatCounts, formatSuites, type SuiteResult } from "./suite-table.ts";

/**
 * `npm test`: the TestEZ specs in the headless place, the Node suites, and the whole chain against a real Letta App
 * Server; one table and a closing line `N passed, N failed` at the end. All of it runs side by side.
 *
 * `npm test -- gateway e2e` runs only the suites named.
 */

/** A suite's result while its tests run. */
type RunningSuite = { -readonly [Key in keyof SuiteResult]: SuiteResult[Key] } & {
	readonly failures: string[];
};

const ROOT = join(import.meta.dirname, "..");

/** A suite of node:test files is a folder; the longest first, so that no core is idle at the end. */
const NODE_SUITES: Readonly<Record<string, string>> = {
	e2e: "tests/e2e",
	headless: "headless/test",
	load: "simulator/test/load",
	talk: "tests/talk",
	cloud: "simulator/test/letta-cloud",
	model: "simulator/test/scripted-model",
	eval: "simulator/test/eval",
	"local-model": "simulator/test/local-model",
	playtest: "playtest/test",
	roblox: "roblox/test",
	gateway: "gateway/test",
	deploy: "deploy/test",
	bench: "tests/bench",
	repository: "tests/repo",
};

/**
 * The suites that meet the fake of Letta Cloud, once more with the manners that Letta Cloud may have instead of those of a
 * Letta server: the same files, in a process of their own.
 */
const STRICT = "strict";
const STRICT_FOLDERS = ["simulator/test/letta-cloud", "simulator/test/load/direct"];

const SPECS = "specs";
/** The specs once more, with events as a place has them that says nothing of `SignalBehavior`. */
const IMMEDIATE = "immediate";
const E2E = "e2e";
const SUITES = [SPECS, IMMEDIATE, ...Object.keys(NODE_SUITES), STRICT];

const HELP = `npm test [-- suite…]

Runs all suites side by side, or those named: ${SUITES.join(", ")}.
One spec file: node scripts/setup.mjs && node --import tsx headless/src/spec-cli.ts turn-director
One test file: node --import tsx --test tests/repo/documents.test.ts
`;

function chosenSuites(names: ReadonlyArray<string>): ReadonlyArray<string> {
	if (names.includes("--help") || names.includes("-h")) {
		console.log(HELP);
		process.exit(0);
	}
	const unknown = names.filter((name) => !SUITES.includes(name));
	if (unknown.length > 0) {
		console.error(`no suite named ${unknown.join(", ")}; there are: ${SUITES.join(", ")}`);
		process.exit(2);
	}
	return names.length === 0 ? SUITES : SUITES.filter((suite) => names.includes(suite));
}

function testFiles(folder: string): string[] {
	return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile() && entry.name.endsWith(".test.ts"))
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
}

/**
 * Suites of many small files, and into how many processes they are put: a process of its own for each would spend more
 * time on starting (the Luau VM's first start above all) than on testing.
 */
const BATCHES: Readonly<Record<string, number>> = {
	headless: 3,
	playtest: 3,
	gateway: 2,
	load: 2,
	talk: 1,
	model: 1,
};
/** A file, or a batch of files, that takes longer hangs: it fails, and the rest goes on. A busy machine needs its time. */
const FILE_TIMEOUT_SECONDS = 900;
const BATCH_FOLDER = join(ROOT, ".townsfolk", "test-batches");

/** The files that the runner starts, each in a process, for a suite: its own, or batches that import them. */
function entryFiles(suite: string): string[] {
	mkdirSync(BATCH_FOLDER, { recursive: true });
	if (suite === STRICT) return [strictEntry()];
	const files = testFiles(NODE_SUITES[suite]);
	const batches = BATCHES[suite];
	if (batches === undefined) return files;
	return Array.from({ length: batches }, (_, batch) => {
		const entry = join(BATCH_FOLDER, `${suite}-${batch + 1}.mjs`);
		const dealt = files.filter((_, index) => index % batches === batch);
		writeFileSync(entry, dealt.map((file) => `import ${JSON.stringify(file)};\n`).join(""));
		return entry;
	});
}

/** The fake reads the environment when it is imported, so the files come after. */
function strictEntry(): string {
	const entry = join(BATCH_FOLDER, `${STRICT}-1.mjs`);
	const imports = STRICT_FOLDERS.flatMap(testFiles).map((file) => `await import(${JSON.stringify(file)});`);
	writeFileSync(entry, ['process.env.FAKE_LETTA_MANNERS = "strict";', ...imports, ""].join("\n"));
	return entry;
}

const emptyResult = (): RunningSuite => ({ passed: 0, failed: 0, skipped: 0, seconds: 0, failures: [] });

function suiteOf(file: string): string {
	if (dirname(file) === BATCH_FOLDER) return basename(file).replace(/-\d+\.mjs$/, "");
	const path = relative(ROOT, file);
	const found = Object.entries(NODE_SUITES).find(([, folder]) => path.startsWith(`${folder}/`));
	if (found === undefined) throw new Error(`${path} belongs to no suite`);
	return found[0];
}

/** What the runner tells of a test: its file when it is in none itself. */
interface TestReport {
	readonly name: string;
	readonly nesting: number;
	readonly file?: string;
	readonly line?: number;
}

/** Runs the suites' files, `concurrency` at a time. `only`: the suite that all tests count for, wherever their files are. */
async function runNodeSuites(
	suites: ReadonlyArray<string>,
	concurrency: number,
	results: Map<string, RunningSuite>,
	only?: string,
): Promise<void> {
	const files = suites.flatMap(entryFiles);
	if (files.length === 0) return;
	const stream = run({ files, concurrency, timeout: FILE_TIMEOUT_SECONDS * 1000 });
	const isFile = (test: TestReport) => test.nesting === 0 && files.includes(test.name);
	const resultOf = (test: TestReport) =>
		results.get(only ?? suiteOf(isFile(test) ? test.name : (test.file ?? "")))!;

	stream.on("test:pass", (event) => {
		const result = resultOf(event);
		if (event.nesting === 0) result.seconds += event.details.duration_ms / 1000;
		if (event.details.type === "suite" || isFile(event)) return;
		if (event.skip !== undefined || event.todo !== undefined) result.skipped++;
		else result.passed++;
	});
	stream.on("test:fail", (event) => {
		if (event.details.type === "suite") return;
		const result = resultOf(event);
		const where = event.file === undefined ? "" : `${relative(ROOT, event.file)}:${event.line ?? 0} `;
		const cause = event.details.error.cause;
		const reason =
			cause instanceof Error ? (cause.stack ?? cause.message) : String(cause ?? event.details.error);
		result.failed++;
		result.failures.push(`${where}${event.name}\n${reason}`);
		console.log(`FAIL  ${where}${event.name}`);
	});
	// What a test shows on purpose, such as a request as the model received it.
	stream.on("test:stdout", (event) => process.stdout.write(event.message));
	stream.on("test:stderr", (event) => process.stderr.write(event.message));
	for await (const event of stream) void event;
}

/** The compiled TestEZ specs, in the headless place. The CLI prints each sentence and closes with the counts. */
function runSpecs(result: RunningSuite, args: ReadonlyArray<string> = []): Promise<void> {
	return new Promise((resolve, reject) => {
		const startedAt = performance.now();
		const child = spawn(process.execPath, [...process.execArgv, "headless/src/spec-cli.ts", ...args], {
			cwd: ROOT,
			stdio: ["ignore", "pipe", "inherit"],
		});
		let output = "";
		child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
		child.on("error", reject);
		child.on("close", (code) => {
			process.stdout.write(output);
			const counts = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
			result.seconds = (performance.now() - startedAt) / 1000;
			result.passed = Number(counts?.[1] ?? 0);
			result.failed = Number(counts?.[2] ?? 0);
			result.skipped = Number(counts?.[3] ?? 0);
			if (result.failed > 0) result.failures.push("see the sentences marked as failed above");
			else if (code !== 0) {
				result.failed = 1;
				result.failures.push(`the spec runner ended with code ${code}`);
			}
			resolve();
		});
	});
}

const startedAt = performance.now();
const suites = chosenSuites(process.argv.slice(2));
const results = new Map(suites.map((suite) => [suite, emptyResult()]));
const specs = results.get(SPECS);
const cores = availableParallelism();
const immediate = results.get(IMMEDIATE);
const others = suites.filter((suite) => ![SPECS, IMMEDIATE, E2E, STRICT].includes(suite));
await Promise.all([
	(specs === undefined ? Promise.resolve() : runSpecs(specs)).then(() =>
		immediate === undefined ? undefined : runSpecs(immediate, ["--signals", "Immediate"]),
	),
	// A town with its App Server keeps a core busy while it starts, and waits for most of the rest.
	runNodeSuites(suites.includes(E2E) ? [E2E] : [], cores + 1, results),
	runNodeSuites(others, cores, results).then(() =>
		runNodeSuites(suites.includes(STRICT) ? [STRICT] : [], cores, results, STRICT),
	),
]);

for (const [suite, result] of results) {
	if (result.passed + result.failed === 0) {
		result.failed = 1;
		result.failures.push("no test ran");
	}
	for (const failure of result.failures) console.log(`\nFAILED in ${suite}: ${failure}`);
}
console.log(`\n${formatSuites(results)}`);
console.log(`\nin ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
console.log(formatCounts(results));
process.exit([...results.values()].some(({ failed }) => failed > 0) ? 1 : 0);
