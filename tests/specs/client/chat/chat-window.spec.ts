/// <reference types="@rbxts/testez/globals" />

import { createChatWindow } from "client/chat/chat-window";
import type { ChatChannel } from "client/ports";
import { fakeChannel, fakeLog } from "../fakes";
import { expectText } from "../../shared/support/expectations";

const OPTIONS = { channelTimeoutSeconds: 10, maxWaitingLines: 3 };

/** A window whose channel is there only when the spec says so; the waiting thread runs when the spec says so. */
function setUp(present?: ChatChannel) {
	const world = { present };
	const threads = new Array<() => void>();
	const awaited = new Array<number>();
	const log = fakeLog();
	const window = createChatWindow(
		{
			channels: {
				find: () => world.present,
				await: (timeoutSeconds) => {
					awaited.push(timeoutSeconds);
					return world.present;
				},
			},
			spawn: (callback) => threads.push(callback),
			log,
		},
		OPTIONS,
	);
	return { world, threads, awaited, log, window };
}

export = () => {
	describe("the chat window", () => {
		it("displays a line at once where the channel is there", () => {
			const channel = fakeChannel();
			const { window, threads } = setUp(channel);
			window.display("Hello", "meta");
			expect(channel.lines.size()).to.equal(1);
			expect(channel.lines[0].richText).to.equal("Hello");
			expect(channel.lines[0].metadata).to.equal("meta");
			expect(threads.size()).to.equal(0);
		});

		it("keeps lines that arrive before the channel and displays them in order", () => {
			const { window, world, threads, awaited } = setUp();
			window.display("one", "1");
			window.display("two", "2");
			expect(threads.size()).to.equal(1);
			const channel = fakeChannel();
			world.present = channel;
			window.display("three", "3");
			expect(channel.lines.size()).to.equal(0);
			threads[0]();
			expect(channel.lines.map((line) => line.richText).join(" ")).to.equal("one two three");
			expect(awaited[0]).to.equal(OPTIONS.channelTimeoutSeconds);
			window.display("four", "4");
			expect(channel.lines.size()).to.equal(4);
		});

		it("gives up the waiting lines after the time-out, says so and tries again with the next", () => {
			const { window, world, threads, log } = setUp();
			window.display("lost", "");
			threads[0]();
			expect(log.warnings.size()).to.equal(1);
			expectText(log.warnings[0], "1 line");
			const channel = fakeChannel();
			window.display("kept", "");
			world.present = channel;
			threads[1]();
			expect(channel.lines.map((line) => line.richText).join(" ")).to.equal("kept");
		});

		it("lets the oldest waiting lines go when there are too many", () => {
			const { window, world, threads } = setUp();
			for (const text of ["a", "b", "c", "d", "e"]) window.display(text, "");
			const channel = fakeChannel();
			world.present = channel;
			threads[0]();
			expect(channel.lines.map((line) => line.richText).join("")).to.equal("cde");
		});
	});
};
