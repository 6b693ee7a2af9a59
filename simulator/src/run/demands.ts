import type { Scenario } from "../../scenarios/index.ts";
import type { Audit } from "../meters/auditor.ts";
import type { CompanyCounts } from "../meters/company-meter.ts";

/** The part of a run's report that a scene can demand something of. */
interface Measured {
	readonly staleness: Audit["staleness"];
	readonly company: CompanyCounts;
}

/** What a scene demands and a run of it did not keep, a sentence each. */
export function unmetDemands({ demands = {} }: Scenario, report: Measured): string[] {
	const { company, staleness } = report;
	const limits = [
		["an awake NPC's block was wrong for seconds", staleness.awake.longestSeconds, demands.wrongSeconds],
		["members returned, a NPC and minute", company.returnsPerNpcMinute, demands.returnsPerNpcMinute],
		["two NPCs disagreed for seconds", company.longestDisagreementSeconds, demands.disagreementSeconds],
	] as const;
	return limits
		.filter(([, actual, limit]) => limit !== undefined && actual > limit)
		.map(([what, actual, limit]) => `${what}: ${actual.toFixed(2)}, allowed are ${limit}`);
}
