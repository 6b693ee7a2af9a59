/// <reference types="@rbxts/testez/globals" />
import { TokenBucket } from "shared/token-bucket";

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

		it("gives a token only when there is one, and books nothing when there is none", () => {
			const bucket = new TokenBucket({ ratePerSecond: 2, burst: 2 }, 0);
			expect(bucket.take(0)).to.equal(true);
			expect(bucket.take(0)).to.equal(true);
			for (let index = 0; index < 100; index++) expect(bucket.take(0.4)).to.equal(false);
			expect(bucket.take(0.5)).to.equal(true);
			expect(bucket.take(0.5)).to.equal(false);
		});

		it("earns nothing from a clock that goes back", () => {
			const bucket = new TokenBucket({ ratePerSecond: 1, burst: 1 }, 100);
			expect(bucket.reserve(100)).to.equal(0);
			expect(bucket.reserve(90)).to.equal(1);
		});

		it("earns no second more than once when a clock goes back and on again", () => {
			const bucket = new TokenBucket({ ratePerSecond: 1, burst: 2 }, 100);
			bucket.reserve(100);
			bucket.reserve(100);
			expect(bucket.take(90)).to.equal(false);
			expect(bucket.take(100.5)).to.equal(false);
			expect(bucket.take(101)).to.equal(true);
		});

		it("tells the wait for a token, and books nothing for that", () => {
			const bucket = new TokenBucket({ ratePerSecond: 2, burst: 2 }, 0);
			expect(bucket.secondsUntilFree(0)).to.equal(0);
			bucket.reserve(0);
			bucket.reserve(0);
			expect(bucket.secondsUntilFree(0)).to.equal(0.5);
			expect(bucket.secondsUntilFree(0)).to.equal(0.5);
			expect(bucket.secondsUntilFree(0.5)).to.equal(0);
		});

		it("can hold more than a burst once, until that is used", () => {
			const bucket = new TokenBucket({ ratePerSecond: 1, burst: 2 }, 0);
			bucket.fill(5, 0);
			bucket.fill(1, 0);
			for (let count = 0; count < 5; count++) expect(bucket.take(10)).to.equal(true);
			expect(bucket.take(10)).to.equal(false);
			for (let count = 0; count < 2; count++) expect(bucket.take(99)).to.equal(true);
			expect(bucket.take(99)).to.equal(false);
		});
	});
};
