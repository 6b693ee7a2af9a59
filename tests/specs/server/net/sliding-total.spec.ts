/// <reference types="@rbxts/testez/globals" />
import { SlidingTotal } from "server/net/sliding-total";
import { seededRandom } from "../../shared/support/random";

const HOUR = { seconds: 3600, parts: 60 };

export = () => {
	describe("a sliding total", () => {
		it("counts what was added within the window, and forgets it after", () => {
			const total = new SlidingTotal(HOUR);
			total.add(2, 1000);
			total.add(3, 2000);
			expect(total.total(2000)).to.equal(5);
			expect(total.total(4700)).to.equal(3);
			expect(total.total(5700)).to.equal(0);
		});
		it("forgets an amount not before its time, and at most a part later", () => {
			const random = seededRandom(3);
			for (let round = 0; round < 200; round++) {
				const total = new SlidingTotal(HOUR);
				const at = random.next() * 10_000;
				total.add(1, at);
				expect(total.total(at + 3599.9)).to.equal(1);
				expect(total.total(at + 3660.1)).to.equal(0);
			}
		});
		it("sums amounts of different parts, and forgets them one part after the other", () => {
			const total = new SlidingTotal(HOUR);
			total.add(2, 0);
			total.add(2, 600);
			expect(total.total(700)).to.equal(4);
			expect(total.total(3660)).to.equal(2);
			expect(total.total(700 + 3559)).to.equal(2);
			expect(total.total(700 + 3560)).to.equal(0);
		});
		it("is nothing where nothing was added", () => {
			expect(new SlidingTotal(HOUR).total(5)).to.equal(0);
		});
	});
};
