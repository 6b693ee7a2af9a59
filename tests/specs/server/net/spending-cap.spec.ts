/// <reference types="@rbxts/testez/globals" />
import { createSpendingCap } from "server/net/spending-cap";
import { seededRandom } from "../../shared/support/random";
import { expectAtMost, expectMore, expectSame } from "../../shared/support/expectations";

const NO_LIMIT = math.huge;

export = () => {
	describe("the limit of turns an hour", () => {
		it("lets through that many turns and refuses the next", () => {
			const cap = createSpendingCap({ turnsPerHour: 3, tokensPerDay: NO_LIMIT });
			for (let turn = 0; turn < 3; turn++) expect(cap.take(100 + turn)).to.equal(true);
			expect(cap.mayTake(104)).to.equal(false);
			expect(cap.take(104)).to.equal(false);
			expect(cap.used(104).turnsLastHour).to.equal(3);
			expect(cap.used(104).refused).to.equal(1);
		});
		it("is not used up by asking", () => {
			const cap = createSpendingCap({ turnsPerHour: 1, tokensPerDay: NO_LIMIT });
			for (let times = 0; times < 5; times++) expect(cap.mayTake(0)).to.equal(true);
			expect(cap.take(0)).to.equal(true);
		});
		it("frees a turn an hour after it was taken, and a minute later at most", () => {
			const cap = createSpendingCap({ turnsPerHour: 1, tokensPerDay: NO_LIMIT });
			cap.take(90);
			expect(cap.mayTake(90 + 3600 - 1)).to.equal(false);
			expect(cap.mayTake(90 + 3600 + 60)).to.equal(true);
		});
		it("is exceeded in no hour, wherever the hour begins", () => {
			const random = seededRandom(11);
			const cap = createSpendingCap({ turnsPerHour: 50, tokensPerDay: NO_LIMIT });
			const taken = new Array<number>();
			for (let now = 0; now < 20_000; now += random.next() * 40) if (cap.take(now)) taken.push(now);
			for (const from of taken) {
				const inHour = taken.filter((at) => at >= from && at < from + 3600).size();
				expectAtMost(inHour, 50);
			}
			// And it is of use: most of what five hours allow was given.
			expectMore(taken.size(), 200);
		});
		it("of 0 lets nothing through, ever", () => {
			const cap = createSpendingCap({ turnsPerHour: 0, tokensPerDay: NO_LIMIT });
			const taken = [0, 3600, 86_400, 1e9].filter((now) => cap.take(now));
			expectSame(taken, []);
		});
	});

	describe("the limit of tokens a day", () => {
		it("stops turns once they have cost that much, until the day is over", () => {
			const cap = createSpendingCap({ turnsPerHour: NO_LIMIT, tokensPerDay: 1000 });
			expect(cap.take(0)).to.equal(true);
			cap.addTokens(999, 5);
			expect(cap.take(6)).to.equal(true);
			cap.addTokens(400, 10);
			expect(cap.take(11)).to.equal(false);
			expect(cap.used(11).tokensLastDay).to.equal(1399);
			expect(cap.take(86_000)).to.equal(false);
			expect(cap.take(86_400 + 900)).to.equal(true);
		});
		it("still holds when the limit of turns has freed a turn", () => {
			const cap = createSpendingCap({ turnsPerHour: 1, tokensPerDay: 10 });
			cap.take(0);
			cap.addTokens(10, 0);
			expect(cap.mayTake(1)).to.equal(false);
			expect(cap.mayTake(3700)).to.equal(false);
			expect(cap.mayTake(86_400 + 900)).to.equal(true);
		});
		it("of 0 lets nothing through", () => {
			expect(createSpendingCap({ turnsPerHour: NO_LIMIT, tokensPerDay: 0 }).take(0)).to.equal(false);
		});
	});

	it("without limits everything passes", () => {
		const cap = createSpendingCap({ turnsPerHour: NO_LIMIT, tokensPerDay: NO_LIMIT });
		for (let turn = 0; turn < 5000; turn++) {
			expect(cap.take(turn)).to.equal(true);
			cap.addTokens(1e6, turn);
		}
	});
};
