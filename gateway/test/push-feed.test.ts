import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GatewayEvent, ServerFrame } from "../src/wire.ts";
import { Outbox } from "../src/session/outbox.ts";
import { PushFeed, type FrameSink } from "../src/session/push-feed.ts";
import { createFakeClock } from "./support/fake-clock.ts";

const sentence = (index: number): GatewayEvent => ({
	event: "sentence",
	npcId: "mara",
	turnId: "t1",
	index,
	text: "Hi.",
});
const stored = (rev: number): GatewayEvent => ({ event: "blockStored", npcId: "mara", label: "status", rev });

function setUp(maxEventsPerFrame = 500) {
	const clock = createFakeClock();
	const outbox = new Outbox<GatewayEvent>(1000);
	let received = 0;
	const feed = new PushFeed(clock, outbox, () => received, { pushCoalesceSeconds: 0.05, maxEventsPerFrame });
	const add = (event: GatewayEvent) => {
		outbox.add(event);
		feed.noteEvent(event);
	};
	const createSink = () => {
		const frames: ServerFrame[] = [];
		const ends: string[] = [];
		const sink: FrameSink = { push: (frame) => frames.push(frame), end: (reason) => ends.push(reason) };
		const numbers = () => frames.map(({ seq, events }) => `${seq}+${events.length}`).join(" ");
		return { sink, frames, ends, numbers };
	};
	const receive = (count: number) => {
		received += count;
		feed.noteReceived();
	};
	return { clock, outbox, feed, add, createSink, receive };
}

describe("PushFeed", () => {
	it("pushes at once what a player waits for, and lets the rest wait for company", async () => {
		const { clock, feed, add, createSink } = setUp();
		const { sink, numbers } = createSink();
		feed.attach(sink);
		await clock.advance(0);
		add(stored(1));
		await clock.advance(0.04);
		assert.equal(numbers(), "1+0");
		add(sentence(0));
		await clock.advance(0);
		assert.equal(numbers(), "1+0 1+2");
		add(stored(2));
		await clock.advance(0.05);
		assert.equal(numbers(), "1+0 1+2 3+1");
		assert.equal(clock.timers(), 0);
	});

	it("pushes each event once, and acknowledges what has come in", async () => {
		const { clock, feed, add, createSink, receive } = setUp();
		const { sink, frames, numbers } = createSink();
		feed.attach(sink);
		add(sentence(0));
		await clock.advance(0);
		receive(3);
		await clock.advance(0.05);
		assert.equal(numbers(), "1+1 2+0");
		assert.deepEqual(
			frames.map(({ ack }) => ack),
			[0, 3],
		);
	});

	it("gives a new sink again what was not acknowledged, and tells the old one", async () => {
		const { clock, feed, outbox, add, createSink } = setUp();
		const first = createSink();
		feed.attach(first.sink);
		for (const index of [0, 1, 2]) add(sentence(index));
		await clock.advance(0);
		outbox.acknowledge(1);
		const second = createSink();
		feed.attach(second.sink);
		await clock.advance(0);
		assert.equal(second.numbers(), "2+2");
		assert.deepEqual(first.ends, ["replaced"]);
		// The old socket's end comes late.
		feed.detach(first.sink);
		assert.equal(feed.isAttached, true);
	});

	it("divides what is too much for one frame", async () => {
		const { clock, feed, add, createSink } = setUp(2);
		for (const index of [0, 1, 2, 3, 4]) add(sentence(index));
		const { sink, numbers } = createSink();
		feed.attach(sink);
		await clock.advance(0);
		assert.equal(numbers(), "1+2 3+2 5+1");
	});

	it("pushes the rest before it ends, and nothing after", async () => {
		const { clock, feed, add, createSink } = setUp();
		const { sink, numbers, ends } = createSink();
		feed.attach(sink);
		add(stored(1));
		feed.end();
		add(sentence(0));
		await clock.advance(1);
		assert.equal(numbers(), "1+1");
		assert.deepEqual(ends, ["over"]);
		assert.equal(clock.timers(), 0);
	});
});
