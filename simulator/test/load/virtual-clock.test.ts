import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createVirtualClock } from "../../src/repeatable/virtual-clock.ts";

const settled = async () => {};

describe("the virtual clock", () => {
	it("runs what is due in order of time, then of making, and what that makes due as well", async () => {
		const clock = createVirtualClock();
		const ran: string[] = [];
		const note = (name: string) => () => ran.push(`${name} at ${clock.now()}`);
		clock.after(2, note("late"));
		clock.after(1, note("first"));
		clock.after(1, note("second"));
		clock.after(1.5, () => clock.after(0.25, note("made on the way")));
		clock.after(4, note("not yet"));
		clock.after(1, note("cancelled"))();
		await clock.advanceTo(3, settled);
		assert.deepEqual(ran, ["first at 1", "second at 1", "made on the way at 1.75", "late at 2"]);
		assert.equal(clock.now(), 3);
	});

	it("lets what comes of each timer settle before the next runs", async () => {
		const clock = createVirtualClock();
		const order: string[] = [];
		clock.after(1, () => order.push("one"));
		clock.after(1, () => order.push("two"));
		await clock.advanceTo(1, async () => void order.push("settled"));
		assert.deepEqual(order, ["one", "settled", "two", "settled"]);
	});
});
