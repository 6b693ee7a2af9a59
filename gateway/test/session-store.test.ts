import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { MemorySessionStore } from "../src/fleet/memory-session-store.ts";
import { createRedisSessionStore } from "../src/fleet/redis-session-store.ts";
import type { OwnedSession, SessionStore } from "../src/fleet/session-store.ts";
import { createFakeClock } from "./support/fake-clock.ts";
import { NO_REDIS, startRedis, type RedisServer } from "./support/redis-server.ts";

interface Subject {
	readonly store: SessionStore;
	/** Lets the store's own time pass. */
	readonly pass: (seconds: number) => Promise<void>;
}

const A = { id: "a", url: "http://a:1" };
const B = { id: "b", url: "http://b:1" };

const owned = (gatewayId: string, token: string, change: Partial<OwnedSession> = {}): OwnedSession => ({
	sessionId: "s",
	gatewayId,
	token,
	seconds: 60,
	...change,
});

const FIELDS = { one: "1", odd: 'ä "\\u0000" 🎈' };

/** What every session store does. */
function contract(create: () => Promise<Subject>): void {
	it("leads others to the owner while it lives", async () => {
		const { store } = await create();
		await store.signOn(A, 60);
		await store.create(owned("a", "t1"), "game", FIELDS);
		assert.deepEqual(await store.claim(owned("b", "t2")), { kind: "elsewhere", gateway: A });
		assert.equal(await store.write(owned("a", "t1"), { set: {}, remove: [] }), "ok", "and changes nothing");
		assert.deepEqual(await store.claim(owned("b", "t2", { sessionId: "none" })), { kind: "unknown" });
	});

	it("gives a session with all its fields to another when the owner does not sign on any more", async () => {
		const { store, pass } = await create();
		await store.signOn(A, 0.2);
		await store.create(owned("a", "t1"), "game", FIELDS);
		const change = { set: { two: "2", three: "3" }, remove: ["one", "none"] };
		assert.equal(await store.write(owned("a", "t1"), change), "ok");
		await pass(0.3);
		const fields = { odd: FIELDS.odd, two: "2", three: "3" };
		assert.deepEqual(await store.claim(owned("b", "t2")), { kind: "claimed", fields });
	});

	it("refuses what an earlier owner writes, rewrites or removes", async () => {
		const { store } = await create();
		await store.create(owned("a", "t1"), "game", FIELDS);
		await store.signOn(B, 60);
		await store.claim(owned("b", "t2"));
		assert.equal(await store.write(owned("a", "t1"), { set: { one: "x" }, remove: [] }), "refused");
		assert.equal(await store.rewrite(owned("a", "t1"), {}), false);
		await store.remove(owned("a", "t1"));
		assert.deepEqual(await store.claim(owned("a", "t3"), "b"), { kind: "claimed", fields: FIELDS });
		assert.equal(
			await store.write(owned("b", "t2"), { set: {}, remove: [] }),
			"refused",
			"a knew that b is gone",
		);
	});

	it("knows that a gateway is gone when another starts at its address, or when it signs off", async () => {
		const { store } = await create();
		await store.signOn(A, 60);
		await store.create(owned("a", "t1"), "game", FIELDS);
		await store.signOn({ ...A, id: "a2" }, 60);
		assert.equal((await store.claim(owned("a2", "t2"))).kind, "claimed");
		assert.equal((await store.claim(owned("b", "t3"))).kind, "elsewhere");
		await store.signOff({ ...A, id: "a2" });
		assert.equal((await store.claim(owned("b", "t4"))).kind, "claimed");
	});

	it("ends a game server's last session when it opens another, and no other server's", async () => {
		const { store } = await create();
		await store.create(owned("a", "t1", { sessionId: "first" }), "game", FIELDS);
		await store.create(owned("a", "t2", { sessionId: "other" }), "another game", FIELDS);
		await store.create(owned("b", "t3", { sessionId: "second" }), "game", FIELDS);
		const none = { set: {}, remove: [] };
		assert.equal(await store.write(owned("a", "t1", { sessionId: "first" }), none), "refused");
		assert.equal(await store.rewrite(owned("a", "t1", { sessionId: "first" }), FIELDS), false);
		assert.deepEqual(await store.claim(owned("b", "t4", { sessionId: "first" })), { kind: "unknown" });
		assert.equal(await store.write(owned("a", "t2", { sessionId: "other" }), none), "ok");
		assert.equal(await store.write(owned("b", "t3", { sessionId: "second" }), none), "ok");
	});

	it("has no session that was removed, even for its owner", async () => {
		const { store } = await create();
		await store.create(owned("a", "t1"), "game", FIELDS);
		await store.remove(owned("a", "t1"));
		assert.deepEqual(await store.claim(owned("a", "t2")), { kind: "unknown" });
		assert.equal(await store.write(owned("a", "t1"), { set: {}, remove: [] }), "refused");
	});

	it("forgets a session that nobody writes to, and takes it back from its owner", async () => {
		const { store, pass } = await create();
		await store.create(owned("a", "t1", { seconds: 1 }), "game", FIELDS);
		await pass(0.6);
		assert.equal(await store.write(owned("a", "t1", { seconds: 1 }), { set: {}, remove: [] }), "ok");
		await pass(0.6);
		assert.equal((await store.claim(owned("a", "t2", { seconds: 1 }))).kind, "claimed");
		await pass(1.5);
		assert.equal(await store.write(owned("a", "t2"), { set: {}, remove: [] }), "missing");
		assert.equal(await store.rewrite(owned("a", "t2"), { one: "new" }), true);
		assert.deepEqual(await store.claim(owned("b", "t3")), { kind: "claimed", fields: { one: "new" } });
	});
}

describe("sessions in memory", () => {
	contract(async () => {
		const clock = createFakeClock();
		return { store: new MemorySessionStore(clock), pass: clock.advance };
	});
});

describe("sessions in Redis", { skip: NO_REDIS }, () => {
	let server: RedisServer;
	before(async () => (server = await startRedis()));
	after(() => server.close());

	contract(async () => {
		const redis = server.connect();
		await redis.flushall();
		return { store: createRedisSessionStore(redis), pass: (seconds) => wait(seconds * 1000) };
	});
});
