import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HeldPolls } from "../src/session/held-polls.ts";
import { createFakeClock, settle } from "./support/fake-clock.ts";

function setUp() {
	const clock = createFakeClock();
	const polls = new HeldPolls(clock, {
		coalesceSeconds: 0.04,
		minAnswerGapSeconds: 0.25,
		maxHeldPolls: 3,
		maxStaleRestSeconds: 0.5,
	});
	const answers: number[] = [];
	const start = clock.now();
	const seconds = () => Number((clock.now() - start).toFixed(2));
	const hold = (waitSeconds: number, signal?: AbortSignal, restSeconds = 0, idleSeconds = restSeconds) =>
		void polls.hold({ waitSeconds, restSeconds, idleSeconds }, signal).then(() => answers.push(seconds()));
	return { clock, polls, answers, hold };
}

describe("HeldPolls", () => {
	it("answers when its time is up", async () => {
		const { clock, polls, answers, hold } = setUp();
		hold(25);
		await clock.advance(24.9);
		assert.deepEqual(answers, []);
		assert.ok(polls.isOpen);
		await clock.advance(0.2);
		assert.deepEqual(answers, [25]);
		assert.equal(polls.isOpen, false);
		assert.equal(clock.timers(), 0);
	});

	it("answers a burst once, shortly after it began", async () => {
		const { clock, polls, answers, hold } = setUp();
		hold(25);
		await clock.advance(1);
		polls.notify("now");
		await clock.advance(0.01);
		polls.notify("now");
		await clock.advance(0.01);
		polls.notify("now");
		await clock.advance(0.02);
		assert.deepEqual(answers, [1.04]);
		assert.equal(clock.timers(), 0);
	});

	it("keeps a distance between two answers", async () => {
		const { clock, polls, answers, hold } = setUp();
		hold(25);
		polls.notify("now");
		await clock.advance(0.05);
		hold(25);
		polls.notify("now");
		await clock.advance(1);
		assert.deepEqual(answers, [0.04, 0.29]);
	});

	it("is not answered for events that nobody waits for until they have rested", async () => {
		const { clock, polls, answers, hold } = setUp();
		hold(25, undefined, 2);
		await clock.advance(0.5);
		polls.notify("rest");
		await clock.advance(0.5);
		polls.notify("rest");
		await clock.advance(0.9);
		assert.deepEqual(answers, []);
		await clock.advance(1);
		assert.deepEqual(answers, [2]);
		hold(25, undefined, 2);
		await clock.advance(10);
		polls.notify("rest");
		await clock.advance(0.1);
		assert.deepEqual(answers, [2, 12.94]);
		assert.equal(clock.timers(), 0);
	});

	it("lets what nobody sees wait for longer than a sentence", async () => {
		const { clock, polls, answers, hold } = setUp();
		hold(25, undefined, 1, 3);
		polls.notify("idle");
		await clock.advance(1.5);
		assert.deepEqual(answers, []);
		polls.notify("rest");
		await clock.advance(0.1);
		assert.deepEqual(answers, [1.54]);
		hold(25, undefined, 1, 3);
		polls.notify("idle", true);
		await clock.advance(5);
		assert.deepEqual(answers, [1.54, 4.6]);
	});

	it("is answered for what came before it without another delay", async () => {
		const { clock, polls, answers, hold } = setUp();
		await clock.advance(1);
		hold(25);
		polls.notify("now", true);
		await clock.advance(0.01);
		assert.deepEqual(answers, [1]);
	});

	it("is answered at once for an event that somebody waits for, whatever rests", async () => {
		const { clock, polls, answers, hold } = setUp();
		hold(25, undefined, 2);
		polls.notify("rest");
		await clock.advance(1);
		polls.notify("now");
		await clock.advance(0.1);
		assert.deepEqual(answers, [1.04]);
	});

	it("answers the oldest poll when there are too many", async () => {
		const { clock, answers, hold } = setUp();
		for (let index = 0; index < 3; index++) {
			hold(25);
			await clock.advance(1);
		}
		assert.deepEqual(answers, []);
		hold(25);
		await clock.advance(1);
		assert.deepEqual(answers, [3]);
		await clock.advance(25);
		assert.deepEqual(answers, [3, 26, 27, 28]);
		assert.equal(clock.timers(), 0);
	});

	it("answers the oldest poll for an event, and soon another for the next", async () => {
		const { clock, polls, answers, hold } = setUp();
		hold(10);
		await clock.advance(1);
		hold(20);
		hold(20);
		polls.notify("now");
		await clock.advance(0.05);
		assert.deepEqual(answers, [1.04]);
		// Another one stays, so that there is no need to save this one.
		polls.notify("now");
		await clock.advance(0.05);
		assert.deepEqual(answers, [1.04, 1.09]);
		polls.notify("now");
		await clock.advance(0.2);
		assert.equal(answers.length, 2);
		await clock.advance(0.1);
		assert.deepEqual(answers, [1.04, 1.09, 1.34]);
	});

	it("does not trust what a poll said of resting sentences for long after an answer", async () => {
		const { clock, polls, answers, hold } = setUp();
		hold(25, undefined, 3);
		hold(25, undefined, 3);
		polls.notify("now");
		await clock.advance(0.1);
		polls.notify("rest");
		await clock.advance(0.4);
		assert.deepEqual(answers, [0.04]);
		await clock.advance(0.1);
		assert.deepEqual(answers, [0.04, 0.54]);
	});

	it("answers all at once when they are released", async () => {
		const { clock, polls, answers, hold } = setUp();
		hold(25);
		hold(25);
		polls.release();
		await settle();
		assert.deepEqual(answers, [0, 0]);
		assert.equal(clock.timers(), 0);
	});

	it("lets go of a client that hung up", async () => {
		const { clock, polls, answers, hold } = setUp();
		const hangUp = new AbortController();
		hold(25, hangUp.signal);
		hangUp.abort();
		await settle();
		assert.deepEqual(answers, [0]);
		assert.equal(polls.isOpen, false);
		polls.notify("now");
		assert.equal(clock.timers(), 0);
	});

	it("keeps the other polls when a client hangs up on one, before or after its answer", async () => {
		const { clock, polls, answers, hold } = setUp();
		const hangUp = new AbortController();
		hold(25, hangUp.signal);
		hold(25);
		polls.notify("now");
		hangUp.abort();
		await clock.advance(0.05);
		assert.deepEqual(answers, [0, 0.04]);
		hold(25);
		hangUp.abort();
		await clock.advance(1);
		assert.ok(polls.isOpen);
		assert.equal(answers.length, 2);
	});
});
