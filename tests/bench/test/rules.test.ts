import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lastHeld } from "../capacity/ladder.ts";
import { sharesOf } from "../chain/moments.ts";
import { createScripts, taleIn } from "../scripts.ts";
import { median, percentile } from "../spread.ts";

const rungs = (...p95s: number[]) => p95s.map((p95, index) => ({ servers: 10 * (index + 1), p95 }));

describe("a benchmark's percentile", () => {
	it("is the nearest rank, in whatever order the values come", () => {
		const values = [9, 1, 5, 3, 7];
		assert.equal(median(values), 5);
		assert.equal(percentile(values, 0.95), 9);
		assert.equal(percentile(values, 0.2), 1);
		assert.deepEqual(values, [9, 1, 5, 3, 7]);
	});

	it("is 0 for no values", () => assert.equal(percentile([], 0.95), 0));
});

describe("the game servers that a gateway holds", () => {
	it("are those of the last step before the p95 has doubled", () => {
		assert.equal(lastHeld(rungs(10, 12, 19.9, 20, 11))?.servers, 30);
	});

	it("are those of the last step when none has doubled", () => {
		assert.equal(lastHeld(rungs(10, 12, 15))?.servers, 30);
	});

	it("are nobody's without a step", () => assert.equal(lastHeld([]), undefined));
});

describe("an answer's time", () => {
	it("is split between Townsfolk, the App Server and the model, which counts for neither", () => {
		const at = { entered: 0, taken: 10, requested: 40, written: 1040, passed: 1045, shown: 1065 };
		assert.deepEqual(sharesOf(at), { there: 10, asking: 30, passing: 5, back: 20 });
	});

	it("belongs to the last line that a turn quotes", () => {
		const next = createScripts();
		const [first, second] = [next("Folk 1", 2), next("Folk 1", 2)];
		assert.equal(taleIn(`Earlier: ${first.line}. Now: ${second.line}. What do you say?`), second.tale);
		assert.equal(taleIn("Nobody has said anything."), undefined);
		assert.notDeepEqual(first.sentences, second.sentences);
	});
});
