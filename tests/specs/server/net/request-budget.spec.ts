/// <reference types="@rbxts/testez/globals" />
import { RequestBudget } from "server/net/request-budget";
import { seededRandom } from "../../shared/support/random";
import { expectAtMost, expectMore } from "../../shared/support/expectations";

const OPTIONS = { perMinute: 450, burst: 20, catchUp: 60 };

/** When requests go out that are always wanted, in seconds. */
function greedy(budget: RequestBudget, from: number, deadline: number): Array<number> {
	const times = new Array<number>();
	let now = from;
	while (now < deadline) {
		if (budget.secondsUntilFree(now) <= 0) {
			budget.take(now);
			times.push(now);
		} else now += 1 / 30;
	}
	return times;
}

/** The most in any sliding minute. */
function busiestMinute(times: ReadonlyArray<number>): number {
	let first = 0;
	let most = 0;
	times.forEach((at, index) => {
		while (times[first] <= at - 60) first += 1;
		most = math.max(most, index - first + 1);
	});
	return most;
}

export = () => {
	describe("the request budget", () => {
		it("is never exceeded in any sliding minute, however much is wanted", () => {
			const times = greedy(new RequestBudget(OPTIONS, 0), 0, 300);
			expectAtMost(busiestMinute(times), 450);
			// And it is used: a budget of nothing would keep to it as well.
			expectMore(times.size(), 2150);
		});

		it("is never exceeded when rests and rushes alternate", () => {
			const random = seededRandom(5);
			const budget = new RequestBudget(OPTIONS, 0);
			let times = new Array<number>();
			let now = 0;
			while (now < 900) {
				const rush = random.between(1, 70);
				times = [...times, ...greedy(budget, now, now + rush)];
				now += rush + random.between(0, 20);
			}
			expectAtMost(busiestMinute(times), 450);
		});

		it("lets a burst pass at once after a rest, and no more", () => {
			const budget = new RequestBudget(OPTIONS, 0);
			let passed = 0;
			while (budget.secondsUntilFree(100) <= 0) {
				budget.take(100);
				passed += 1;
			}
			expect(passed).to.equal(20);
			expect(budget.secondsUntilFree(100)).to.be.near(60 / 450, 1e-9);
		});

		it("lets more out at once to catch up, but not beyond the minute's limit", () => {
			const budget = new RequestBudget({ ...OPTIONS, perMinute: 50, burst: 2 }, 0);
			budget.allowCatchUp(0);
			budget.take(0);
			let passed = 1;
			while (budget.secondsUntilFree(0) <= 0) {
				budget.take(0);
				passed += 1;
			}
			expect(passed).to.equal(50);
			expectMore(budget.secondsUntilFree(59), 0);
		});

		it("counts what was sent before its limits changed", () => {
			const budget = new RequestBudget({ perMinute: 100, burst: 100, catchUp: 100 }, 0);
			for (let index = 0; index < 90; index++) budget.take(0);
			budget.setOptions({ perMinute: 95, burst: 95, catchUp: 95 }, 1);
			let passed = 0;
			while (budget.secondsUntilFree(1) <= 0) {
				budget.take(1);
				passed += 1;
			}
			expect(passed).to.equal(5);
		});
	});
};
