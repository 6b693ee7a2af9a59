import {
	addResults,
	createSourceLocator,
	formatResults,
	mount,
	NO_RESULTS,
	type SpecFailure,
	type SpecResults,
	summarize,
} from "@townsfolk/headless";
import { formatCounts, formatSuites } from "../../../scripts/suite-table.ts";
import { Failure } from "../failure.ts";
import type { Terminal } from "../terminal.ts";
import type { Report } from "./read-report.ts";

/** Adds file names to the script places in a message. */
export type Annotate = (message: string) => string;

export async function createAnnotate(projectFile: string): Promise<Annotate> {
	const { scripts } = await mount(projectFile);
	return createSourceLocator(projectFile, scripts).annotate;
}

/** An error that no spec caught is a failure. A spec file that does not load has logged its error too. */
function uncaught(errors: ReadonlyArray<string>, known: SpecResults, annotate: Annotate): SpecFailure[] {
	return errors
		.filter((message) => !known.failures.some(({ name }) => message.startsWith(`${name}:`)))
		.map((message) => ({ name: "an error that no spec caught", message: annotate(message) }));
}

function resultsOf(report: Report, annotate: Annotate): SpecResults {
	if (report.results === undefined) {
		const message = annotate(report.problem ?? "the report holds no results");
		return { ...NO_RESULTS, failed: 1, failures: [{ name: "the specs did not run", message }] };
	}
	const results = summarize(report.results, annotate);
	const failures = [...results.failures, ...uncaught(report.errors, results, annotate)];
	return { ...results, failed: failures.length, failures };
}

export interface RunSummary {
	/** The row's name in the table. */
	readonly suite: string;
	readonly reports: ReadonlyArray<Report>;
	/** What went wrong outside the reports. */
	readonly failures?: ReadonlyArray<SpecFailure>;
	readonly seconds: number;
	readonly annotate: Annotate;
}

/** Prints the sentences, the table and the closing line of `npm test`, and returns its exit code. */
export function printSummary(summary: RunSummary, terminal: Pick<Terminal, "print">): number {
	const { suite, reports, failures = [], seconds, annotate } = summary;
	const lost: SpecResults = { ...NO_RESULTS, failed: failures.length, failures };
	const results = reports.map((report) => resultsOf(report, annotate)).reduce(addResults, lost);
	const { passed, failed, skipped } = results;
	if (passed + failed === 0) throw new Failure("No spec was run: the filter fits no spec file.");
	terminal.print(formatResults(results));
	const leftOut = reports.reduce((sum, report) => sum + (report.results?.leftOut ?? 0), 0);
	if (leftOut > 0)
		terminal.print(
			`\nSpec files left out: ${leftOut}. They need a running game, with physics and players. ` +
				"Press Play to run them (docs/studio.md).",
		);
	const table = new Map([[suite, { passed, failed, skipped, seconds }]]);
	terminal.print(`\n${formatSuites(table)}\n\nin ${seconds.toFixed(1)} s\n${formatCounts(table)}`);
	return failed > 0 ? 1 : 0;
}
