import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OutageMeter } from "../../../src/meters/outage-meter.ts";

/** A run that begins at 100 s, with Letta away from its 10th to its 40th second. */
const createMeter = () => new OutageMeter([{ kind: "letta", fromSeconds: 10, toSeconds: 40 }], 100);

describe("the meter of outages", () => {
	it("counts writes while the outage lasts, and blocks after it, from the run's start", () => {
		const meter = createMeter();
		for (const [label, at] of [
			["status", 109.9],
			["status", 110],
			["group_members", 139.9],
			["status", 140],
			["status", 150],
			["group_members", 150],
		] as const)
			meter.write("mara", label, at);
		const [{ kind, seconds, writesDuring, blocksAfter, mostWritesOfABlock }] = meter.counts() as [
			ReturnType<OutageMeter["counts"]>[number],
		];
		assert.deepEqual(
			{ kind, seconds, writesDuring, blocksAfter, mostWritesOfABlock },
			{ kind: "letta", seconds: 30, writesDuring: 2, blocksAfter: 2, mostWritesOfABlock: 2 },
		);
	});

	it("tells the blocks of two NPCs apart", () => {
		const meter = createMeter();
		for (const npcId of ["mara", "bram"]) meter.write(npcId, "status", 145);
		assert.deepEqual([meter.counts()[0]!.blocksAfter, meter.counts()[0]!.mostWritesOfABlock], [2, 1]);
	});

	it("takes the lowest heap of the last twenty seconds, at the outage's start and at its end", () => {
		const meter = createMeter();
		for (let second = 0; second <= 60; second++) {
			const garbage = second % 5;
			meter.heapIs(10 + garbage + (second > 20 ? 20 : 0), 100 + second);
		}
		assert.deepEqual(meter.counts()[0]!.heapMb, [10, 30]);
	});
});
