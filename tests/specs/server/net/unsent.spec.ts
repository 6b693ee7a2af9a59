/// <reference types="@rbxts/testez/globals" />
import { unsentBy } from "server/net/unsent";

export = () => {
	describe("a request without an answer", () => {
		it("was certainly not sent if its host was not found, or if the engine's own limit is reached", () => {
			expect(unsentBy("HttpError: DnsResolve")).to.equal("noConnection");
			expect(unsentBy("Number of requests exceeded limit")).to.equal("overLimit");
			expect(unsentBy("HttpError: TooManyOutstandingRequests")).to.equal("tooManyAtOnce");
		});

		it("may have been seen after any other message, because a connection may break after it has left", () => {
			for (const word of [
				"ConnectFail",
				"SslConnectFail",
				"NetFail",
				"ConnectionClosed",
				"Timedout",
				"Aborted",
				"Unknown",
			])
				expect(unsentBy(`HttpError: ${word}`)).to.equal(undefined);
		});
	});
};
