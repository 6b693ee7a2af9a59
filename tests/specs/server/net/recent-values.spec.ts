/// <reference types="@rbxts/testez/globals" />
import { RecentValues } from "server/net/recent-values";

export = () => {
	describe("recent values", () => {
		it("give the median, the 95th percentile and the maximum, each a measured value", () => {
			const values = new RecentValues({ seconds: 60, maxValues: 200 });
			for (let value = 100; value >= 1; value--) values.add(value, 0);
			const { p50, p95, max } = values.spread(0);
			expect(p50).to.equal(50);
			expect(p95).to.equal(95);
			expect(max).to.equal(100);
		});
		it("give one value three times, and 0 if there is none", () => {
			const values = new RecentValues({ seconds: 60, maxValues: 200 });
			expect(values.spread(0).max).to.equal(0);
			values.add(7, 0);
			expect(values.spread(60).p50).to.equal(7);
			expect(values.spread(60).p95).to.equal(7);
		});
		it("leave out what is too old", () => {
			const values = new RecentValues({ seconds: 60, maxValues: 200 });
			values.add(1000, 0);
			values.add(1, 50);
			expect(values.spread(61).max).to.equal(1);
			expect(values.spread(200).max).to.equal(0);
		});
		it("drop the oldest when there are too many", () => {
			const values = new RecentValues({ seconds: 60, maxValues: 3 });
			for (const value of [9, 1, 2, 3]) values.add(value, 0);
			expect(values.spread(0).max).to.equal(3);
		});
	});
};
