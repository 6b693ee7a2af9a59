/// <reference types="@rbxts/testez/globals" />
import { TokenBucket } from "shared/net/token-bucket";

export = () => {
	describe("a token bucket", () => {
		it("lets a burst pass at once, then one at a time", () => {
			const bucket = new TokenBucket({ ratePerSecond: 2, burst: 3 }, 0);
			expect(bucket.reserve(0)).to.equal(0);
			expect(bucket.reserve(0)).to.equal(0);
			expect(bucket.reserve(0)).to.equal(0);
			expect(bucket.reserve(0)).to.equal(0.5);
			expect(bucket.reserve(0)).to.equal(1);
		});

		it("fills again with time, but not beyond a burst", () => {
			const bucket = new TokenBucket({ ratePerSecond: 2, burst: 3 }, 0);
			for (let index = 0; index < 3; index++) bucket.reserve(0);
			expect(bucket.reserve(0.5)).to.equal(0);
			for (let index = 0; index < 3; index++) expect(bucket.reserve(1000)).to.equal(0);
			expect(bucket.reserve(1000)).to.equal(0.5);
		});

		it("earns nothing from a clock that goes back", () => {
			const bucket = new TokenBucket({ ratePerSecond: 1, burst: 1 }, 100);
			expect(bucket.reserve(100)).to.equal(0);
			expect(bucket.reserve(90)).to.equal(1);
		});
	});
};
