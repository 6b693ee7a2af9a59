import type { Scenario } from "../../scenarios/index.ts";
import type { RunReport } from "./run-report.ts";

/** The demands of a scenario that a run did not meet, a sentence each. */
export function unmetDemands(
	{ demands = {} }: Scenario,
	report: Pick<RunReport, "company" | "staleness">,
): string[] {
	const { company, staleness } = report;
	const limits = [
		["an awake NPC's block was wrong for seconds", staleness.awake.longestSeconds, demands.wrongSeconds],
		["an NPC's block was wrong after waking for seconds", staleness.waking.max, demands.wakingSeconds],
		["members returned, a NPC and minute", company.returnsPerNpcMinute, demands.returnsPerNpcMinute],
		["two NPCs disagreed for seconds", company.longestDisagreementSeconds, demands.disagreementSeconds],
	] as const;
	return limits
		.filter(([, actual, limit]) => limit !== undefined && actual > limit)
		.map(([what, actual, limit]) => `${what}: ${actual.toFixed(2)}, allowed are ${limit}`);
}
