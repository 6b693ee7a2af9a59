/// <reference types="@rbxts/testez/globals" />
import { createInboundLimits } from "server/chat/inbound-limits";
import { TURN } from "server/constants/rules";
import { charCount } from "shared/text/text";
import { expectSame } from "../../shared/support/expectations";
import { createFakeClock } from "../support/fake-clock";
import { createFakeLog } from "../support/fake-log";

const OPTIONS = { lineRate: { ratePerSecond: 2, burst: 20 }, maxLineBytes: 8192, logSeconds: 10 };

function setUp() {
	const clock = createFakeClock();
	const log = createFakeLog();
	const limits = createInboundLimits({ clock, log }, OPTIONS);
	const accepted = (userId: number, count: number) => {
		let lines = 0;
		for (let index = 0; index < count; index++) if (limits.accept(userId, "hello") !== undefined) lines += 1;
		return lines;
	};
	return { clock, log, limits, accepted };
}

export = () => {
	describe("a player's lines", () => {
		it("pass as they are typed", () => {
			const { limits } = setUp();
			expect(limits.accept(1, "Good morning, Mara!")).to.equal("Good morning, Mara!");
			expect(limits.totals().tooMany).to.equal(0);
		});

		it("pass twenty at once, and twenty in ten seconds after that", () => {
			const { clock, limits, accepted } = setUp();
			expect(accepted(1, 100)).to.equal(20);
			let later = 0;
			for (let tenth = 0; tenth < 100; tenth++) {
				clock.advance(0.1);
				later += accepted(1, 10);
			}
			expect(later).to.equal(20);
			expect(limits.totals().tooMany).to.equal(80 + 980);
		});

		it("are limited for each player alone", () => {
			const { accepted } = setUp();
			expect(accepted(1, 1000)).to.equal(20);
			expect(accepted(2, 20)).to.equal(20);
		});

		it("are limited across a reconnect, and as if they were new after a rest", () => {
			const { clock, accepted } = setUp();
			accepted(1, 1000);
			clock.advance(5);
			// Others who come make room for themselves among those who have rested, and 1 has not.
			accepted(2, 1);
			expect(accepted(1, 100)).to.equal(10);
			clock.advance(10);
			accepted(3, 1);
			expect(accepted(1, 100)).to.equal(20);
		});

		it("are cut, freed of control characters, and dropped where nothing is left", () => {
			const { limits } = setUp();
			expect(charCount(limits.accept(1, string.rep("ß", 1000)) ?? "")).to.equal(TURN.maxLineChars);
			expect(limits.accept(1, "a\n\tb\0")).to.equal("a b");
			for (const blank of ["", "   ", "\n\t", "\u{200B}\u{202E}"])
				expect(limits.accept(1, blank)).to.equal(undefined);
			expect(limits.totals().blank).to.equal(4);
		});

		it("are dropped when they are longer than anybody can type", () => {
			const { limits } = setUp();
			expect(limits.accept(1, string.rep("x", 8192))).to.equal(string.rep("x", TURN.maxLineChars));
			expect(limits.accept(1, string.rep("x", 8193))).to.equal(undefined);
			expect(limits.totals().tooLong).to.equal(1);
		});

		it("count against the rate, whatever they hold", () => {
			const { limits } = setUp();
			for (let index = 0; index < 15; index++) limits.accept(1, string.rep("x", 8193));
			for (let index = 0; index < 15; index++) limits.accept(1, " ");
			expectSame(limits.totals(), { blank: 5, tooLong: 15, tooMany: 10, remote: 0 });
		});
	});

	describe("what is dropped", () => {
		it("is counted in full, and logged once in ten seconds for each reason", () => {
			const { clock, log, limits, accepted } = setUp();
			for (let index = 0; index < 1000; index++) limits.drop(7, "remote");
			accepted(1, 1000);
			expect(log.lines.size()).to.equal(2);
			expect(log.count("reason=remote")).to.equal(1);
			expect(log.count("userId=7")).to.equal(1);
			expect(limits.totals().remote).to.equal(1000);
			expect(limits.totals().tooMany).to.equal(980);
			clock.advance(10);
			limits.drop(7, "remote");
			expect(log.count("total=1001")).to.equal(1);
		});
	});
};
