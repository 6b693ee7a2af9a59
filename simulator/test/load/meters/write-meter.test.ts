import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { WriteMeter } from "../../../src/meters/write-meter.ts";

describe("the meter of writes", () => {
	it("counts writes by label, beside every block of every NPC once a second", () => {
		const meter = new WriteMeter();
		for (const label of ["status", "group_members", "status", "status"]) meter.add(label);
		for (let second = 0; second < 60; second++) meter.addSecond(2, 2);
		assert.deepEqual(meter.counts(), {
			total: 4,
			perNpcMinute: 2,
			byLabel: { group_members: 1, status: 3 },
			naive: 240,
			naiveRatio: 60,
		});
	});

	it("gives zeros when nothing was written", () => {
		assert.deepEqual(new WriteMeter().counts(), {
			total: 0,
			perNpcMinute: 0,
			byLabel: {},
			naive: 0,
			naiveRatio: 0,
		});
	});
});
