/// <reference types="@rbxts/testez/globals" />
import { SlidingWindow } from "server/net/sliding-window";

export = () => {
	describe("a sliding window", () => {
		it("counts what happened within its seconds", () => {
			const recent = new SlidingWindow(60);
			for (const at of [0, 10, 20]) recent.add(at);
			expect(recent.count(59)).to.equal(3);
			expect(recent.count(60)).to.equal(2);
			expect(recent.count(80)).to.equal(0);
		});

		it("says when fewer will count", () => {
			const recent = new SlidingWindow(60);
			for (const at of [0, 10, 20]) recent.add(at);
			expect(recent.secondsUntilBelow(4, 30)).to.equal(0);
			expect(recent.secondsUntilBelow(3, 30)).to.equal(30);
			expect(recent.secondsUntilBelow(2, 30)).to.equal(40);
		});

		it("stays right over thousands", () => {
			const recent = new SlidingWindow(100);
			for (let at = 0; at < 5000; at++) {
				recent.add(at);
				expect(recent.count(at)).to.equal(math.min(at + 1, 100));
			}
		});
	});
};
