/// <reference types="@rbxts/testez/globals" />
import { ServerStorage, TextChatService } from "@rbxts/services";
import { ensureChatChannel } from "server/roblox/chat-channels";
import { publishTotals } from "server/roblox/published-totals";
import { createThreads } from "server/roblox/threads";
import { createFakeClock } from "../support/fake-clock";
import { createFakeLog } from "../support/fake-log";

export = () => {
	describe("totals for the operator", () => {
		it("are attributes in ServerStorage, right again within a second", () => {
			const clock = createFakeClock();
			const totals = { blank: 0, tooMany: 2 };
			const stop = publishTotals(clock, { name: "SpecTotals", everySeconds: 1, totals: () => totals });
			const shown = ServerStorage.FindFirstChild("SpecTotals");
			assert(shown !== undefined, "nothing is shown");
			expect(shown.GetAttribute("blank")).to.equal(0);
			expect(shown.GetAttribute("tooMany")).to.equal(2);
			totals.tooMany = 7;
			clock.advance(1);
			expect(shown.GetAttribute("tooMany")).to.equal(7);
			stop();
			totals.tooMany = 8;
			clock.advance(5);
			expect(shown.GetAttribute("tooMany")).to.equal(7);
			shown.Destroy();
		});
	});

	describe("the chat channel of a place with Roblox's own", () => {
		it("is Roblox's: nothing is made and nobody is added", () => {
			const log = createFakeLog();
			const count = () => TextChatService.GetDescendants().size();
			const before = count();
			ensureChatChannel({ threads: createThreads(() => {}), log });
			task.wait(0.1);
			expect(count()).to.equal(before);
		});
	});
};
