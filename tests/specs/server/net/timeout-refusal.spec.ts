/// <reference types="@rbxts/testez/globals" />
import { refusesTimeout } from "server/net/timeout-refusal";

export = () => {
	describe("a request that the engine did not send because of its Timeout", () => {
		it("is told by its message, whatever its words", () => {
			expect(refusesTimeout("Timeout must be greater than zero and at most 20 seconds")).to.equal(true);
			expect(refusesTimeout("Unknown request option: timeout")).to.equal(true);
		});

		it("is another than one that timed out, or failed otherwise", () => {
			for (const message of [
				"HttpError: Timedout",
				"HttpError: InactivityTimeout",
				"HttpError: NetFail",
				"Number of requests exceeded limit",
			])
				expect(refusesTimeout(message)).to.equal(false);
		});
	});
};
