/// <reference types="@rbxts/testez/globals" />

import { ReplicatedStorage } from "@rbxts/services";
import { parseChatConfig } from "client/config/chat-config";
import { readChatConfigAttributes } from "client/roblox/chat-config-source";
import { expectSame } from "../../shared/support/expectations";

function parse(attributes: Record<string, unknown>) {
	const found = new Map<string, unknown>();
	for (const [key, value] of pairs(attributes)) found.set(key, value);
	return parseChatConfig(found);
}

export = () => {
	describe("the chat's configuration", () => {
		it("is quiet where nothing is set", () => {
			const { config, problems } = parse({});
			expect(config.NoticePing).to.equal(false);
			expect(config.ThinkingBubbles).to.equal(true);
			expect(problems.size()).to.equal(0);
		});

		it("takes what a creator has set", () => {
			const { config, problems } = parse({
				NoticePing: true,
				NoticePingSoundId: "rbxassetid://12345",
				NoticePingVolume: 1,
				ThinkingBubbles: false,
			});
			expect(problems.size()).to.equal(0);
			expect(config.NoticePing).to.equal(true);
			expect(config.NoticePingSoundId).to.equal("rbxassetid://12345");
			expect(config.NoticePingVolume).to.equal(1);
			expect(config.ThinkingBubbles).to.equal(false);
		});

		it("names a wrong value, what was found and what is allowed, and uses the default", () => {
			const { config, problems } = parse({ NoticePing: "yes", NoticePingVolume: 3 });
			expect(config.NoticePing).to.equal(false);
			expect(config.NoticePingVolume).to.equal(0.5);
			expect(problems.join("\n")).to.equal(
				'ChatConfig.NoticePing: found "yes", allowed is true or false; using false\n' +
					"ChatConfig.NoticePingVolume: found the number 3, allowed is a number from 0 to 1; using 0.5",
			);
		});

		it("names a key that there is not, the one that was meant, and those that there are", () => {
			const { problems } = parse({ NoticePings: true, Sound: 1 });
			const allowed = "NoticePing, NoticePingSoundId, NoticePingVolume, ThinkingBubbles";
			expectSame(problems, [
				`ChatConfig.NoticePings: there is no such key (did you mean NoticePing?), allowed are ${allowed}`,
				`ChatConfig.Sound: there is no such key, allowed are ${allowed}`,
			]);
		});

		it("takes only an asset for a sound, and only a volume that is a number", () => {
			const wrong = ["", "12345", "http://example.org/a.ogg", "rbxassetid://x", "rbxassetid://1 2"];
			for (const id of [...wrong, `rbxassetid://${string.rep("1", 500)}`])
				expect(parse({ NoticePingSoundId: id }).problems.size()).to.equal(1);
			for (const volume of [-0.1, 1.1, 0 / 0, math.huge])
				expect(parse({ NoticePingVolume: volume }).problems.size()).to.equal(1);
		});

		it("is right as the place has it, and lies where every client sees it", () => {
			expect(ReplicatedStorage.FindFirstChild("ChatConfig")).to.be.ok();
			const attributes = readChatConfigAttributes(1);
			expect(attributes.size()).to.equal(4);
			expect(parseChatConfig(attributes).problems.size()).to.equal(0);
		});
	});
};
