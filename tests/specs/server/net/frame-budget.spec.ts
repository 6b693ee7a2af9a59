/// <reference types="@rbxts/testez/globals" />
import { FrameBudget } from "server/net/frame-budget";

/** A budget of 10 ms in frames of 100 ms, on a clock that the spec moves. */
function setUp() {
	let now = 0;
	const budget = new FrameBudget(() => now, { budgetSeconds: 0.01, frameSeconds: 0.1 });
	/** How many pieces of so many seconds get done. */
	const pieces = (seconds: number): number => {
		let done = 0;
		budget.spend((mayGoOn) => {
			do {
				now += seconds;
				done += 1;
			} while (done < 100 && mayGoOn());
		});
		return done;
	};
	return { budget, pieces, pass: (seconds: number) => (now += seconds) };
}

export = () => {
	describe("the budget of a frame", () => {
		it("allows pieces of work until it is used up", () => {
			expect(setUp().pieces(0.0021)).to.equal(5);
		});

		it("is shared by all who work in the frame, each of whom does one piece in any case", () => {
			const { pieces } = setUp();
			expect(pieces(0.006)).to.equal(2);
			expect(pieces(0.001)).to.equal(1);
			expect(pieces(0.001)).to.equal(1);
		});

		it("does not count the time between", () => {
			const { pieces, pass } = setUp();
			pieces(0.02);
			pass(0.05);
			expect(pieces(0.001)).to.equal(1);
		});

		it("is shared by work that begins in the midst of other work", () => {
			const { budget, pass } = setUp();
			let inner = 0;
			budget.spend((mayGoOn) => {
				pass(0.004);
				budget.spend((mayGoOnInside) => {
					do {
						pass(0.004);
						inner += 1;
					} while (mayGoOnInside());
				});
				expect(mayGoOn()).to.equal(false);
			});
			expect(inner).to.equal(2);
			budget.spend((mayGoOn) => expect(mayGoOn()).to.equal(false));
		});

		it("is there again in the next frame after work that failed", () => {
			const { budget, pieces, pass } = setUp();
			const fail = () => {
				pass(0.02);
				error("broken");
			};
			expect(() => budget.spend(fail)).to.throw("broken");
			pass(0.1);
			expect(pieces(0.0021)).to.equal(5);
			expect(pieces(0.001)).to.equal(1);
		});

		it("is there again in the next frame", () => {
			const { pieces, pass } = setUp();
			pieces(0.02);
			pass(0.1);
			expect(pieces(0.0021)).to.equal(5);
		});

		it("never ends where the clock stands still", () => {
			expect(setUp().pieces(0)).to.equal(100);
		});
	});
};
