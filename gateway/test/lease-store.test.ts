import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { LeaseStore } from "../src/fleet/lease-store.ts";
import { MemoryLeaseStore } from "../src/fleet/memory-lease-store.ts";
import { createRedisLeaseStore } from "../src/fleet/redis-lease-store.ts";
import { createFakeClock } from "./support/fake-clock.ts";
import { NO_REDIS, startRedis, type RedisServer } from "./support/redis-server.ts";

interface Subject {
	readonly store: LeaseStore;
	/** Lets the store's own time pass. */
	readonly pass: (seconds: number) => Promise<void>;
}

const clearance = (token: string, seconds = 60) => ({ token, seconds });

/** What every lease store does. */
function contract(create: () => Subject): void {
	it("lets several hold a server, and deletes nothing while one does", async () => {
		const { store } = create();
		assert.equal(await store.hold("s", "a", 60), true);
		assert.equal(await store.hold("s", "b", 60), true);
		assert.equal(await store.condemn("s", 0, clearance("r")), false);
		assert.equal(await store.exchange("s", "a", clearance("r")), false);
		assert.equal(await store.hold("s", "c", 60), true, "no clearance is left behind");
		await store.drop("s", "c");
		assert.equal(await store.exchange("s", "b", clearance("r")), true, "the last one");
	});

	it("gives no lease while there is a clearance, and one after it", async () => {
		const { store } = create();
		await store.hold("s", "a", 60);
		await store.exchange("s", "a", clearance("r"));
		assert.equal(await store.hold("s", "b", 60), false);
		assert.equal(await store.condemn("s", 0, clearance("other")), false);
		await store.endClearance("s", "other");
		assert.equal(await store.hold("s", "b", 60), false, "another's token ends nothing");
		await store.endClearance("s", "r");
		assert.equal(await store.hold("s", "b", 60), true);
	});

	it("knows each server by itself", async () => {
		const { store } = create();
		await store.hold("s", "a", 60);
		assert.equal(await store.condemn("t", 0, clearance("r")), true);
		assert.equal(await store.hold("s", "b", 60), true);
	});

	it("condemns a server that was missing for long enough, unless it came back meanwhile", async () => {
		const { store, pass } = create();
		assert.equal(await store.condemn("s", 0.2, clearance("r1")), false, "missed for the first time");
		await pass(0.3);
		await store.hold("s", "a", 60);
		await store.drop("s", "a");
		assert.equal(await store.condemn("s", 0.2, clearance("r2")), false, "missed anew");
		await pass(0.3);
		assert.equal(await store.condemn("s", 0.2, clearance("r3")), true);
		await store.endClearance("s", "r3");
		assert.equal(await store.condemn("s", 0.2, clearance("r4")), false, "and again from the beginning");
	});

	it("ends a lease that is not renewed", async () => {
		const { store, pass } = create();
		await store.hold("s", "a", 0.2);
		await store.hold("s", "b", 0.2);
		await pass(0.15);
		await store.hold("s", "a", 0.2);
		await pass(0.15);
		assert.equal(await store.condemn("s", 0, clearance("r")), false, "a was renewed");
		await pass(0.1);
		assert.equal(await store.condemn("s", 0, clearance("r")), true);
	});

	it("ends a clearance that is not extended, and its token is worth nothing then", async () => {
		const { store, pass } = create();
		assert.equal(await store.condemn("s", 0, clearance("r", 0.2)), true);
		await pass(0.15);
		assert.equal(await store.extend("s", clearance("r", 0.2)), true);
		await pass(0.15);
		assert.equal(await store.hold("s", "a", 60), false);
		await pass(0.1);
		assert.equal(await store.hold("s", "a", 60), true);
		assert.equal(await store.extend("s", clearance("r", 0.2)), false);
		await store.endClearance("s", "r");
		assert.equal(await store.condemn("s", 0, clearance("new")), false, "the lease is untouched");
	});
}

describe("leases in memory", () => {
	contract(() => {
		const clock = createFakeClock();
		return { store: new MemoryLeaseStore(clock), pass: clock.advance };
	});
});

describe("leases in Redis", { skip: NO_REDIS }, () => {
	let server: RedisServer;
	before(async () => (server = await startRedis()));
	after(() => server.close());
	let last = 0;

	contract(() => {
		const redis = server.connect();
		last += 1;
		redis.options.keyPrefix = `test-${last}:`;
		return { store: createRedisLeaseStore(redis), pass: (seconds) => wait(seconds * 1000) };
	});
});
