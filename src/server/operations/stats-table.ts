import { formatTable } from "server/rules/text/text-table";
import type { Spread } from "server/net/recent-values";
import { REQUEST_CLASSES } from "server/net/request-class";
import type { ClassStats } from "server/net/request-stats";
import type { Snapshot } from "./snapshot";
import type { LargestStep } from "./step-meter";

function count(value: number): string {
	return string.format("%d", value);
}

function fixed(value: number, decimals: number): string {
	return string.format(`%.${decimals}f`, value);
}

function percentiles({ p50, p95, max }: Spread): string {
	return `p50 ${fixed(p50, 2)} s, p95 ${fixed(p95, 2)} s, max ${fixed(max, 2)} s`;
}

function limit(value: number): string {
	return value === math.huge ? "no limit" : `of ${count(value)}`;
}

function reasons(dropped: ClassStats["dropped"]): string {
	const parts = new Array<string>();
	for (const [reason, times] of pairs(dropped)) parts.push(`${times} ${reason}`);
	return parts.isEmpty() ? "0" : parts.sort().join(", ");
}

function stepText(step: LargestStep | undefined): string {
	return step === undefined ? "none" : `${fixed(step.seconds * 1000, 1)} ms, ${step.room}`;
}

function serverRows(snapshot: Snapshot) {
	const { level, vitals, worstHeartbeatSeconds, largestStep, letta, queues, mergedBlocks } = snapshot;
	const heartbeat = `${fixed(vitals.heartbeatSeconds * 1000, 1)} ms, at worst ${fixed(worstHeartbeatSeconds * 1000, 1)} ms`;
	return [
		["load level", count(level)],
		["heartbeat", heartbeat],
		["largest step in the last minute", stepText(largestStep)],
		["memory", `${fixed(vitals.memoryMb, 0)} MB`],
		["instances", count(vitals.instances)],
		["requests in the last minute", `${count(letta.usedLastMinute)} ${limit(letta.perMinute)}`],
		["block values merged before the port", count(mergedBlocks)],
		...queues.map(({ name, size }) => [name, count(size)]),
	];
}

function turnRows({ turns, spending }: Snapshot) {
	const uncounted = turns.uncounted === 0 ? "" : `; not reported for ${turns.uncounted} turns`;
	return [
		[
			"turns",
			`${count(turns.sent)} sent, ${count(turns.inFlight)} in flight, ${count(turns.done)} done, ${count(turns.cancelled)} cancelled, ${count(turns.failed)} failed`,
		],
		["first sentence", percentiles(turns.firstSentenceSeconds)],
		["whole turn", percentiles(turns.wholeSeconds)],
		["tokens", `${count(turns.promptTokens)} prompt, ${count(turns.completionTokens)} reply${uncounted}`],
		["turns in the last hour", `${count(spending.turnsLastHour)} ${limit(spending.turnsPerHour)}`],
		["tokens in the last day", `${count(spending.tokensLastDay)} ${limit(spending.tokensPerDay)}`],
		["turns refused by these limits", count(spending.refused)],
	];
}

function classRows({ letta }: Snapshot) {
	return REQUEST_CLASSES.map((requestClass) => {
		const { waiting, merged, sent, retried, dropped, wait } = letta.byClass[requestClass];
		const { p50, p95, max } = wait;
		return [
			requestClass as string,
			...[waiting, merged, sent, retried].map(count),
			...[p50, p95, max].map((seconds) => fixed(seconds, 2)),
			reasons(dropped),
		];
	});
}

const CLASS_HEAD = ["request", "waiting", "merged", "sent", "retried", "wait p50", "p95", "max", "dropped"];

/** Shows a snapshot to an operator: counts since the start, and times of the last minutes in seconds. */
export function formatSnapshot(snapshot: Snapshot): string {
	return [
		formatTable(["server", "now"], serverRows(snapshot)),
		formatTable(["talk", "since the start"], turnRows(snapshot)),
		formatTable(CLASS_HEAD, classRows(snapshot)),
	].join("\n\n");
}
