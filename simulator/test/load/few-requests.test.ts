import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SCENARIOS } from "../../scenarios/index.ts";
import { runScenario } from "../../src/run/run-scenario.ts";

/** What a town with 30 players may cost over HTTP, of the 500 requests that Roblox allows. */
const REQUESTS_A_MINUTE = 120;

describe("a town with 30 players who talk", () => {
	it("makes few requests over HTTP, and no line or answer waits for it", async () => {
		const town = SCENARIOS["town-50"]!;
		const report = await runScenario(town, { seed: 7, minutes: 1.5, fps: 15, lookSeconds: 1 });
		const { requestsPerMinute, chain, turns, problems } = report;
		assert.deepEqual(problems, []);
		assert.ok(
			requestsPerMinute.mean <= REQUESTS_A_MINUTE,
			`${requestsPerMinute.mean.toFixed(0)} requests: ${JSON.stringify(requestsPerMinute.byClass)}`,
		);
		// It is about something: each player says a line every half minute.
		assert.ok(chain.asked.count >= 60, `${chain.asked.count} lines reached a model`);
		assert.ok(chain.firstSentence.count >= 60, `${chain.firstSentence.count} answers were seen`);
		assert.ok(chain.asked.p50 <= 0.25, `a line took ${chain.asked.p50} s`);
		assert.ok(chain.firstSentence.p50 <= 0.2, `a first sentence took ${chain.firstSentence.p50} s`);
		assert.equal(turns.lost + turns.shownTwice, 0);
	});
});
