import type { Result } from "./run-faults.ts";

/** Percent of an area's faults that tests should notice. */
export const GOAL_PERCENT = 90;

export interface AreaCounts {
	readonly area: string;
	/** Without those that are stale or do not compile. */
	readonly faults: number;
	readonly noticed: number;
	readonly survived: number;
	readonly percent: number;
}

const countOf = (results: ReadonlyArray<Result>, kind: Result["outcome"]["kind"]) =>
	results.filter(({ outcome }) => outcome.kind === kind).length;

function counts(area: string, results: ReadonlyArray<Result>): AreaCounts {
	const [noticed, survived] = [countOf(results, "noticed"), countOf(results, "survived")];
	const faults = noticed + survived;
	return { area, faults, noticed, survived, percent: faults === 0 ? 0 : (100 * noticed) / faults };
}

/** Each area, and last all of them. */
export function countByArea(results: ReadonlyArray<Result>): ReadonlyArray<AreaCounts> {
	const areas = [...new Set(results.map(({ area }) => area))].sort();
	const byArea = areas.map((area) =>
		counts(
			area,
			results.filter((result) => result.area === area),
		),
	);
	return [...byArea, counts("all", results)];
}

export function formatTable(rows: ReadonlyArray<AreaCounts>): string {
	const lines = rows.map(({ area, faults, noticed, survived, percent }) => {
		const mark = percent >= GOAL_PERCENT ? "" : ` (goal ${GOAL_PERCENT})`;
		return `| ${area} | ${faults} | ${noticed} | ${survived} | ${percent.toFixed(0)}${mark} |`;
	});
	return ["| area | faults | noticed | survived | % |", "|---|---:|---:|---:|---:|", ...lines].join("\n");
}

/** One line about a fault and what came of it. */
export function formatResult({ area, fault, outcome, seconds }: Result): string {
	const head = `${outcome.kind.padEnd(8)} ${area}: ${fault.name}`;
	switch (outcome.kind) {
		case "noticed":
			return `${head} (${seconds.toFixed(0)} s${outcome.isTimeout ? ", by a time-out" : ""}: ${outcome.by})`;
		case "survived":
			return `${head} (${seconds.toFixed(0)} s; ${fault.file})`;
		default:
			return `${head} (${outcome.why})`;
	}
}

/** What is left to do: survivors, stale entries and those that do not compile. */
export function formatProblems(results: ReadonlyArray<Result>): string {
	const problems = results.filter(({ outcome }) => outcome.kind !== "noticed");
	return problems.map(formatResult).sort().join("\n");
}
