/// <reference types="@rbxts/testez/globals" />
import { RateWindow } from "server/net/rate-window";

export = () => {
	it("a rate window lets through its number in any stretch of time, for each key by itself", () => {
		const window = new RateWindow<string>(2, 60);
		const taken = [0, 1, 2, 60, 60.5, 61].map((now) => window.take("mara", now));
		expect(taken.map((ok) => (ok ? "y" : "n")).join("")).to.equal("yynyny");
		expect(window.take("bram", 2)).to.equal(true);
	});
	it("a rate window does not count what it refused", () => {
		const window = new RateWindow<string>(1, 10);
		window.take("mara", 0);
		for (let now = 1; now < 10; now++) window.take("mara", now);
		expect(window.take("mara", 10)).to.equal(true);
	});
	it("a rate window forgets a key", () => {
		const window = new RateWindow<number>(1, 10);
		window.take(1, 0);
		window.forget(1);
		expect(window.take(1, 1)).to.equal(true);
	});
};
