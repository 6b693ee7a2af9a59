import { SCHEDULER } from "../../../src/server/constants/letta.ts";
import { table } from "../report/markdown-table.ts";
import type { DirectCounts } from "./direct-meter.ts";
import type { NaiveClass } from "./naive-demand.ts";

const NAIVE_TEXTS: Readonly<Record<NaiveClass, string>> = {
	status: "naive: status, at every change",
	group: "naive: group, at every change",
	heard: "naive: lines, to everybody who hears them",
};

function naiveTable({ naive: { demanded, total, refused, busiestMinute } }: DirectCounts): string {
	const rows = Object.entries(demanded.byClass).map(([name, { mean, max }]) => [
		NAIVE_TEXTS[name as NaiveClass],
		mean.toFixed(1),
		max.toFixed(0),
	]);
	return table(
		["requests a minute", "mean", "busiest minute"],
		[
			...rows,
			["naive: all that it wants to send", demanded.mean.toFixed(1), demanded.max.toFixed(0)],
			["naive: what the engine let pass", "", String(busiestMinute)],
			["naive: refused by the engine", `${refused} of ${total}`, ""],
		],
	);
}

function countsTable({ engine, answers, turns, perHour }: DirectCounts): string {
	const { perMinute } = SCHEDULER.budget;
	const share = (requests: number) => `${((requests / perMinute) * 100).toFixed(0)} %`;
	const statuses = Object.entries(answers).map(([status, count]) => `${status}: ${count}`);
	return table(
		["straight to Letta", ""],
		[
			["busiest minute, as the engine counts (it lets 500 pass)", String(engine.busiestMinute)],
			["requests that the engine refused", String(engine.refused)],
			[
				`of its own budget of ${perMinute}: mean, busiest minute`,
				`${share(perHour.requests / 60)}, ${share(engine.busiestMinute)}`,
			],
			["answers by status", statuses.join(", ")],
			["turns / failed / doubled", `${turns.total} / ${turns.failed} / ${turns.doubled}`],
			["an hour: requests, turns", `${perHour.requests}, ${perHour.turns}`],
			["an hour: tokens in, tokens out", `${perHour.promptTokens}, ${perHour.completionTokens}`],
		],
	);
}

/** The tables of a run straight to Letta. */
export function formatDirect(counts: DirectCounts): string {
	return [countsTable(counts), naiveTable(counts), counts.placeStats].join("\n\n");
}
