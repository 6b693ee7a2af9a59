import { table } from "../report/markdown-table.ts";
import type { FaultResult } from "./fault-matrix.ts";

const seconds = (value: number | undefined) => (value === undefined ? "never" : `${value.toFixed(1)} s`);

/** The fault matrix as Markdown. */
export function formatFaults(results: ReadonlyArray<FaultResult>): string {
	const rows = results.map((result) => [
		result.fault,
		`${result.turns} / ${result.doubled}`,
		`${result.lines} / ${result.linesLost} / ${result.linesCounted} / ${result.linesWaiting}`,
		String(result.excuses),
		seconds(result.turnRecoverySeconds),
		`${seconds(result.memoryRecoverySeconds)} (${result.wrongAtEnd})`,
		`${result.requestsWasted} of ${result.requestsMeanwhile}`,
		`${result.busiestMinute} / ${result.refused}`,
	]);
	const head = [
		"a minute of",
		"turns / doubled",
		"lines / lost / only counted / wait for a turn",
		"excuses",
		"first turn after",
		"memory right after (wrong at the end)",
		"requests wasted",
		"busiest minute / refused",
	];
	const problems = results.flatMap(({ fault, problems: found }) =>
		found.map((problem) => `PROBLEM (${fault}): ${problem}`),
	);
	return [table(head, rows), ...problems].join("\n\n");
}
