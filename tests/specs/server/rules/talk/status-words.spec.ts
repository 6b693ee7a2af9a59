/// <reference types="@rbxts/testez/globals" />
import { formatStatus } from "server/rules/status/status";
import { statusWords } from "server/rules/talk/status-words";

const words = (healthPercent: number, location: string, currentAction: string) =>
	statusWords(formatStatus({ healthPercent, location, currentAction }));

export = () => {
	describe("a status in words", () => {
		it("says where, how and what, and nothing of an NPC that does nothing", () => {
			expect(words(100, "Cafe", "Talk")).to.equal("at the Cafe, well, talking");
			expect(words(60, "near Plaza", "Patrol")).to.equal("near the Plaza, hurt, on your round");
			expect(words(10, "Outdoors", "Idle")).to.equal("outdoors, badly hurt");
			expect(words(0, "Library", "Dead")).to.equal("at the Library, dead");
		});

		it("leaves the article from names that have one or belong to somebody", () => {
			expect(words(100, "The Anchor", "Idle")).to.equal("at The Anchor, well");
			expect(words(100, "Bram's Forge", "Idle")).to.equal("at Bram's Forge, well");
		});

		it("says a creator's own action as it is", () => {
			expect(words(100, "Cafe", "Following Alex")).to.equal("at the Cafe, well, following alex");
		});

		it("reads what the form escapes", () => {
			expect(words(100, "A|B: c\\d", "Idle")).to.equal("at the A|B: c\\d, well");
		});

		it("keeps a text of another form", () => {
			expect(statusWords("unknown")).to.equal("unknown");
		});
	});
};
