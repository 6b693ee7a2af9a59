import assert from "node:assert/strict";
import { test } from "node:test";
import type { Scenario } from "../../scenarios/index.ts";
import { runScenario } from "../../src/run/run-scenario.ts";
import type { Removal } from "../../src/run/removals.ts";

/** A player among three NPCs, and three far away; all get hurt now and then. */
const scenario: Scenario = {
	name: "near-and-far",
	about: "For this test",
	minutes: 0.3,
	layout: { kind: "field", zones: [{ name: "Here", center: [0, 0], size: [40, 40] }] },
	npcs: [
		{ count: 3, where: { spot: [0, 0], spreadStuds: 8 } },
		{ count: 3, where: { spot: [600, 0], spreadStuds: 8 } },
	],
	players: [
		{ count: 1, walk: { kind: "stand", spot: [0, 4], spreadStuds: 2 }, talk: { everySeconds: [3, 6] } },
	],
	mishaps: { everySeconds: 1, percent: 30, healAfterSeconds: 3 },
};

const play = (...without: Removal[]) => runScenario(scenario, { seed: 3, without });

test("a town can be played without what makes it cheap", async () => {
	const whole = await play();
	const sleepless = await play("sleep");
	assert.ok(
		sleepless.writes.total > whole.writes.total,
		`${sleepless.writes.total} writes, and ${whole.writes.total} where the far ones sleep`,
	);
	const plain = await play("increments", "slicing");
	assert.deepEqual(plain.without, ["increments", "slicing"]);
	for (const { problems, turns, staleness } of [whole, sleepless, plain]) {
		assert.deepEqual(problems, []);
		assert.ok(turns.sent > 0, "nobody talked");
		assert.equal(turns.lost, 0);
		assert.ok(staleness.awake.longestSeconds <= 2.5, `${staleness.awake.longestSeconds} s wrong`);
	}
});
