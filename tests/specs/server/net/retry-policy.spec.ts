/// <reference types="@rbxts/testez/globals" />
import { mayRepeat, type Outcome } from "server/net/retry-policy";

const OUTCOMES: ReadonlyArray<Outcome> = [
	{ kind: "ok" },
	{ kind: "unsent" },
	{ kind: "lost" },
	{ kind: "trouble" },
	{ kind: "busy" },
	{ kind: "limited", scope: "all" },
	{ kind: "refused" },
];

const repeatable = (policy: "always" | "untouched" | "unsent") =>
	OUTCOMES.filter((outcome) => mayRepeat(policy, outcome))
		.map(({ kind }) => kind)
		.join(",");

export = () => {
	describe("sending again", () => {
		it("is for whatever may pass, where doing it twice does no harm", () => {
			expect(repeatable("always")).to.equal("unsent,lost,trouble,busy,limited");
		});

		it("is never for what may have been done, where doing it twice would do harm", () => {
			expect(repeatable("untouched")).to.equal("unsent,busy,limited");
		});

		it("is not even for what met something busy, where that may be itself", () => {
			expect(repeatable("unsent")).to.equal("unsent,limited");
		});
	});
};
