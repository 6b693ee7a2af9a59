/// <reference types="@rbxts/testez/globals" />
import { RequestStats } from "server/net/request-stats";
import type { Snapshot } from "server/operations/snapshot";
import { formatSnapshot } from "server/operations/stats-table";
import { expectSame, expectText } from "../../shared/support/expectations";

function snapshotWith(changes: Partial<Snapshot> = {}): Snapshot {
	const stats = new RequestStats(10);
	stats.noteMerged("status");
	for (let times = 0; times < 3; times++) stats.noteSent("status", 0.5);
	stats.noteRetried("status");
	stats.noteDropped("turn", "down");
	return {
		level: 1,
		vitals: { heartbeatSeconds: 0.004, memoryMb: 900, instances: 5000 },
		worstHeartbeatSeconds: 0.025,
		largestStep: { room: "perception", seconds: 0.0031 },
		letta: {
			byClass: stats.read((requestClass) => (requestClass === "status" ? 7 : 0)),
			usedLastMinute: 38,
			perMinute: 380,
		},
		turns: {
			sent: 12,
			inFlight: 2,
			cancelled: 3,
			done: 6,
			failed: 1,
			firstSentenceSeconds: { p50: 1, p95: 2, max: 3 },
			wholeSeconds: { p50: 4, p95: 5, max: 6 },
			promptTokens: 700,
			completionTokens: 20,
			uncounted: 0,
		},
		spending: { turnsLastHour: 8, turnsPerHour: 100, tokensLastDay: 720, tokensPerDay: 1000, refused: 4 },
		queues: [{ name: "blocks not confirmed", size: 11 }],
		mergedBlocks: 12,
		...changes,
	};
}

/** The cells of the row that begins with `name`. */
function rowOf(text: string, name: string): ReadonlyArray<string> {
	for (const line of text.split("\n")) {
		const cells = line.split("|").map((cell) => cell.match("^%s*(.-)%s*$")[0] as string);
		if (cells[1] === name) return cells.filter((_, index) => index > 1 && index < cells.size() - 1);
	}
	error(`there is no row "${name}" in:\n${text}`);
}

export = () => {
	describe("the table of the server's state", () => {
		it("has each measure of the server in a row of its own", () => {
			const text = formatSnapshot(snapshotWith());
			const expected: ReadonlyArray<readonly [string, string]> = [
				["load level", "1"],
				["heartbeat", "4.0 ms, at worst 25.0 ms"],
				["largest step in the last minute", "3.1 ms, perception"],
				["memory", "900 MB"],
				["instances", "5000"],
				["requests in the last minute", "38 of 380"],
				["block values merged before the port", "12"],
				["blocks not confirmed", "11"],
				["turns", "12 sent, 2 in flight, 6 done, 3 cancelled, 1 failed"],
				["first sentence", "p50 1.00 s, p95 2.00 s, max 3.00 s"],
				["whole turn", "p50 4.00 s, p95 5.00 s, max 6.00 s"],
				["tokens", "700 prompt, 20 reply"],
				["turns in the last hour", "8 of 100"],
				["tokens in the last day", "720 of 1000"],
				["turns refused by these limits", "4"],
			];
			for (const [name, value] of expected) expectSame([name, ...rowOf(text, name)], [name, value]);
		});
		it("has a row for each class of requests", () => {
			const text = formatSnapshot(snapshotWith());
			expectSame(rowOf(text, "status"), ["7", "1", "3", "1", "0.50", "0.50", "0.50", "0"]);
			expectSame(rowOf(text, "turn"), ["0", "0", "0", "0", "0.00", "0.00", "0.00", "1 down"]);
		});
		it("says where spending has no limit, and where turns did not report their cost", () => {
			const { spending, turns } = snapshotWith();
			const text = formatSnapshot(
				snapshotWith({
					spending: { ...spending, turnsPerHour: math.huge },
					turns: { ...turns, uncounted: 3 },
				}),
			);
			expectSame(rowOf(text, "turns in the last hour"), ["8 no limit"]);
			expectText(text, "not reported for 3 turns");
		});
	});
};
