import { formatDirect } from "../direct/direct-report.ts";
import { formatCosts } from "./cost-report.ts";
import { table } from "./markdown-table.ts";
import type { RunReport } from "../run/run-report.ts";
import type { Summary } from "./summary.ts";
import { TIERS } from "../meters/truth/tiers.ts";

const number = (value: number, digits = 1) => value.toFixed(digits);
const seconds = (value: number) => `${value.toFixed(2)} s`;

function summaryRow(name: string, { count, p50, p95, max }: Summary): string[] {
	return [name, String(count), seconds(p50), seconds(p95), seconds(max)];
}

/** What each latency begins with; it ends when the back end has accepted the value. */
const LATENCIES: Readonly<Record<keyof Required<RunReport["latency"]>, string>> = {
	departure: "departure: crossing the leave radius",
	disconnect: "disconnect: a player left the game",
	join: "join: crossing the join radius",
	location: "location: past the zone's edge",
	health: "health: the blow",
	action: "action: the first step",
	form: "form: a block of the wrong form",
};

function requestsTable({ requestsPerMinute: { mean, max, byClass } }: RunReport): string {
	const rows = Object.entries(byClass).map(([name, used]) => [name, number(used.mean), number(used.max, 0)]);
	return table(
		["requests a minute", "mean", "busiest minute"],
		[...rows, ["all", number(mean), number(max, 0)]],
	);
}

function stalenessTable({ staleness }: RunReport): string {
	const rows = TIERS.map((tier) => {
		const { checks, wrongShare, longestSeconds, longest } = staleness[tier];
		return [tier, String(checks), `${number(wrongShare * 100, 2)} %`, seconds(longestSeconds), longest];
	});
	return table(["memory against the world", "checks", "wrong", "longest", "which"], rows);
}

function latencyTable({ latency, staleness, turns, chain }: RunReport): string {
	const rows = Object.entries(LATENCIES).flatMap(([kind, text]) => {
		const summary = latency[kind as keyof typeof LATENCIES];
		return summary === undefined ? [] : [summaryRow(text, summary)];
	});
	rows.push(summaryRow("waking: until a wrong block is right", staleness.waking));
	rows.push(summaryRow("answer: from a line to the next bubble", turns.firstBubble));
	rows.push(summaryRow("asked: from a line to its turn at the back end", chain.asked));
	rows.push(summaryRow("first sentence: from the back end to its bubble", chain.firstSentence));
	rows.push(summaryRow("later sentences: the same, with the time to read", chain.laterSentences));
	return table(["latency (awake NPCs)", "count", "p50", "p95", "max"], rows);
}

function countsTable({ writes, lines, company, startUp, memoryMb }: RunReport): string {
	const labels = Object.entries(writes.byLabel).map(([label, count]) => `${label} ${count}`);
	return table(
		["counted", ""],
		[
			["block writes", `${writes.total} (${labels.join(", ") || "none"})`],
			["a NPC and minute", number(writes.perNpcMinute, 2)],
			["every block every second", `${writes.naive}, ${number(writes.naiveRatio)} times as many`],
			[],
			["lines typed beside an NPC, never told to one", `${lines.expected}, ${lines.lost + lines.waiting}`],
			[
				"members come and gone, a NPC and minute",
				`${number(company.changesPerNpcMinute)}, of these back within 3 s ${number(company.returnsPerNpcMinute, 2)}`,
			],
			["longest that two NPCs disagree on being together", seconds(company.longestDisagreementSeconds)],
			[
				"start-up",
				`${number(startUp.seconds)} s, ${startUp.requests} requests, busiest minute ${number(startUp.busiestMinute, 0)}`,
			],
			["memory, Luau / process", `${memoryMb.vm} / ${memoryMb.process} MB`],
		],
	);
}

function talkTable({ turns }: RunReport): string {
	const { byCause, withheld } = turns;
	const reasons = Object.entries(withheld).map(([reason, count]) => `${reason} ${count}`);
	return table(
		["talk", ""],
		[
			["lines typed, heard by an NPC", `${turns.lines}, ${turns.heard}`],
			[
				"turns sent / done / cancelled / failed",
				`${turns.sent} / ${turns.done} / ${turns.cancelled} / ${turns.failed}`,
			],
			["asked for by a player, an NPC, itself", `${byCause.player}, ${byCause.npc}, ${byCause.own}`],
			["turns for each line heard", number(turns.callsPerLine, 2)],
			["sentences shown, bubbles on all clients", `${turns.shown}, ${turns.bubbles}`],
			["withheld", reasons.join(", ") || "none"],
			["longest NPC-to-NPC chain, cascades", `${turns.longestChain}, ${turns.cascades}`],
			["lines shown twice, lines lost", `${turns.shownTwice}, ${turns.lost}`],
		],
	);
}

function outagesTable({ outages }: RunReport): string {
	const rows = outages.map(({ kind, seconds, writesDuring, blocksAfter, mostWritesOfABlock, heapMb }) => [
		`${kind} away for ${seconds} s`,
		String(writesDuring),
		String(blocksAfter),
		String(mostWritesOfABlock),
		heapMb.map((mb) => number(mb)).join(" → "),
	]);
	return table(
		["outage", "writes meanwhile", "blocks written after", "the most of one", "Luau heap, MB"],
		rows,
	);
}

/** A run as Markdown. */
export function formatReport(report: RunReport): string {
	const { scene, without, seed, npcs, players, minutes, eventHash, problems } = report;
	const name = without.length === 0 ? scene : `${scene} without ${without.join(", ")}`;
	const title = `## ${name}: ${npcs} NPCs, ${players} players, ${minutes} min, seed ${seed}, events ${eventHash}`;
	const wrong = problems.map((problem) => `PROBLEM: ${problem}`);
	const parts = [requestsTable, latencyTable, stalenessTable, talkTable, countsTable];
	if (report.outages.length > 0) parts.push(outagesTable);
	const tables = parts.map((make) => make(report));
	if (report.cost !== undefined) tables.push(formatCosts(report.cost));
	if (report.direct !== undefined) tables.push(formatDirect(report.direct));
	return [title, ...tables, ...wrong].join("\n\n");
}
