import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type EventHaste, EventHastes } from "../src/session/event-haste.ts";
import type { GatewayEvent } from "../src/wire.ts";

const sentence = (index: number, turnId = "t1"): GatewayEvent => ({
	event: "sentence",
	npcId: "mara",
	turnId,
	index,
	text: "Hi.",
});
const done = (turnId = "t1"): GatewayEvent => ({ event: "turnDone", npcId: "mara", turnId });
const failed: Extract<GatewayEvent, { event: "turnFailed" }> = {
	event: "turnFailed",
	npcId: "mara",
	turnId: "t1",
	kind: "model",
	message: "",
};

function read(...events: GatewayEvent[]): EventHaste[] {
	const hastes = new EventHastes();
	return events.map((event) => hastes.of(event));
}

describe("events that somebody waits for", () => {
	it("are each turn's first sentence, not the next ones nor the end", () => {
		assert.deepEqual(
			read(sentence(0), sentence(0, "t2"), sentence(1), done(), sentence(1, "t2"), done("t2")),
			["now", "now", "rest", "idle", "rest", "idle"],
		);
	});

	it("are the end of a turn without words, and every failure", () => {
		const events = [done(), sentence(0, "t2"), failed, sentence(0), failed];
		assert.deepEqual(read(...events), ["now", "now", "now", "now", "now"]);
	});

	it("are not the end of a reply that the game stopped, unless it had not begun", () => {
		const stopped: GatewayEvent = { ...failed, kind: "rejected" };
		assert.deepEqual(read(sentence(0), stopped, stopped), ["now", "idle", "now"]);
	});

	it("are news of an agent, but not of a block", () => {
		const ready: GatewayEvent = { event: "agentReady", npcId: "mara", agentId: "a", model: "m" };
		const stored: GatewayEvent = { event: "blockStored", npcId: "mara", label: "status", rev: 1 };
		assert.deepEqual(read(ready, stored, { event: "moving" }), ["now", "idle", "now"]);
	});
});
