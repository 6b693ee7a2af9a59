import assert from "node:assert/strict";
import { once } from "node:events";
import { after, afterEach, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { WebSocket } from "ws";
import { MemorySessionStore } from "../src/fleet/memory-session-store.ts";
import { Fleet } from "../src/fleet/fleet.ts";
import { createRedisSessionStore } from "../src/fleet/redis-session-store.ts";
import type { SessionStore } from "../src/fleet/session-store.ts";
import { systemClock } from "../src/timing/clock.ts";
import type { GatewayEvent, ServerFrame } from "../src/wire.ts";
import { createLog } from "../src/logging.ts";
import { GATEWAY_LIMITS } from "../src/limits.ts";
import { createFakeClock, until } from "./support/fake-clock.ts";
import { AUTHORIZED, startMember, type Member } from "./support/fleet-fixture.ts";
import { MARA, OPEN, turnOp } from "./support/gateway-fixture.ts";
import { NO_REDIS, startRedis, type RedisServer } from "./support/redis-server.ts";

const ENSURE = { op: "ensureAgent", spec: MARA } as const;
const block = (value: string, rev: number) =>
	({ op: "setBlock", npcId: "mara", label: "status", value, rev }) as const;
const sentence = (text: string, index = 0, turnId = "t1"): GatewayEvent => ({
	event: "sentence",
	npcId: "mara",
	turnId,
	index,
	text,
});
const done = (turnId = "t1"): GatewayEvent => ({ event: "turnDone", npcId: "mara", turnId });
/** What an answer brings; what it is instead, if it is no frame. */
const texts = (frame: ServerFrame) =>
	"events" in frame
		? frame.events.map((event) =>
				"text" in event ? event.text : `${event.event}${"kind" in event ? ` ${event.kind}` : ""}`,
			)
		: frame;

const members: Member[] = [];
afterEach(async () => {
	for (const member of members.splice(0)) await member.stop();
});

/** What two gateways do that share a store; each gets a connection of its own. */
function shared(connect: () => SessionStore): void {
	async function start(limits = {}): Promise<Member> {
		const member = await startMember(connect(), limits);
		members.push(member);
		return member;
	}

	it("answer for each other: ops, events, blocks and the end", async () => {
		const [a, b] = [await start(), await start()];
		const id = await a.open();
		const first = await b.exchange(id, { ops: [ENSURE, turnOp("t1")] });
		assert.deepEqual([first.status, first.frame.ack], [200, 2]);
		assert.deepEqual(
			a.ops().map(({ op }) => op),
			["ensureAgent", "turn"],
		);
		const poll = b.exchange(id, { seq: 3 }, 20);
		a.emit(sentence("Hello."));
		assert.deepEqual(texts((await poll).frame), ["Hello."]);
		assert.deepEqual((await b.send("GET", `/v1/sessions/${id}/blocks`)).body, {
			mara: { status: { value: "health: 100", rev: 3 } },
		});
		assert.equal((await b.send("DELETE", `/v1/sessions/${id}`)).status, 204);
		assert.equal(a.fake.last().forgotten, true);
		assert.equal((await a.exchange(id, {})).status, 404);
		assert.equal((await b.exchange(id, {})).status, 404);
		assert.equal(b.fake.sessions.length, 0);
	});

	it("carry each other's sockets", async () => {
		const [a, b] = [await start(), await start()];
		const id = await a.open();
		const socket = new WebSocket(`${b.url.replace("http", "ws")}/v1/connect?session=${id}`, {
			headers: AUTHORIZED,
		});
		const frames: ServerFrame[] = [];
		socket.on("message", (data) => frames.push(JSON.parse(String(data)) as ServerFrame));
		await once(socket, "open");
		socket.send(JSON.stringify({ seq: 1, ack: 0, ops: [ENSURE] }));
		await until(() => frames.some(({ ack }) => ack === 1));
		a.emit(sentence("Hello."));
		await until(() => frames.some(({ events }) => events.length > 0));
		assert.deepEqual(a.ops(), [ENSURE]);
		a.crash();
		const [code] = (await once(socket, "close")) as [number];
		assert.equal(code, 1001);
	});

	it("take over from one that is gone: nothing is lost, run again or shown twice", async () => {
		const [a, b] = [await start(), await start()];
		const id = await a.open();
		await a.exchange(id, { ops: [ENSURE, block("old", 1), block("new", 2), turnOp("t1"), turnOp("t2")] });
		a.emit(sentence("One."));
		a.emit(sentence("Two.", 1));
		a.emit(done());
		a.emit(sentence("Half.", 0, "t2"));
		// An answer waits until what it brings is kept.
		const shown = await a.exchange(id, { seq: 6 });
		assert.deepEqual(texts(shown.frame), ["One.", "Two.", "turnDone", "Half."]);
		const rest = await a.exchange(id, { seq: 6, ack: 1 });
		assert.deepEqual(texts(rest.frame), ["Two.", "turnDone", "Half."]);
		a.crash();
		// The game has seen nothing of the last answer, and repeats an op that was taken.
		const after = await b.exchange(id, { seq: 5, ack: 1, ops: [turnOp("t2"), block("newer", 3)] });
		assert.deepEqual([after.status, after.frame.ack], [200, 6]);
		assert.equal(after.frame.seq, 2);
		assert.deepEqual(texts(after.frame), ["Two.", "turnDone", "Half.", "turnFailed backendUnavailable"]);
		assert.deepEqual(b.fake.last().identity, {
			sessionId: id,
			placeId: 42,
			serverId: "server-1",
			memoryMode: "session",
			keyId: "owner",
		});
		assert.deepEqual(b.ops(), [ENSURE, block("new", 2), block("newer", 3)], "no turn is run again");
		assert.equal(a.fake.last().forgotten, undefined);
	});

	it("takes a session from one that stands still, which then keeps its hands off", async () => {
		const limits = { aliveSeconds: 0.3, storeSeconds: 0.3 };
		const [a, b] = [await start(limits), await start(limits)];
		const id = await a.open();
		await a.exchange(id, { ops: [ENSURE] });
		a.freeze();
		await until(
			() => b.fake.sessions.length === 1,
			() => b.exchange(id, { seq: 2 }),
		);
		// What it still hears is not kept, and so not done.
		const late = await a.exchange(id, { seq: 2, ops: [turnOp("t1")] });
		assert.equal(late.status, 503);
		a.thaw();
		await until(() => a.fake.last().forgotten !== undefined);
		assert.equal(a.fake.last().forgotten, false, "the agents are the other's");
		assert.deepEqual(a.ops(), [ENSURE]);
		assert.equal((await a.exchange(id, { seq: 2, ops: [turnOp("t1")] })).frame.ack, 2);
		assert.deepEqual(b.ops(), [ENSURE, turnOp("t1")]);
	});

	it("answer a poll themselves that another holds when that one gives no more signs of life", async () => {
		const limits = { aliveSeconds: 0.3, storeSeconds: 0.3 };
		const [a, b] = [await start(limits), await start(limits)];
		const id = await a.open();
		await a.exchange(id, { ops: [ENSURE] });
		const poll = b.exchange(id, { seq: 2 }, 25);
		a.freeze();
		await until(() => b.fake.sessions.length === 1);
		b.emit(sentence("Hello."));
		assert.deepEqual(texts((await poll).frame), ["Hello."]);
	});

	it("answer themselves when the way to one breaks that gives no more signs of life", async () => {
		// b looks for signs of life every ten seconds.
		const [a, b] = [await start({ aliveSeconds: 0.3 }), await start({ aliveSeconds: 30 })];
		const id = await a.open();
		await a.exchange(id, { ops: [ENSURE] });
		const poll = b.exchange(id, { seq: 2 }, 1);
		a.freeze();
		await wait(600);
		a.crash();
		assert.equal((await poll).status, 200);
	});

	it("goes on with one that is asked to end, and does not take over what waits for its end", async () => {
		const [a, b] = [await start(), await start()];
		const id = await a.open();
		a.drain();
		await until(() => a.fake.drainSeconds !== undefined);
		const moving = await b.exchange(id, {}, 5);
		assert.deepEqual(texts(moving.frame), ["moving"]);
		a.crash();
		assert.equal((await b.exchange(id, { ack: 1 })).status, 404);
	});

	it("ends the session of a game server that has opened another elsewhere, and keeps its agents", async () => {
		const [a, b] = [await start({ aliveSeconds: 0.3 }), await start({ aliveSeconds: 0.3 })];
		const old = await a.open();
		await a.exchange(old, { ops: [ENSURE] });
		const fresh = await b.open();
		await until(() => a.fake.last().forgotten !== undefined);
		assert.equal(a.fake.last().forgotten, false);
		assert.equal((await b.exchange(old, { seq: 2 })).status, 404);
		assert.equal((await a.exchange(fresh, {})).status, 200);
	});

	it("does nothing that is not kept: ops wait for the store, and a request is told to come again", async () => {
		const a = await start({ storeSeconds: 0.3 });
		const id = await a.open();
		a.freeze();
		const refused = await a.exchange(id, { ops: [ENSURE, turnOp("t1")] });
		assert.equal(refused.status, 503);
		assert.deepEqual(a.ops(), []);
		assert.equal((await a.send("POST", "/v1/sessions", { ...OPEN, serverId: "server-2" })).status, 503);
		a.emit(sentence("Kept back."));
		a.thaw();
		await until(() => a.ops().length === 2);
		const repeated = await a.exchange(id, { ops: [ENSURE, turnOp("t1")] });
		assert.deepEqual([repeated.frame.ack, texts(repeated.frame)], [2, ["Kept back."]]);
		assert.equal(a.ops().length, 2, "once");
	});

	it("starts the session anew where the store knows less than the game was told", async () => {
		const [a, b] = [await start(), await start()];
		const id = await a.open();
		await a.exchange(id, { ops: [ENSURE] });
		a.crash();
		assert.equal((await b.exchange(id, { seq: 3, ops: [turnOp("t1")] })).status, 404);
		assert.deepEqual(b.ops(), [ENSURE]);
		assert.equal((await b.exchange(id, { seq: 2 })).status, 404, "and not again");
	});

	it("forgets with an NPC what it knew, also for another gateway", async () => {
		const [a, b] = [await start(), await start()];
		const id = await a.open();
		const bram = { ...ENSURE, spec: { ...MARA, npcId: "bram" } };
		const erase = { op: "erase", npcId: "mara", blocks: { status: "new" } } as const;
		await a.exchange(id, { ops: [ENSURE, bram, block("Alex is here", 1), erase] });
		await a.exchange(id, { seq: 5, ops: [{ op: "release", npcId: "bram", forget: true }] });
		a.crash();
		await b.exchange(id, { seq: 6 });
		const clean = { ...ENSURE, spec: { ...MARA, blocks: { status: "new" } } };
		assert.deepEqual(b.ops(), [clean, erase], "the erasure was under way");
		b.emit({ event: "erased", npcId: "mara", ok: true });
		await b.exchange(id, { seq: 6 });
		b.crash();
		const c = await start();
		await c.exchange(id, { seq: 6 });
		assert.deepEqual(c.ops(), [clean]);
	});
}

describe("gateways that share a store in memory", () => {
	let store: MemorySessionStore;
	before(() => (store = new MemorySessionStore(systemClock)));
	shared(() => store);

	it("give a store that has lost everything their sessions back", async () => {
		const [a, b] = [await startMember(store), await startMember(store)];
		members.push(a, b);
		const id = await a.open();
		await a.exchange(id, { ops: [ENSURE, block("new", 1)] });
		store.lose();
		await a.exchange(id, { seq: 3, ops: [turnOp("t1")] });
		a.crash();
		const { frame } = await b.exchange(id, { seq: 4 });
		assert.deepEqual(texts(frame), ["turnFailed backendUnavailable"]);
		assert.deepEqual(b.ops(), [ENSURE, block("new", 1)]);
	});

	it("say at /readyz and /healthz that the store is away", async () => {
		const a = await startMember(store, { aliveSeconds: 0.1 });
		members.push(a);
		assert.deepEqual((await a.send("GET", "/healthz")).body as object, {
			...((await a.send("GET", "/healthz")).body as object),
			status: "ok",
			store: { isUp: true },
		});
		a.freeze();
		let ready = await a.send("GET", "/readyz");
		while (ready.status === 200) ready = await a.send("GET", "/readyz");
		assert.deepEqual(ready.body, { ready: false, reason: "the sessions' store cannot be reached" });
		assert.deepEqual(((await a.send("GET", "/healthz")).body as { store: unknown }).store, { isUp: false });
		a.thaw();
		while (ready.status !== 200) ready = await a.send("GET", "/readyz");
	});
});

describe("a gateway whose store comes back empty", () => {
	it("calls no session unknown as long as another gateway may write it again", async () => {
		const clock = createFakeClock();
		let comesBack = () => {};
		const store = {
			...new MemorySessionStore(clock),
			onReturn: (callback: () => void) => void (comesBack = callback),
		};
		const fleet = new Fleet({ store, clock, log: createLog("silent") }, GATEWAY_LIMITS);
		comesBack();
		await fleet.start("http://gateway-1:8787");
		assert.deepEqual(await fleet.find("session-1"), { kind: "unknown" }, "it was only reached");
		comesBack();
		await assert.rejects(fleet.find("session-1"), /its sessions may follow/);
		await clock.advance(GATEWAY_LIMITS.storeReturnSeconds);
		assert.deepEqual(await fleet.find("session-1"), { kind: "unknown" });
		await fleet.close();
	});
});

describe("gateways that share Redis", { skip: NO_REDIS }, () => {
	let redis: RedisServer;
	before(async () => (redis = await startRedis()));
	after(() => redis.close());
	shared(() => createRedisSessionStore(redis.connect()));

	it("go on after Redis was killed and started empty", async () => {
		const connect = () => createRedisSessionStore(redis.connect());
		const [a, b] = [await startMember(connect(), { storeSeconds: 10 }), await startMember(connect())];
		members.push(a, b);
		const id = await a.open();
		await a.exchange(id, { ops: [ENSURE, block("new", 1), turnOp("t1")] });
		await redis.kill();
		a.emit(sentence("Said meanwhile."));
		const poll = a.exchange(id, { seq: 4 }, 10);
		const opening = a.send("POST", "/v1/sessions", { ...OPEN, serverId: "server-2" });
		await redis.start();
		assert.deepEqual(texts((await poll).frame), ["Said meanwhile."]);
		assert.equal((await opening).status, 201);
		// The other one finds the way again, and all that was kept.
		assert.equal((await b.exchange(id, { seq: 4 })).status, 200);
		a.crash();
		const { frame } = await b.exchange(id, { seq: 4, ack: 1 });
		assert.deepEqual(texts(frame), ["turnFailed backendUnavailable"]);
		assert.deepEqual(b.ops(), [ENSURE, block("new", 1)]);
	});
});
