import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TurnReport } from "../src/backend/agents/turn-report.ts";
import { createLog } from "../src/logging.ts";
import type { GatewayEvent } from "../src/wire.ts";
import { createFakeClock } from "./support/fake-clock.ts";

describe("the report of a turn", () => {
	function setUp() {
		const clock = createFakeClock();
		const lines: string[] = [];
		const events: GatewayEvent[] = [];
		const log = createLog("info", { write: (line) => void lines.push(line) });
		const turn = { sessionId: "s1", npcId: "mara", turnId: "t1", content: "Alex says: hello" };
		const report = new TurnReport({ ...turn, emit: (event) => void events.push(event) }, { clock, log });
		return { clock, report, events, lines };
	}

	it("logs how long the first sentence and the whole turn took, and not a word of them", async () => {
		const { clock, report, lines } = setUp();
		await clock.advance(2);
		report.sentence("Good morning.");
		await clock.advance(3);
		report.sentence("Two loaves?");
		report.end({ kind: "done", usage: { promptTokens: 700, completionTokens: 9 } }, "agent-1");
		assert.equal(lines.length, 1);
		const { npcId, sentences, firstSeconds, seconds, promptTokens } = JSON.parse(lines[0]!);
		assert.deepEqual(
			{ npcId, sentences, firstSeconds, seconds, promptTokens },
			{ npcId: "mara", sentences: 2, firstSeconds: 2, seconds: 5, promptTokens: 700 },
		);
		assert.doesNotMatch(lines[0]!, /morning|loaves|hello/);
	});

	it("tells the operator when the model's tokens did not even reach for one sentence", () => {
		const { report, lines } = setUp();
		report.end({ kind: "done", isMute: true }, "agent-1");
		assert.match(lines[1]!, /"level":40.*needs more max_tokens in LETTA_MODEL_SETTINGS/);
	});

	it("tells the game why a turn failed", () => {
		const { report, events, lines } = setUp();
		report.end({ kind: "failed", failure: { kind: "model", message: "401" } }, "agent-1");
		assert.deepEqual(events, [
			{ event: "turnFailed", npcId: "mara", turnId: "t1", kind: "model", message: "401" },
		]);
		assert.match(lines.join(), /turn failed/);
	});
});
