/// <reference types="@rbxts/testez/globals" />

import { ReplicatedStorage, TextChatService } from "@rbxts/services";
import { createChatChannels } from "client/roblox/chat-channels";
import { generalChannel } from "./general-channel";

export = () => {
	describe("the channel of the chat window", () => {
		const channels = createChatChannels();
		const channel = generalChannel();
		const home = channel.Parent;

		afterEach(() => {
			channel.Parent = home;
		});

		it("is found, and takes a line with its metadata", () => {
			const received = new Array<TextChatMessage>();
			const connection = channel.MessageReceived.Connect((message) => received.push(message));
			channels.find()?.displaySystemMessage("tea &amp; cake", "spec-channel");
			task.wait();
			connection.Disconnect();
			expect(received.size()).to.equal(1);
			expect(received[0].Text).to.equal("tea &amp; cake");
			expect(received[0].Metadata).to.equal("spec-channel");
		});

		it("is waited for, no longer than asked, and never made", () => {
			channel.Parent = ReplicatedStorage;
			expect(channels.find()).to.equal(undefined);
			expect(channels.await(0.1)).to.equal(undefined);
			expect(TextChatService.FindFirstChild(channel.Name, true)).to.equal(undefined);
		});

		it("is found once it has come, while somebody waits", () => {
			channel.Parent = ReplicatedStorage;
			task.delay(0.1, () => {
				channel.Parent = home;
			});
			expect(channels.await(5)).to.be.ok();
		});
	});
};
