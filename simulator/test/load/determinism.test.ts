import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Scenario } from "../../scenarios/index.ts";
import { runScenario } from "../../src/run/run-scenario.ts";

const scenario: Scenario = {
	name: "a-corner-of-the-market",
	about: "Few people who do all that there is to do: walk, talk, come, go and get hurt",
	minutes: 0.25,
	layout: { kind: "grid", zonesAcross: 2, zoneStuds: 30, gapStuds: 20 },
	npcs: [
		{ count: 4, where: "zones" },
		{ count: 2, where: "zones", behaviour: "Wander" },
	],
	players: [
		{
			count: 3,
			walk: { kind: "stroll", restSeconds: [1, 4] },
			talk: { everySeconds: [2, 5] },
			visits: { staySeconds: [4, 9], awaySeconds: [1, 2] },
		},
	],
	mishaps: { everySeconds: 3, percent: 40, healAfterSeconds: 4 },
};

describe("a run", () => {
	it("goes the same way with the same seed, and another way with another", async () => {
		const first = await runScenario(scenario, { seed: 7 });
		const again = await runScenario(scenario, { seed: 7 });
		const other = await runScenario(scenario, { seed: 8 });
		assert.deepEqual(first.problems, []);
		assert.equal(again.eventHash, first.eventHash);
		// Memory is the machine's business.
		assert.deepEqual({ ...again, memoryMb: 0 }, { ...first, memoryMb: 0 });
		assert.notEqual(other.eventHash, first.eventHash);
		// It is about something: all of it happened.
		assert.ok(first.turns.done > 0 && first.turns.bubbles > 0, "they talked");
		assert.ok(first.writes.total > 0, "they were told of one another");
		assert.ok((first.latency.disconnect?.count ?? 0) > 0, "somebody left while in company");
		assert.ok((first.latency.health?.count ?? 0) > 0, "somebody was hurt");
	});
});
