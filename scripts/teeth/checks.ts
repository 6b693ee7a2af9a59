import { spawn, type ChildProcess } from "node:child_process";
import type { Covers } from "./fault.ts";

/** Something to run that should notice a fault. */
export type Check =
	| { readonly kind: "specs"; readonly filter: string }
	| { readonly kind: "test"; readonly file: string }
	| { readonly kind: "suite"; readonly name: string };

export interface Verdict {
	/** `timeout`: it hangs, which nobody overlooks. */
	readonly kind: "green" | "red" | "timeout";
	/** The first test that failed. */
	readonly by: string;
	readonly output: string;
}

/** All specs; their names have no empty part, so every name contains it. */
export const ALL_SPECS: Check = { kind: "specs", filter: "" };

/** Several times what each takes on an idle machine, seconds. */
const TIMEOUT_SECONDS: Readonly<Record<Check["kind"], number>> = { specs: 120, test: 60, suite: 300 };
/** A check that took too long runs once more with so many times the time: the machine may have been busy. */
const PATIENCE = 3;

export function checksOf({ specs = [], tests = [], suites = [] }: Covers): ReadonlyArray<Check> {
	return [
		...specs.map((filter): Check => ({ kind: "specs", filter })),
		...tests.map((file): Check => ({ kind: "test", file })),
		...suites.map((name): Check => ({ kind: "suite", name })),
	];
}

export function describeCheck(check: Check): string {
	if (check.kind === "specs") return check.filter === "" ? "all specs" : `specs ${check.filter}`;
	return check.kind === "test" ? check.file : `suite ${check.name}`;
}

/** The place's TypeScript tools run without a package of the scratch copy's own. */
const TSX = import.meta.resolve("tsx");

function argumentsOf(check: Check): string[] {
	if (check.kind === "test") return ["--test", "--test-reporter=tap", check.file];
	if (check.kind === "suite") return ["scripts/test.ts", check.name];
	return ["headless/src/spec-cli.ts", ...(check.filter === "" ? [] : [check.filter])];
}

const FIRST_FAILURE: Readonly<Record<Check["kind"], RegExp>> = {
	specs: /^FAILED (.*)\n/m,
	test: /^ *not ok \d+ - (.*)\n/m,
	suite: /^FAIL(?:ED in)? +(.*)\n/m,
};

/** A test that runs the runner must not be taken for the runner of these tests. */
function environment(): NodeJS.ProcessEnv {
	const env = { ...process.env };
	delete env.NODE_TEST_CONTEXT;
	return env;
}

/** With all that it has started: each check has a process group of its own. */
function kill(child: ChildProcess): void {
	try {
		if (process.platform === "win32" || child.pid === undefined) child.kill("SIGKILL");
		else process.kill(-child.pid, "SIGKILL");
	} catch {
		// It has ended by itself.
	}
}

/** Runs a check in the repository at `root`. */
export async function runCheck(check: Check, root: string): Promise<Verdict> {
	const seconds = TIMEOUT_SECONDS[check.kind];
	const verdict = await runOnce(check, root, seconds);
	return verdict.kind === "timeout" ? runOnce(check, root, seconds * PATIENCE) : verdict;
}

/** Ends at the first failure: what comes after it, or hangs, tells nothing more. */
function runOnce(check: Check, root: string, seconds: number): Promise<Verdict> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, ["--import", TSX, ...argumentsOf(check)], {
			cwd: root,
			env: environment(),
			stdio: ["ignore", "pipe", "pipe"],
			detached: process.platform !== "win32",
		});
		let output = "";
		let failure: string | undefined;
		let isLate = false;
		const read = (text: string) => {
			output += text;
			failure ??= FIRST_FAILURE[check.kind].exec(output)?.[1].trim();
			if (failure !== undefined) kill(child);
		};
		for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", read);
		const timer = setTimeout(() => {
			isLate = true;
			kill(child);
		}, seconds * 1000);
		const killWithUs = () => kill(child);
		process.once("exit", killWithUs);
		child.on("error", reject);
		child.on("close", (code) => {
			clearTimeout(timer);
			process.off("exit", killWithUs);
			const what = describeCheck(check);
			if (failure !== undefined) resolve({ kind: "red", by: failure, output });
			else if (isLate) resolve({ kind: "timeout", by: `${what} took too long`, output });
			else resolve({ kind: code === 0 ? "green" : "red", by: `${what}: code ${code}`, output });
		});
	});
}
