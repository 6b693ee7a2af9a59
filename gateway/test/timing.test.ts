import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { RecentSet } from "../src/backend/agents/recent-set.ts";
import { backoffSeconds } from "../src/timing/backoff.ts";
import { repeat, settledWithin, sleep, systemClock } from "../src/timing/clock.ts";
import { Deferred } from "../src/timing/deferred.ts";
import { Limiter, type JobOptions } from "../src/timing/limiter.ts";
import { Retry } from "../src/timing/retry.ts";
import { TokenBucket } from "../src/timing/token-bucket.ts";
import { createFakeClock, settle } from "./support/fake-clock.ts";

/** A limiter for one job at a time, and the names of its jobs in the order in which they start. */
function startOneByOne() {
	const limiter = new Limiter(1);
	const started: string[] = [];
	const finish: (() => void)[] = [];
	let added = 0;
	const add = (name: string, options?: JobOptions) => {
		added += 1;
		void limiter.run(() => {
			started.push(name);
			return new Promise<void>((resolve) => finish.push(resolve));
		}, options);
	};
	const finishAll = async () => {
		for (let index = 0; index < added; index++) {
			await settle();
			finish[index]!();
		}
		return started;
	};
	return { add, finishAll };
}

describe("Limiter", () => {
	it("runs at most so many jobs at once, in order, whatever becomes of them", async () => {
		const limiter = new Limiter(2);
		const finish: (() => void)[] = [];
		const started: number[] = [];
		const results = [0, 1, 2, 3].map((index) =>
			limiter.run(async () => {
				started.push(index);
				await new Promise<void>((resolve) => finish.push(resolve));
				if (index === 0) throw new Error("broken");
				return index;
			}),
		);
		const outcomes = Promise.allSettled(results);
		await settle();
		assert.deepEqual(started, [0, 1]);
		finish[0]!();
		await settle();
		assert.deepEqual(started, [0, 1, 2]);
		const late = limiter.run(async () => "late");
		await settle();
		assert.deepEqual(started, [0, 1, 2], "a place that was handed on is taken");
		finish[1]!();
		finish[2]!();
		await settle();
		finish[3]!();
		assert.equal(await late, "late");
		assert.deepEqual(
			(await outcomes).map(({ status }) => status),
			["rejected", "fulfilled", "fulfilled", "fulfilled"],
		);
		assert.equal(await limiter.run(async () => "free"), "free");
	});

	it("starts what has become urgent first", async () => {
		const { add, finishAll } = startOneByOne();
		let isUrgent = false;
		for (const name of ["a", "b", "c"]) add(name);
		add("d", { isUrgent: () => isUrgent });
		isUrgent = true;
		assert.deepEqual(await finishAll(), ["a", "d", "b", "c"]);
	});

	it("lets owners take turns, however many jobs one has and however urgent they are", async () => {
		const { add, finishAll } = startOneByOne();
		for (const name of ["a1", "a2", "a3", "a4"]) add(name, { owner: "a", isUrgent: () => true });
		for (const name of ["b1", "b2"]) add(name, { owner: "b" });
		add("c1", { owner: "c" });
		assert.deepEqual(await finishAll(), ["a1", "a2", "b1", "c1", "a3", "b2", "a4"]);
	});

	it("lets an owner that comes late wait for one job of each other", async () => {
		const { add, finishAll } = startOneByOne();
		for (const owner of ["a", "b"]) for (const number of [1, 2, 3]) add(owner + number, { owner });
		add("c1", { owner: "c", isUrgent: () => true });
		assert.deepEqual(await finishAll(), ["a1", "a2", "b1", "c1", "a3", "b2", "b3"]);
	});
});

describe("TokenBucket", () => {
	it("lets a burst pass, then a steady stream", () => {
		const bucket = new TokenBucket(2, 3, 0);
		assert.deepEqual(
			[0, 0, 0].map((now) => bucket.take(now)),
			[0, 0, 0],
		);
		assert.equal(bucket.take(0), 0.5);
		assert.equal(bucket.take(0.5), 0);
		assert.ok(Math.abs(bucket.take(0.6) - 0.4) < 1e-9);
		assert.deepEqual(
			[100, 100, 100].map((now) => bucket.take(now)),
			[0, 0, 0],
		);
		assert.ok(bucket.take(100) > 0);
	});
});

describe("backoffSeconds", () => {
	const options = { baseSeconds: 1, capSeconds: 10 };

	it("doubles up to the cap", () => {
		const delays = [1, 2, 3, 4, 5, 50].map((failures) => backoffSeconds(failures, () => 1, options));
		assert.deepEqual(delays, [1, 2, 4, 8, 10, 10]);
	});

	it("is spread over its upper half", () => {
		assert.equal(
			backoffSeconds(3, () => 0, options),
			2,
		);
		assert.equal(
			backoffSeconds(3, () => 0.5, options),
			3,
		);
	});
});

describe("Retry", () => {
	function setUp() {
		const clock = createFakeClock();
		const retry = new Retry(clock, () => 1, { baseSeconds: 1, capSeconds: 10 });
		const attempts: string[] = [];
		const fail = (name: string) => retry.scheduleAfterFailure(() => attempts.push(name));
		return { clock, retry, attempts, fail };
	}

	it("waits longer after each failure, and short again after a success", () => {
		const { retry, fail } = setUp();
		assert.deepEqual([fail("a"), fail("b"), fail("c"), retry.failures], [1, 2, 4, 3]);
		retry.reset();
		assert.deepEqual([retry.failures, fail("d"), retry.failures], [0, 1, 1]);
	});

	it("makes one attempt, however often it is scheduled", async () => {
		const { clock, attempts, fail } = setUp();
		fail("a");
		fail("b");
		await clock.advance(20);
		assert.deepEqual(attempts, ["b"]);
	});

	for (const drop of ["cancel", "reset"] as const) {
		it(`makes no attempt after ${drop}`, async () => {
			const { clock, retry, attempts, fail } = setUp();
			fail("a");
			retry[drop]();
			await clock.advance(20);
			assert.deepEqual([attempts, clock.timers()], [[], 0]);
		});
	}
});

describe("the process's clock", () => {
	it("counts seconds", () => {
		const before = performance.now() / 1000;
		const now = systemClock.now();
		assert.ok(now >= before && now < before + 1, `${now}, not ${before}`);
	});

	it("calls back once after so many seconds, unless it is cancelled", () => {
		mock.timers.enable({ apis: ["setTimeout"] });
		const calls: string[] = [];
		systemClock.after(2, () => calls.push("kept"));
		systemClock.after(2, () => calls.push("cancelled"))();
		mock.timers.tick(1999);
		assert.deepEqual(calls, []);
		mock.timers.tick(5000);
		assert.deepEqual(calls, ["kept"]);
		mock.timers.reset();
	});
});

describe("sleep", () => {
	it("is over after so many seconds", async () => {
		const clock = createFakeClock();
		let isAwake = false;
		void sleep(clock, 5).then(() => (isAwake = true));
		await clock.advance(4.9);
		assert.equal(isAwake, false);
		await clock.advance(0.2);
		assert.equal(isAwake, true);
	});
});

describe("Deferred", () => {
	it("settles as it is first told", async () => {
		const deferred = new Deferred<string>();
		deferred.resolve("first");
		deferred.resolve("second");
		assert.equal(await deferred.promise, "first");
	});
});

describe("settledWithin", () => {
	for (const [what, work] of [
		["work that succeeds", () => Promise.resolve()],
		["work that fails", () => Promise.reject(new Error("broken"))],
	] as const) {
		it(`is true for ${what}, and leaves no timer`, async () => {
			const clock = createFakeClock();
			assert.equal(await settledWithin(clock, 5, work()), true);
			assert.equal(clock.timers(), 0);
		});
	}

	it("is false for work that takes too long", async () => {
		const clock = createFakeClock();
		const result = settledWithin(clock, 5, new Promise(() => {}));
		await clock.advance(5.1);
		assert.equal(await result, false);
	});
});

describe("repeat", () => {
	it("calls back at regular intervals until it is stopped", async () => {
		const clock = createFakeClock();
		const start = clock.now();
		const calls: number[] = [];
		const stop = repeat(clock, 5, () => calls.push(clock.now() - start));
		await clock.advance(12);
		stop();
		assert.equal(clock.timers(), 0);
		await clock.advance(12);
		assert.deepEqual(calls, [5, 10]);
	});
});

describe("RecentSet", () => {
	it("knows the newest values", () => {
		const set = new RecentSet(2);
		assert.deepEqual(
			["a", "a", "b", "c", "b", "a"].map((value) => set.add(value)),
			[true, false, true, true, false, true],
		);
	});
});
