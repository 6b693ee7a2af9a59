import { table } from "../simulator/src/report/markdown-table.ts";

/** What came of a suite of tests. */
export interface SuiteResult {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
	/** Of all its files together; they run side by side with others. */
	readonly seconds: number;
}

/** The table at the end of `npm test`. */
export function formatSuites(results: ReadonlyMap<string, SuiteResult>): string {
	const rows = [...results].map(([suite, { passed, failed, skipped, seconds }]) => [
		suite,
		...[passed, failed, skipped].map(String),
		seconds.toFixed(1),
	]);
	return table(["suite", "passed", "failed", "skipped", "seconds"], rows);
}

/** The closing line, `N passed, N failed`, with how many were skipped if any were. */
export function formatCounts(results: ReadonlyMap<string, SuiteResult>): string {
	const sum = (pick: (result: SuiteResult) => number) =>
		[...results.values()].reduce((total, result) => total + pick(result), 0);
	const skipped = sum((result) => result.skipped);
	const ending = skipped > 0 ? `, ${skipped} skipped` : "";
	return `${sum((result) => result.passed)} passed, ${sum((result) => result.failed)} failed${ending}`;
}
