/// <reference types="@rbxts/testez/globals" />

import { createChatMetrics } from "client/chat/chat-metrics";
import { guardDisplays } from "client/chat/guarded-displays";
import { fakeChannel, fakeLog } from "../fakes";
import { expectText } from "../../shared/support/expectations";

function setUp(refuses: boolean) {
	const metrics = createChatMetrics();
	const log = fakeLog();
	const channel = fakeChannel();
	const bubbles = new Array<string>();
	const head = new Instance("Part");
	const refuse = () => {
		if (refuses) error("chat is disabled for this user");
	};
	const displays = guardDisplays(
		{
			bubbles: {
				findHead: () => head,
				displayBubble: (_, richText) => {
					refuse();
					bubbles.push(richText);
				},
				displayTyping: () => {
					refuse();
					bubbles.push("typing");
					return () => bubbles.push("typing gone");
				},
			},
			channels: {
				find: () => ({
					displaySystemMessage: (richText, metadata) => {
						refuse();
						channel.displaySystemMessage(richText, metadata);
					},
				}),
				await: () => undefined,
			},
		},
		{ metrics, log },
	);
	return { displays, metrics, log, channel, bubbles, head };
}

export = () => {
	describe("displays that Roblox refuses", () => {
		it("throw nothing; each refusal is counted, and the first of each display is logged", () => {
			const { displays, metrics, log, head } = setUp(true);
			for (let times = 0; times < 3; times++) {
				displays.bubbles.displayBubble(head, "Hello");
				displays.channels.find()?.displaySystemMessage("Hello", "m1");
			}
			displays.bubbles.displayTyping(head)();
			expect(metrics.counts().BubbleFailures).to.equal(4);
			expect(metrics.counts().WindowFailures).to.equal(3);
			expect(log.warnings.size()).to.equal(2);
			expectText(log.warnings[0], "chat is disabled");
		});
	});

	describe("displays that work", () => {
		it("are given everything as it is, and a channel that is not there stays so", () => {
			const { displays, metrics, channel, bubbles, head } = setUp(false);
			expect(displays.bubbles.findHead("mara")).to.equal(head);
			displays.bubbles.displayBubble(head, "Hello");
			displays.channels.find()?.displaySystemMessage("Tea &amp; cake", "m1");
			expect(displays.channels.await(1)).to.equal(undefined);
			displays.bubbles.displayTyping(head)();
			expect(bubbles.join(", ")).to.equal("Hello, typing, typing gone");
			expect(channel.lines[0].richText).to.equal("Tea &amp; cake");
			expect(channel.lines[0].metadata).to.equal("m1");
			expect(metrics.counts().BubbleFailures + metrics.counts().WindowFailures).to.equal(0);
		});
	});
};
