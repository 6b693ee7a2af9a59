/// <reference types="@rbxts/testez/globals" />

import { TextChatService } from "@rbxts/services";
import { createChatMetrics } from "client/chat/chat-metrics";
import { encodeMetadata } from "client/chat/chat-message";
import { styleLine } from "client/chat/message-style";
import { configureChat } from "client/roblox/configure-chat";
import { monitorMessages } from "client/roblox/monitor-messages";
import { styleMessages } from "client/roblox/style-messages";
import { BUBBLES } from "shared/constants";
import { generalChannel } from "./general-channel";
import { expectText } from "../../shared/support/expectations";

/** What the chat window was given for a line, after the callbacks. */
function display(text: string, metadata: string): TextChatMessage {
	const received = new Array<TextChatMessage>();
	const connection = TextChatService.MessageReceived.Connect((message) => {
		if (message.Metadata === metadata) received.push(message);
	});
	generalChannel().DisplaySystemMessage(text, metadata);
	task.wait();
	connection.Disconnect();
	assert(received.size() === 1, `the line was received ${received.size()} times`);
	return received[0];
}

export = () => {
	describe("the styling of window lines", () => {
		beforeAll(() => styleMessages());

		it("puts an NPC's coloured name and the AI mark before its line", () => {
			const metadata = encodeMetadata({ speaker: "Mara", kind: "speech", text: "", metadata: "spec-speech" });
			const message = display("Good morning", metadata);
			const style = styleLine({ metadata, richText: "Good morning", isPlayers: false });
			expect(message.PrefixText).to.equal(style?.prefix);
			expectText(message.PrefixText, "[AI]");
			expect(message.Text).to.equal("Good morning");
		});

		it("sets a notice apart from what NPCs say", () => {
			const metadata = encodeMetadata({
				speaker: "Notice",
				kind: "notice",
				text: "",
				metadata: "spec-notice",
			});
			const message = display("Tea &amp; cake", metadata);
			const style = styleLine({ metadata, richText: "Tea &amp; cake", isPlayers: false });
			expect(message.Text).to.equal(style?.richText);
			expect(message.PrefixText).to.equal(style?.prefix);
		});

		it("leaves the system messages of others as they are", () => {
			expect(display("Somebody joined", "spec-foreign").PrefixText).to.equal("");
		});
	});

	describe("the counting of window lines", () => {
		it("tells NPCs' lines, notices and those of others apart", () => {
			const metrics = createChatMetrics();
			const connection = monitorMessages(metrics, () => {});
			display("one", encodeMetadata({ speaker: "Mara", kind: "speech", text: "", metadata: "count-1" }));
			display("two", encodeMetadata({ speaker: "Notice", kind: "notice", text: "", metadata: "count-2" }));
			display("three", encodeMetadata({ speaker: "Mara", kind: "speech", text: "", metadata: "count-3" }));
			display("four", "count-4");
			connection.Disconnect();
			const { NpcLines, NoticeLines, OtherLines, PlayerLines } = metrics.counts();
			expect([NpcLines, NoticeLines, OtherLines, PlayerLines].join(",")).to.equal("2,1,1,0");
		});
	});

	describe("the look of bubbles", () => {
		it("is set when its configuration comes late", () => {
			const configuration = TextChatService.FindFirstChildOfClass("BubbleChatConfiguration");
			assert(configuration !== undefined, "there is no BubbleChatConfiguration");
			configuration.MaxBubbles = 1;
			configuration.Parent = undefined;
			configureChat();
			expect(configuration.MaxBubbles).to.equal(1);
			configuration.Parent = TextChatService;
			task.wait();
			expect(configuration.MaxBubbles).to.equal(BUBBLES.maxBubbles);
		});

		it("is set by value, whatever it was", () => {
			const configuration = TextChatService.FindFirstChildOfClass("BubbleChatConfiguration");
			assert(configuration !== undefined, "there is no BubbleChatConfiguration");
			configuration.Enabled = false;
			configuration.MaxDistance = 1;
			configuration.MinimizeDistance = 1;
			configuration.BubbleDuration = 1;
			configuration.MaxBubbles = 1;
			configureChat();
			expect(configuration.Enabled).to.equal(true);
			expect(configuration.MaxDistance).to.equal(BUBBLES.maxDistanceStuds);
			expect(configuration.MinimizeDistance).to.equal(BUBBLES.minimizeDistanceStuds);
			expect(configuration.BubbleDuration).to.equal(BUBBLES.durationSeconds);
			expect(configuration.MaxBubbles).to.equal(BUBBLES.maxBubbles);
		});
	});

	describe("the chat window", () => {
		it("is on, whatever it was", () => {
			const configuration = TextChatService.FindFirstChildOfClass("ChatWindowConfiguration");
			assert(configuration !== undefined, "there is no ChatWindowConfiguration");
			configuration.Enabled = false;
			configureChat();
			expect(configuration.Enabled).to.equal(true);
		});
	});
};
