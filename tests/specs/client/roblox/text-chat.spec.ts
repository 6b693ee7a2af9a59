/// <reference types="@rbxts/testez/globals" />

import { TextChatService } from "@rbxts/services";
import { encodeMetadata } from "client/chat/message-metadata";
import { linePrefix } from "client/chat/message-prefix";
import { configureBubbles } from "client/roblox/configure-bubbles";
import { styleMessages } from "client/roblox/style-messages";
import { BUBBLES } from "shared/constants";
import { fakeLog } from "../fakes";
import { generalChannel } from "./general-channel";

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
			expect(message.PrefixText).to.equal(linePrefix({ metadata, isPlayers: false }));
			expect(message.PrefixText.find("[AI]", 1, true)[0]).to.be.ok();
			expect(message.Text).to.equal("Good morning");
		});

		it("leaves the system messages of others as they are", () => {
			expect(display("Somebody joined", "spec-foreign").PrefixText).to.equal("");
		});
	});

	describe("the look of bubbles", () => {
		it("is set by value, whatever it was", () => {
			const configuration = TextChatService.FindFirstChildOfClass("BubbleChatConfiguration");
			assert(configuration !== undefined, "there is no BubbleChatConfiguration");
			configuration.Enabled = false;
			configuration.MaxDistance = 1;
			configureBubbles(fakeLog());
			expect(configuration.Enabled).to.equal(true);
			expect(configuration.MaxDistance).to.equal(BUBBLES.maxDistanceStuds);
			expect(configuration.MinimizeDistance).to.equal(BUBBLES.minimizeDistanceStuds);
			expect(configuration.BubbleDuration).to.equal(BUBBLES.durationSeconds);
			expect(configuration.MaxBubbles).to.equal(BUBBLES.maxBubbles);
		});
	});
};
