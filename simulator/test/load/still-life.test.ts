import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { stillLife } from "../../scenarios/still-life.ts";
import { runScenario } from "../../src/run/run-scenario.ts";

describe("an NPC that stands still in unchanged company", () => {
	it("writes nothing, and its memory stays right", async () => {
		const { writes, staleness, problems } = await runScenario(stillLife, { seed: 1, minutes: 0.5 });
		assert.deepEqual(problems, []);
		assert.equal(writes.total, 0);
		assert.ok(staleness.awake.checks > 200);
		assert.equal(staleness.awake.wrongShare, 0);
	});
});
