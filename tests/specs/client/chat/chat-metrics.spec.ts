/// <reference types="@rbxts/testez/globals" />

import { createChatMetrics, metricOf } from "client/chat/chat-metrics";
import { encodeMetadata } from "client/chat/chat-message";

function metadataOf(kind: "speech" | "notice"): string {
	return encodeMetadata({ speaker: "Mara", kind, text: "", metadata: "m1" });
}

export = () => {
	describe("the counts of a client's chat", () => {
		it("begin at nothing, and are told from the start", () => {
			const told = new Map<string, number>();
			const metrics = createChatMetrics((metric, count) => told.set(metric, count));
			expect(told.get("NpcLines")).to.equal(0);
			metrics.count("NpcLines");
			metrics.count("NpcLines");
			expect(told.get("NpcLines")).to.equal(2);
			expect(metrics.counts().NpcLines).to.equal(2);
			expect(metrics.counts().NoticeLines).to.equal(0);
		});

		it("cannot be changed from outside", () => {
			const metrics = createChatMetrics();
			(metrics.counts() as { Shown: number }).Shown = 7;
			expect(metrics.counts().Shown).to.equal(0);
		});
	});

	describe("a line that the window received", () => {
		it("is counted by whose it is", () => {
			expect(metricOf({ metadata: metadataOf("speech"), isPlayers: false })).to.equal("NpcLines");
			expect(metricOf({ metadata: metadataOf("notice"), isPlayers: false })).to.equal("NoticeLines");
			expect(metricOf({ metadata: "Roblox.Error", isPlayers: false })).to.equal("OtherLines");
			expect(metricOf({ metadata: "", isPlayers: true })).to.equal("PlayerLines");
		});

		it("is a player's, whatever metadata the player adds to it", () => {
			expect(metricOf({ metadata: metadataOf("speech"), isPlayers: true })).to.equal("PlayerLines");
		});
	});
};
