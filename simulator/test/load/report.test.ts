import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createProgress } from "../../src/report/progress.ts";
import { summarize } from "../../src/report/summary.ts";
import { unmetDemands } from "../../src/run/demands.ts";
import type { RunReport } from "../../src/run/run-report.ts";
import { stillLife } from "../../scenarios/still-life.ts";

describe("a summary", () => {
	it("gives percentiles by the nearest rank, whatever the order", () => {
		const seconds = Array.from({ length: 100 }, (_, index) => 100 - index);
		assert.deepEqual(summarize(seconds), { count: 100, p50: 50, p95: 95, max: 100 });
		assert.deepEqual(summarize([2.00049, 1]), { count: 2, p50: 1, p95: 2, max: 2 });
	});

	it("is all zeros for an empty list", () => {
		assert.deepEqual(summarize([]), { count: 0, p50: 0, p95: 0, max: 0 });
	});
});

describe("a scenario's demands", () => {
	const report = {
		company: { changesPerNpcMinute: 9, returnsPerNpcMinute: 0.5, longestDisagreementSeconds: 3 },
		staleness: { awake: { longestSeconds: 2 }, waking: { max: 1 } },
	} as unknown as RunReport;
	const unmet = (demands: object) => unmetDemands({ ...stillLife, demands }, report);

	it("are met up to the limit itself", () => {
		assert.deepEqual(
			unmet({ wrongSeconds: 2, wakingSeconds: 1, returnsPerNpcMinute: 0.5, disagreementSeconds: 3 }),
			[],
		);
		assert.deepEqual(unmetDemands({ ...stillLife, demands: undefined }, report), []);
	});

	it("are listed with the measured value when they are not met", () => {
		const strict = {
			wrongSeconds: 1.9,
			wakingSeconds: 0.9,
			returnsPerNpcMinute: 0.4,
			disagreementSeconds: 2,
		};
		assert.deepEqual(unmet(strict), [
			"an awake NPC's block was wrong for seconds: 2.00, allowed are 1.9",
			"an NPC's block was wrong after waking for seconds: 1.00, allowed are 0.9",
			"members returned, a NPC and minute: 0.50, allowed are 0.4",
			"two NPCs disagreed for seconds: 3.00, allowed are 2",
		]);
	});
});

describe("progress", () => {
	it("is a line at every tenth where there is no terminal", () => {
		const lines: string[] = [];
		const progress = createProgress({ isTerminal: false, write: (text) => lines.push(text) });
		progress.phase("market-day");
		for (let share = 0; share <= 1.0001; share += 0.02) progress.update(share, "…");
		assert.equal(lines.length, 1 + 11);
		assert.match(lines[0]!, /^market-day \(\d+ s\)\n$/);
		assert.match(lines[2]!, /^market-day +10 % {2}… \(\d+ s\)\n$/);
	});
});
