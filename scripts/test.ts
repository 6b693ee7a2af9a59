import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { run } from "node:test";

/**
 * `npm test`: the TestEZ specs in the headless place, then the Node suites, then the whole chain against a
 * real Letta App Server; one table and a closing line `N passed, N failed` at the end.
 *
 * `npm test -- gateway e2e` runs only the suites named.
 */

interface SuiteResult {
	readonly name: string;
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
	readonly seconds: number;
	readonly failures: ReadonlyArray<string>;
}

interface Suite {
	readonly name: string;
	readonly run: () => Promise<Omit<SuiteResult, "name" | "seconds">>;
}

const ROOT = join(import.meta.dirname, "..");

function testFiles(folder: string): string[] {
	const found: string[] = [];
	for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })) {
		if (entry.isFile() && entry.name.endsWith(".test.ts")) found.push(join(entry.parentPath, entry.name));
	}
	return found.sort();
}

function nodeSuite(name: string, folder: string, concurrency: number): Suite {
	return {
		name,
		run: async () => {
			const files = testFiles(folder);
			if (files.length === 0)
				return { passed: 0, failed: 1, skipped: 0, failures: [`${folder}: no test file`] };
			let passed = 0;
			let failed = 0;
			let skipped = 0;
			const failures: string[] = [];
			const stream = run({ files, concurrency });
			stream.on("test:pass", (event) => {
				if (event.details.type === "suite") return;
				if (event.skip !== undefined || event.todo !== undefined) skipped++;
				// Each file is a test of its own to the runner; only what is inside it counts.
				else if (event.nesting > 0 || !files.includes(event.name)) passed++;
				if (event.nesting === 0) console.log(`  ok    ${event.name}`);
			});
			stream.on("test:fail", (event) => {
				if (event.details.type === "suite") return;
				failed++;
				const where = event.file === undefined ? "" : `${relative(ROOT, event.file)}:${event.line ?? 0} `;
				const cause = event.details.error.cause;
				const reason =
					cause instanceof Error ? (cause.stack ?? cause.message) : String(cause ?? event.details.error);
				failures.push(`${where}${event.name}\n${reason}`);
				console.log(`  FAIL  ${event.name}`);
			});
			stream.on("test:stderr", (event) => process.stderr.write(event.message));
			for await (const event of stream) void event;
			if (passed + failed === 0) return { passed, failed: 1, skipped, failures: [`${folder}: no test ran`] };
			return { passed, failed, skipped, failures };
		},
	};
}

/** The compiled TestEZ specs, in the headless place. The CLI prints each sentence and closes with the counts. */
const specSuite: Suite = {
	name: "specs",
	run: () =>
		new Promise((resolve, reject) => {
			const child = spawn(process.execPath, [...process.execArgv, "headless/src/spec-cli.ts"], {
				cwd: ROOT,
				stdio: ["ignore", "pipe", "inherit"],
			});
			let output = "";
			child.stdout.on("data", (chunk: Buffer) => {
				output += chunk.toString();
				process.stdout.write(chunk);
			});
			child.on("error", reject);
			child.on("close", (code) => {
				const counts = [...output.matchAll(/^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/gm)].at(-1);
				const passed = Number(counts?.[1] ?? 0);
				const skipped = Number(counts?.[3] ?? 0);
				let failed = Number(counts?.[2] ?? 0);
				const failures: string[] = [];
				if (failed > 0) failures.push("see the specs above");
				if (failed === 0 && (code !== 0 || passed === 0)) {
					failed = 1;
					failures.push(`the spec runner ended with code ${code} and ${passed} specs passed`);
				}
				resolve({ passed, failed, skipped, failures });
			});
		}),
};

const SUITES: ReadonlyArray<Suite> = [
	specSuite,
	nodeSuite("repository", "tests/repo", 2),
	nodeSuite("headless", "headless/test", 2),
	nodeSuite("gateway", "gateway/test", 2),
	nodeSuite("playtest", "playtest/test", 2),
	nodeSuite("e2e", "tests/e2e", 1),
];

function chosenSuites(names: ReadonlyArray<string>): ReadonlyArray<Suite> {
	const unknown = names.filter((name) => !SUITES.some((suite) => suite.name === name));
	if (unknown.length > 0) {
		console.error(
			`no suite named ${unknown.join(", ")}; there are: ${SUITES.map((suite) => suite.name).join(", ")}`,
		);
		process.exit(2);
	}
	return names.length === 0 ? SUITES : SUITES.filter((suite) => names.includes(suite.name));
}

function printTable(results: ReadonlyArray<SuiteResult>): void {
	console.log("\n| suite | passed | failed | skipped | seconds |\n|---|---:|---:|---:|---:|");
	for (const result of results) {
		const { name, passed, failed, skipped, seconds } = result;
		console.log(`| ${name} | ${passed} | ${failed} | ${skipped} | ${seconds.toFixed(1)} |`);
	}
}

const results: SuiteResult[] = [];
for (const suite of chosenSuites(process.argv.slice(2))) {
	console.log(`\n== ${suite.name}`);
	const startedAt = performance.now();
	const outcome = await suite.run();
	results.push({ name: suite.name, seconds: (performance.now() - startedAt) / 1000, ...outcome });
}

for (const result of results) {
	for (const failure of result.failures) console.log(`\nFAILED in ${result.name}: ${failure}`);
}
printTable(results);
const sum = (pick: (result: SuiteResult) => number) =>
	results.reduce((total, result) => total + pick(result), 0);
const failed = sum((result) => result.failed);
const skipped = sum((result) => result.skipped);
console.log(
	`\n${sum((result) => result.passed)} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`,
);
process.exit(failed > 0 ? 1 : 0);
