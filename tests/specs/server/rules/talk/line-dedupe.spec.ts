/// <reference types="@rbxts/testez/globals" />
import { createLineDedupe, type LineDedupe } from "server/rules/talk/line-dedupe";

const ALEX = "player:1";

function channel(dedupe: LineDedupe, messageId: string, text: string, now = 0, speakerId = ALEX): boolean {
	return dedupe.accept({ source: "channel", messageId, speakerId, text }, now);
}

function chatted(dedupe: LineDedupe, text: string, now = 0): boolean {
	return dedupe.accept({ source: "chatted", speakerId: ALEX, text }, now);
}

export = () => {
	describe("the dedupe of chat lines", () => {
		it("takes a message once, however many recipients the channel asks about", () => {
			const dedupe = createLineDedupe();
			expect(channel(dedupe, "m1", "hello")).to.equal(true);
			for (let recipient = 0; recipient < 20; recipient++)
				expect(channel(dedupe, "m1", "hello")).to.equal(false);
		});
		it("takes a line once that both sources report, whichever is first", () => {
			const dedupe = createLineDedupe();
			expect(channel(dedupe, "m1", "hello")).to.equal(true);
			expect(chatted(dedupe, "hello")).to.equal(false);
			expect(chatted(dedupe, "bye", 5)).to.equal(true);
			expect(channel(dedupe, "m2", "bye", 5.1)).to.equal(false);
			expect(channel(dedupe, "m2", "bye", 5.2)).to.equal(false);
		});
		it("takes the same words twice when they are said twice", () => {
			const dedupe = createLineDedupe();
			for (const id of ["m1", "m2", "m3"]) {
				expect(channel(dedupe, id, "hello")).to.equal(true);
				expect(chatted(dedupe, "hello")).to.equal(false);
			}
			expect(chatted(dedupe, "hello")).to.equal(true);
		});
		it("pairs reports that come in bursts", () => {
			const dedupe = createLineDedupe();
			expect(channel(dedupe, "m1", "one")).to.equal(true);
			expect(channel(dedupe, "m2", "two")).to.equal(true);
			expect(chatted(dedupe, "one")).to.equal(false);
			expect(chatted(dedupe, "two")).to.equal(false);
		});
		it("knows a line that the platform has filtered in one of the sources", () => {
			const dedupe = createLineDedupe();
			expect(chatted(dedupe, "call 555 1234")).to.equal(true);
			expect(channel(dedupe, "m1", "call ########")).to.equal(false);
			expect(chatted(dedupe, "#1 fan", 10)).to.equal(true);
			expect(channel(dedupe, "m2", "a line of another length", 10)).to.equal(true);
		});
		it("takes two different lines for two", () => {
			const dedupe = createLineDedupe();
			expect(channel(dedupe, "m1", "hello")).to.equal(true);
			expect(chatted(dedupe, "goodbye")).to.equal(true);
		});
		it("takes the same words for new ones after the window", () => {
			const dedupe = createLineDedupe();
			expect(channel(dedupe, "m1", "hello", 0)).to.equal(true);
			expect(chatted(dedupe, "hello", 10)).to.equal(true);
		});
		it("keeps speakers apart, and forgets them", () => {
			const dedupe = createLineDedupe();
			expect(channel(dedupe, "m1", "hello")).to.equal(true);
			expect(channel(dedupe, "m1", "hello", 0, "player:2")).to.equal(true);
			dedupe.forget(ALEX);
			expect(channel(dedupe, "m1", "hello", 10)).to.equal(true);
		});
	});
};
