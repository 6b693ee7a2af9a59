import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BUBBLES } from "../../../../src/shared/constants.ts";
import { ChainMeter } from "../../../src/meters/chain-meter.ts";

describe("the meter of the way to the model and back", () => {
	it("counts a line until the first turn that tells it", () => {
		const meter = new ChainMeter();
		meter.line("hello", 10);
		meter.line("never told", 10);
		meter.turn('Alex says: "hello"', 10.25);
		meter.turn('Alex says: "hello"', 12);
		meter.turn('Alex says: "never told"', 60);
		assert.deepEqual(meter.result().asked, { count: 1, p50: 0.25, p95: 0.25, max: 0.25 });
	});

	it("counts a sentence until the first client shows it, or its beginning, with the mark", () => {
		const meter = new ChainMeter();
		meter.sentence("Mara", "Good day. Sit down.", 0, 1);
		meter.sentence("Bram", "Good day. Sit down.", 1, 1);
		meter.bubble("Mara", `${BUBBLES.aiMark}Good day.`, 1.5);
		meter.bubble("Mara", `${BUBBLES.aiMark}Good day.`, 2);
		meter.bubble("Bram", "Good day. Sit down.", 4);
		const { firstSentence, laterSentences } = meter.result();
		assert.deepEqual(firstSentence, { count: 1, p50: 0.5, p95: 0.5, max: 0.5 });
		assert.deepEqual(laterSentences, { count: 1, p50: 3, p95: 3, max: 3 });
	});
});
