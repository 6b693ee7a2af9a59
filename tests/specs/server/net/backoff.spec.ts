/// <reference types="@rbxts/testez/globals" />
import { nextBackoff } from "server/net/backoff";

const OPTIONS = { baseSeconds: 1, capSeconds: 10 };

export = () => {
	it("a backoff doubles its limit with each attempt, up to the cap", () => {
		const limits = [0, 1, 2, 3, 4, 5, 500].map((attempt) => nextBackoff(attempt, () => 1, OPTIONS));
		expect(limits.join(" ")).to.equal("1 2 4 8 10 10 10");
	});
	it("a backoff is spread over its whole limit", () => {
		expect(nextBackoff(3, () => 0, OPTIONS)).to.equal(0);
		expect(nextBackoff(3, () => 0.25, OPTIONS)).to.equal(2);
	});
};
