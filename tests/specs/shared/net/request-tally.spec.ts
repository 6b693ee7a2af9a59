/// <reference types="@rbxts/testez/globals" />
import { RequestTally } from "shared/net/request-tally";

export = () => {
	describe("the tally of requests", () => {
		it("counts what became of each class, apart", () => {
			const tally = new RequestTally();
			tally.merged("status");
			tally.merged("status");
			tally.sent("turn", 0.5, 10);
			tally.sent("turn", 1.5, 10);
			tally.retried("turn");
			tally.dropped("group", "released");
			tally.dropped("group", "released");
			tally.dropped("group", "new session");
			const { turn, status, group } = tally.classes(() => 0, 10);
			expect(status.merged).to.equal(2);
			expect(turn.merged).to.equal(0);
			expect(turn.sent).to.equal(2);
			expect(turn.retried).to.equal(1);
			expect(turn.waitSeconds.max).to.equal(1.5);
			expect(group.dropped["released"]).to.equal(2);
			expect(group.dropped["new session"]).to.equal(1);
		});
		it("asks how many of each class wait", () => {
			const { departure, turn } = new RequestTally().classes(
				(requestClass) => (requestClass === "departure" ? 4 : 0),
				0,
			);
			expect(departure.waiting).to.equal(4);
			expect(turn.waiting).to.equal(0);
		});
		it("gives away numbers that do not change afterwards", () => {
			const tally = new RequestTally();
			tally.dropped("turn", "away");
			const before = tally.classes(() => 0, 0).turn.dropped;
			tally.dropped("turn", "away");
			expect(before["away"]).to.equal(1);
		});
	});
};
