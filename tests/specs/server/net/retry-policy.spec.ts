/// <reference types="@rbxts/testez/globals" />
import { mayRepeat, type Outcome } from "server/net/retry-policy";

const OUTCOMES: ReadonlyArray<Outcome> = [
	{ kind: "ok" },
	{ kind: "unsent" },
	{ kind: "crowded" },
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
		it("is allowed after any passing failure if doing it twice does no harm", () => {
			expect(repeatable("always")).to.equal("unsent,crowded,lost,trouble,busy,limited");
		});

		it("is never allowed for what may have been done if doing it twice does harm", () => {
			expect(repeatable("untouched")).to.equal("unsent,crowded,busy,limited");
		});

		it("is not allowed after a busy host that may be busy with this very request", () => {
			expect(repeatable("unsent")).to.equal("unsent,crowded,limited");
		});
	});
};
