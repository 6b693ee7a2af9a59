import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createEventLog } from "../../src/repeatable/event-log.ts";
import { createRandom } from "../../src/repeatable/random.ts";

describe("seeded chance", () => {
	const draw = (seed: number) => Array.from({ length: 5 }, createRandom(seed).next);

	it("gives the same numbers for the same seed, from 0 to 1", () => {
		assert.deepEqual(draw(7), draw(7));
		assert.notDeepEqual(draw(7), draw(8));
		const many = Array.from({ length: 10_000 }, createRandom(1).next);
		assert.ok(Math.min(...many) >= 0 && Math.max(...many) < 1);
		const mean = many.reduce((sum, value) => sum + value, 0) / many.length;
		assert.ok(Math.abs(mean - 0.5) < 0.02, `mean ${mean}`);
	});

	it("gives a fork numbers of its own, which do not depend on what others drew", () => {
		const first = createRandom(7);
		const second = createRandom(7);
		second.next();
		assert.equal(first.fork("a").next(), second.fork("a").next());
		assert.notEqual(first.fork("a").next(), first.fork("b").next());
	});

	it("picks every item, and numbers within the bounds", () => {
		const random = createRandom(3);
		const picked = new Set(Array.from({ length: 100 }, () => random.pick(["a", "b", "c"])));
		assert.deepEqual([...picked].sort(), ["a", "b", "c"]);
		const numbers = Array.from({ length: 1000 }, () => random.between(5, 7));
		assert.ok(Math.min(...numbers) >= 5 && Math.max(...numbers) < 7);
		assert.ok(Math.max(...numbers) > 6.9);
	});
});

describe("the hash of a run's events", () => {
	const hashOf = (...events: ReadonlyArray<readonly [number, ...string[]]>) => {
		const log = createEventLog();
		for (const [at, ...parts] of events) log.add(at, ...parts);
		return log.digest();
	};

	it("is the same for the same events, and differs in their order, times and parts", () => {
		const hash = hashOf([1, "say", "hello"], [2, "walk"]);
		assert.match(hash, /^[0-9a-f]{16}$/);
		assert.equal(hashOf([1, "say", "hello"], [2, "walk"]), hash);
		for (const other of [
			hashOf([2, "walk"], [1, "say", "hello"]),
			hashOf([1.001, "say", "hello"], [2, "walk"]),
			hashOf([1, "say", "hello!"], [2, "walk"]),
			hashOf([1, "say hello"], [2, "walk"]),
		])
			assert.notEqual(other, hash);
	});

	it("can be read on the way", () => {
		const log = createEventLog();
		log.add(1, "a");
		const first = log.digest();
		assert.equal(log.digest(), first);
		log.add(2, "b");
		assert.notEqual(log.digest(), first);
	});
});
