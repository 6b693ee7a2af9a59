/// <reference types="@rbxts/testez/globals" />
import { CircuitBreaker } from "server/net/circuit-breaker";

const OPTIONS = { failures: 3, openSeconds: 5 };

function opened(): CircuitBreaker {
	const breaker = new CircuitBreaker(OPTIONS);
	for (let index = 0; index < 3; index++) breaker.noteFailure(0, false);
	return breaker;
}

export = () => {
	describe("a circuit breaker", () => {
		it("opens after so many failures in a row, and says so once", () => {
			const breaker = new CircuitBreaker(OPTIONS);
			expect(breaker.noteFailure(0, false)).to.equal(false);
			expect(breaker.noteFailure(0, false)).to.equal(false);
			expect(breaker.noteFailure(0, false)).to.equal(true);
			expect(breaker.noteFailure(0, false)).to.equal(false);
			expect(breaker.admits(4.9)).to.equal(false);
		});

		it("counts only failures in a row", () => {
			const breaker = new CircuitBreaker(OPTIONS);
			for (let round = 0; round < 5; round++) {
				breaker.noteFailure(0, false);
				breaker.noteFailure(0, false);
				breaker.noteAnswer();
			}
			expect(breaker.state(0)).to.equal("closed");
		});

		it("lets one request try the host when its time is over, and no second one beside it", () => {
			const breaker = opened();
			expect(breaker.state(5)).to.equal("halfOpen");
			expect(breaker.admits(5)).to.equal(true);
			expect(breaker.noteSent(5)).to.equal(true);
			expect(breaker.admits(5)).to.equal(false);
		});

		it("admits a try exactly when its wait is over, whatever the clock shows", () => {
			for (let index = 0; index < 2000; index++) {
				const breaker = new CircuitBreaker({ failures: 1, openSeconds: 2 });
				const openedAt = index * 0.0137 + 0.1;
				breaker.noteFailure(openedAt, false);
				// As a timer wakes who has asked how long to wait.
				const now = openedAt + breaker.secondsUntilTry(openedAt);
				if (breaker.secondsUntilTry(now) === 0) expect(breaker.admits(now)).to.equal(true);
			}
		});

		it("closes with an answer, and says so once", () => {
			const breaker = opened();
			breaker.noteSent(5);
			expect(breaker.noteAnswer()).to.equal(true);
			expect(breaker.noteAnswer()).to.equal(false);
			expect(breaker.admits(5)).to.equal(true);
		});

		it("stays open for the same time again when the try fails", () => {
			const breaker = opened();
			breaker.noteSent(5);
			expect(breaker.noteFailure(6, true)).to.equal(false);
			expect(breaker.admits(10.9)).to.equal(false);
			expect(breaker.admits(11)).to.equal(true);
		});

		it("ignores failures of requests that were under way when it opened", () => {
			const breaker = opened();
			breaker.noteFailure(3, false);
			expect(breaker.secondsUntilTry(3)).to.equal(2);
			breaker.noteSent(5);
			breaker.noteFailure(6, false);
			expect(breaker.state(6)).to.equal("halfOpen");
			expect(breaker.admits(6)).to.equal(false);
			breaker.noteAnswer();
			expect(breaker.admits(6)).to.equal(true);
		});

		it("lets another one try when the first was called off", () => {
			const breaker = opened();
			breaker.noteNothing(breaker.noteSent(5));
			expect(breaker.admits(5)).to.equal(true);
		});
	});
};
