/** The result of one spec or one group of specs. */
export interface SpecNode {
	readonly phrase: string;
	readonly isTest: boolean;
	/** Missing for a test that TestEZ did not reach. */
	readonly status?: "Success" | "Failure" | "Skipped";
	readonly errors: ReadonlyArray<string>;
	readonly children: ReadonlyArray<SpecNode>;
}

export interface SpecFailure {
	/** The spec's name with its groups, or the spec's file. */
	readonly name: string;
	/** Includes script path and line, and the files that they came from. */
	readonly message: string;
}

export interface SpecResults {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
	/** One for each failed spec, broken spec file and stray error. */
	readonly failures: ReadonlyArray<SpecFailure>;
	readonly tree: ReadonlyArray<SpecNode>;
}

/** What the Luau side returns for one peer. An empty list arrives as `[]` or not at all. */
export interface PeerResults {
	readonly children?: ReadonlyArray<SpecNode>;
	readonly broken?: ReadonlyArray<SpecFailure>;
	/** How many spec files were left out. */
	readonly leftOut?: number;
}

/** Counts a peer's results; `annotate` adds files to places in scripts. */
export function summarize(results: PeerResults, annotate: (text: string) => string): SpecResults {
	const describe = (message: string) => withoutRunnerFrames(annotate(message));
	const counts = { passed: 0, skipped: 0 };
	const failures: SpecFailure[] = (results.broken ?? []).map(({ name, message }) => ({
		name,
		message: describe(message),
	}));
	const visit = (node: SpecNode, path: string): void => {
		const name = path === "" ? node.phrase : `${path} > ${node.phrase}`;
		if (node.errors.length > 0 || (node.isTest && node.status === "Failure")) {
			failures.push({ name, message: describe(node.errors.join("\n")) });
		} else if (node.isTest) {
			counts[node.status === "Success" ? "passed" : "skipped"] += 1;
		}
		for (const child of node.children ?? []) visit(child, name);
	};
	const tree = results.children ?? [];
	for (const node of tree) visit(node, "");
	return { ...counts, failed: failures.length, failures, tree };
}

/** Frames of TestEZ and its starter, which say nothing about the spec. */
const RUNNER_FRAME = /[\\/]testez[\\/]src[\\/]\w+\.lua:\d+\)$|^headless\/|^evaluate:\d+/;

/** The unchanged message, and the part of the traceback that belongs to the specs and the place. */
function withoutRunnerFrames(annotated: string): string {
	const [message, ...frames] = annotated.trim().split("\n");
	return [message, ...frames.filter((line) => !RUNNER_FRAME.test(line))].join("\n").trim();
}

export function addResults(a: SpecResults, b: SpecResults): SpecResults {
	return {
		passed: a.passed + b.passed,
		failed: a.failed + b.failed,
		skipped: a.skipped + b.skipped,
		failures: [...a.failures, ...b.failures],
		tree: [...a.tree, ...b.tree],
	};
}

export const NO_RESULTS: SpecResults = { passed: 0, failed: 0, skipped: 0, failures: [], tree: [] };
