import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HeldPoll } from "../src/session/held-poll.ts";
import { createFakeClock, settle } from "./support/fake-clock.ts";

function setUp() {
	const clock = createFakeClock();
	const poll = new HeldPoll(clock, { coalesceSeconds: 0.04, minAnswerGapSeconds: 0.25 });
	const answers: number[] = [];
	const start = clock.now();
	const seconds = () => Number((clock.now() - start).toFixed(2));
	const hold = (wait: number, signal?: AbortSignal) =>
		void poll.hold(wait, signal).then(() => answers.push(seconds()));
	return { clock, poll, answers, hold };
}

describe("HeldPoll", () => {
	it("answers when its time is up", async () => {
		const { clock, poll, answers, hold } = setUp();
		hold(25);
		await clock.advance(24.9);
		assert.deepEqual(answers, []);
		assert.ok(poll.isOpen);
		await clock.advance(0.2);
		assert.deepEqual(answers, [25]);
		assert.equal(poll.isOpen, false);
		assert.equal(clock.timers(), 0);
	});

	it("answers a burst once, shortly after it began", async () => {
		const { clock, poll, answers, hold } = setUp();
		hold(25);
		await clock.advance(1);
		poll.notify();
		await clock.advance(0.01);
		poll.notify();
		await clock.advance(0.01);
		poll.notify();
		await clock.advance(0.02);
		assert.deepEqual(answers, [1.04]);
		assert.equal(clock.timers(), 0);
	});

	it("keeps a distance between two answers", async () => {
		const { clock, poll, answers, hold } = setUp();
		hold(25);
		poll.notify();
		await clock.advance(0.05);
		hold(25);
		poll.notify();
		await clock.advance(1);
		assert.deepEqual(answers, [0.04, 0.29]);
	});

	it("answers the older poll when a newer one comes", async () => {
		const { clock, answers, hold } = setUp();
		hold(25);
		await clock.advance(3);
		hold(25);
		await clock.advance(1);
		assert.deepEqual(answers, [3]);
		await clock.advance(25);
		assert.deepEqual(answers, [3, 28]);
	});

	it("answers at once when it is released", async () => {
		const { clock, poll, answers, hold } = setUp();
		hold(25);
		poll.release();
		await settle();
		assert.deepEqual(answers, [0]);
		assert.equal(clock.timers(), 0);
	});

	it("lets go of a client that hung up", async () => {
		const { clock, poll, answers, hold } = setUp();
		const hangUp = new AbortController();
		hold(25, hangUp.signal);
		hangUp.abort();
		await settle();
		assert.deepEqual(answers, [0]);
		assert.equal(poll.isOpen, false);
		poll.notify();
		assert.equal(clock.timers(), 0);
	});

	it("is not touched by the hanging up of an older client", async () => {
		const { clock, poll, answers, hold } = setUp();
		const hangUp = new AbortController();
		hold(25, hangUp.signal);
		hold(25);
		await settle();
		assert.deepEqual(answers, [0]);
		hangUp.abort();
		await clock.advance(1);
		assert.ok(poll.isOpen);
		assert.deepEqual(answers, [0]);
	});
});
