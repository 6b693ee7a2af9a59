/// <reference types="@rbxts/testez/globals" />
import { ChannelWatch } from "server/chat/channel-watch";
import { CHANNEL_WATCH } from "server/constants/operations";
import { createFakeClock } from "../support/fake-clock";
import { createFakeLog } from "../support/fake-log";

function setUp() {
	const clock = createFakeClock();
	const log = createFakeLog();
	const watch = new ChannelWatch({ clock, log });
	const miss = (times: number) => {
		for (let time = 0; time < times; time++) {
			clock.advance(CHANNEL_WATCH.seenSeconds + 1);
			watch.noteSeen(1);
		}
	};
	return { clock, log, watch, miss };
}

export = () => {
	describe("a channel whose lines clients see and the server hears", () => {
		it("is no reason for a word in the log", () => {
			const { clock, log, watch } = setUp();
			for (let line = 0; line < 20; line++) {
				watch.noteHeard(1);
				clock.advance(1);
				watch.noteSeen(1);
				clock.advance(10);
			}
			expect(log.lines.size()).to.equal(0);
		});
	});

	describe("a channel whose lines clients see, and the server does not hear", () => {
		it("is named in the log after some lines, once", () => {
			const { log, miss } = setUp();
			miss(CHANNEL_WATCH.missedLines - 1);
			expect(log.lines.size()).to.equal(0);
			miss(10);
			expect(log.count("ShouldDeliverCallback")).to.equal(1);
		});

		it("is forgiven as soon as the server hears somebody, and named again later", () => {
			const { log, watch, miss } = setUp();
			miss(CHANNEL_WATCH.missedLines - 1);
			watch.noteHeard(2);
			miss(CHANNEL_WATCH.missedLines - 1);
			expect(log.lines.size()).to.equal(0);
			miss(1);
			watch.noteHeard(2);
			miss(CHANNEL_WATCH.missedLines);
			expect(log.count("ShouldDeliverCallback")).to.equal(2);
		});
	});
};
