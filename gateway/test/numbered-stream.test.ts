import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Inbox } from "../src/session/inbox.ts";
import { Outbox } from "../src/session/outbox.ts";
import { createRandom } from "./support/random.ts";

describe("Inbox", () => {
	it("takes items in order", () => {
		const inbox = new Inbox<string>();
		assert.deepEqual(inbox.accept(1, ["a", "b"]), ["a", "b"]);
		assert.deepEqual(inbox.accept(3, ["c"]), ["c"]);
		assert.equal(inbox.ack, 3);
	});

	it("takes a repeated item once", () => {
		const inbox = new Inbox<string>();
		inbox.accept(1, ["a", "b"]);
		assert.deepEqual(inbox.accept(1, ["a", "b", "c"]), ["c"]);
		assert.deepEqual(inbox.accept(2, ["b"]), []);
		assert.equal(inbox.ack, 3);
	});

	it("takes nothing after a gap, and says from where to repeat", () => {
		const inbox = new Inbox<string>();
		inbox.accept(1, ["a"]);
		assert.deepEqual(inbox.accept(3, ["c"]), []);
		assert.equal(inbox.ack, 1);
		assert.deepEqual(inbox.accept(2, ["b", "c"]), ["b", "c"]);
	});

	it("is not moved by empty frames", () => {
		const inbox = new Inbox<string>();
		assert.deepEqual(inbox.accept(1, []), []);
		assert.deepEqual(inbox.accept(9, []), []);
		assert.equal(inbox.ack, 0);
	});
});

describe("Outbox", () => {
	it("repeats what was not acknowledged", () => {
		const outbox = new Outbox<string>(10);
		for (const item of ["a", "b", "c"]) outbox.add(item);
		assert.deepEqual(outbox.batch(2), { seq: 1, items: ["a", "b"] });
		assert.ok(outbox.acknowledge(1));
		assert.deepEqual(outbox.batch(10), { seq: 2, items: ["b", "c"] });
		assert.deepEqual(outbox.batch(10), { seq: 2, items: ["b", "c"] });
	});

	it("names the next number when it has nothing", () => {
		const outbox = new Outbox<string>(10);
		assert.deepEqual(outbox.batch(10), { seq: 1, items: [] });
		outbox.add("a");
		outbox.acknowledge(1);
		assert.deepEqual(outbox.batch(10), { seq: 2, items: [] });
	});

	it("refuses the acknowledgement of what was never sent", () => {
		const outbox = new Outbox<string>(10);
		outbox.add("a");
		assert.equal(outbox.acknowledge(2), false);
		assert.equal(outbox.pendingCount, 1);
	});

	it("ignores an acknowledgement that was overtaken", () => {
		const outbox = new Outbox<string>(10);
		for (const item of ["a", "b"]) outbox.add(item);
		outbox.acknowledge(2);
		assert.ok(outbox.acknowledge(1));
		assert.deepEqual(outbox.batch(10), { seq: 3, items: [] });
	});

	it("is bounded", () => {
		const outbox = new Outbox<string>(2);
		assert.ok(outbox.add("a") && outbox.add("b"));
		assert.equal(outbox.add("c"), false);
		outbox.acknowledge(1);
		assert.ok(outbox.add("c"));
	});
});

describe("an outbox and an inbox over a wire that loses, repeats and reorders", () => {
	for (let seed = 1; seed <= 50; seed += 1) {
		it(`deliver everything once and in order (seed ${seed})`, () => {
			const random = createRandom(seed);
			const outbox = new Outbox<number>(1000);
			const inbox = new Inbox<number>();
			const received: number[] = [];
			const frames: { seq: number; items: ReadonlyArray<number> }[] = [];
			const acks: number[] = [];
			const takeAny = <T>(from: T[]): T => from[Math.floor(random() * from.length)]!;
			let sent = 0;

			for (let step = 0; step < 400; step += 1) {
				const dice = random();
				if (dice < 0.3) outbox.add(++sent);
				else if (dice < 0.6) frames.push(outbox.batch(1 + Math.floor(random() * 5)));
				else if (dice < 0.8 && frames.length > 0) {
					const { seq, items } = takeAny(frames);
					received.push(...inbox.accept(seq, items));
					acks.push(inbox.ack);
				} else if (acks.length > 0) assert.ok(outbox.acknowledge(takeAny(acks)));
			}
			// The wire is good again.
			while (outbox.pendingCount > 0) {
				const { seq, items } = outbox.batch(5);
				received.push(...inbox.accept(seq, items));
				outbox.acknowledge(inbox.ack);
			}
			assert.deepEqual(
				received,
				Array.from({ length: sent }, (_, index) => index + 1),
			);
		});
	}
});
