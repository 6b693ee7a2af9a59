import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { createRateLimits } from "../src/guard/rate-limits.ts";
import { runKeysCommand } from "../src/keys/keys-command.ts";
import { GATEWAY_LIMITS, type GatewayLimits } from "../src/limits.ts";
import type { GatewayOptions } from "../src/server.ts";
import { Metrics } from "../src/telemetry/metrics.ts";
import { SocketChannel } from "../src/ws/socket-channel.ts";
import { createFakeClock, until } from "./support/fake-clock.ts";
import { createFixture, MARA, OPEN, TOKEN, turnOp } from "./support/gateway-fixture.ts";

const SENTENCE = { event: "sentence", npcId: "mara", turnId: "t1", index: 0, text: "Hi." } as const;
const DONE = { event: "turnDone", npcId: "mara", turnId: "t1" } as const;

async function setUp(
	t: TestContext,
	limits: Partial<GatewayLimits> = {},
	options: Partial<GatewayOptions> = {},
) {
	const fixture = createFixture(limits, undefined, options);
	const address = await fixture.listen();
	t.after(() => {
		fixture.fake.finishDrain();
		return fixture.gateway.close();
	});
	const sessionId = await fixture.open();

	async function open(id = sessionId, token = TOKEN) {
		const url = `${address.replace("http", "ws")}/v1/connect?session=${id}`;
		const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
		const messages: Record<string, unknown>[] = [];
		let closedWith: number | undefined;
		socket.on("message", (data) => messages.push(JSON.parse(String(data))));
		socket.on("close", (code) => (closedWith = code));
		t.after(() => socket.terminate());
		await once(socket, "open");
		return {
			socket,
			messages,
			closedWith: () => closedWith,
			send: (message: object) => socket.send(JSON.stringify(message)),
			events: () => messages.flatMap(({ events = [] }) => events as unknown[]),
			/** Lets a little time pass until it is so. */
			wait: async (condition: () => boolean) => {
				for (let tries = 0; tries < 500 && !condition(); tries++) {
					await fixture.clock.advance(0.01);
					await sleep(5);
				}
				assert.ok(condition(), String(condition));
			},
			ended: () => until(() => closedWith !== undefined),
		};
	}

	/** The status with which an upgrade is refused. */
	async function refusal(id: string, token = TOKEN): Promise<number> {
		const url = `${address.replace("http", "ws")}/v1/connect?session=${id}`;
		const socket = new WebSocket(url, { headers: { authorization: `Bearer ${token}` } });
		socket.on("error", () => {});
		const [, response] = (await once(socket, "unexpected-response")) as [unknown, { statusCode: number }];
		socket.terminate();
		return response.statusCode;
	}

	return { ...fixture, address, sessionId, openSocket: open, refusal };
}

describe("a socket", () => {
	it("is refused without the token, and for a session that is not there", async (t) => {
		const { refusal, sessionId } = await setUp(t);
		assert.equal(await refusal(sessionId, "wrong"), 401);
		assert.equal(await refusal("nobody"), 404);
	});

	it("carries ops in, and events and acknowledgements out", async (t) => {
		const { openSocket, fake, exchange, sessionId } = await setUp(t);
		const socket = await openSocket();
		socket.send({ seq: 1, ack: 0, ops: [{ op: "ensureAgent", spec: MARA }, turnOp("t1")] });
		await until(() => fake.last().calls.length === 2);
		fake.last().emit(SENTENCE);
		fake.last().emit(DONE);
		await socket.wait(() => socket.events().length === 2 && socket.messages.at(-1)!.ack === 2);
		assert.deepEqual(socket.events(), [SENTENCE, DONE]);
		// The same session over HTTP repeats what was not acknowledged, and takes no op twice.
		const again = await exchange(sessionId, {
			seq: 1,
			ops: [{ op: "ensureAgent", spec: MARA }, turnOp("t1")],
		});
		assert.deepEqual(again.body, { seq: 1, ack: 2, events: [SENTENCE, DONE] });
		assert.equal(fake.last().calls.length, 2);
	});

	it("only answers pings until its first frame: a poll stays open meanwhile", async (t) => {
		const { openSocket, hold, sessionId, fake, clock } = await setUp(t);
		const poll = await hold(sessionId, 20);
		const socket = await openSocket();
		socket.send({ ping: 7 });
		await socket.wait(() => socket.messages.length === 1);
		assert.deepEqual(socket.messages, [{ pong: 7 }]);
		fake.last().emit(SENTENCE);
		await clock.advance(0.1);
		assert.deepEqual((await poll.answer).body.events, [SENTENCE]);
	});

	it("ends an open poll with its first frame", async (t) => {
		const { openSocket, hold, sessionId } = await setUp(t);
		const poll = await hold(sessionId, 20);
		const socket = await openSocket();
		socket.send({ seq: 1, ack: 0, ops: [] });
		assert.deepEqual((await poll.answer).body.events, []);
	});

	it("gives way to a newer one of its session, which gets what was not acknowledged", async (t) => {
		const { openSocket, fake } = await setUp(t);
		const first = await openSocket();
		first.send({ seq: 1, ack: 0, ops: [] });
		await first.wait(() => first.messages.length > 0);
		fake.last().emit(SENTENCE);
		await first.wait(() => first.events().length === 1);
		const second = await openSocket();
		second.send({ seq: 1, ack: 0, ops: [] });
		await second.wait(() => second.messages.length > 0);
		assert.deepEqual(second.events(), [SENTENCE]);
		await first.ended();
	});

	it("whose game is gone leaves the events for a poll", async (t) => {
		const { openSocket, fake, exchange, sessionId, clock } = await setUp(t);
		const socket = await openSocket();
		socket.send({ seq: 1, ack: 0, ops: [] });
		await socket.wait(() => socket.messages.length > 0);
		socket.socket.terminate();
		await socket.ended();
		await until(() => clock.timers() <= 1);
		fake.last().emit(SENTENCE);
		assert.deepEqual((await exchange(sessionId, {})).body.events, [SENTENCE]);
	});

	const refused: Array<[name: string, message: string | Buffer, error: string]> = [
		["is not JSON", "{", "bad_request"],
		["is no frame", `{"seq":"1"}`, "bad_request"],
		["is deeply nested", "[".repeat(100_000), "bad_request"],
		["is bytes", Buffer.from([0xff, 0xfe]), "bad_request"],
		["acknowledges what was never sent", `{"seq":1,"ack":5,"ops":[]}`, "bad_request"],
	];
	for (const [name, message, error] of refused)
		it(`is closed, and told why, after a message that ${name}`, async (t) => {
			const { openSocket, fake } = await setUp(t);
			const socket = await openSocket();
			socket.socket.send(message, { binary: typeof message !== "string" });
			await socket.ended();
			assert.equal(socket.messages.at(-1)!.error, error);
			assert.equal(socket.closedWith(), 1008);
			assert.equal(fake.last().calls.length, 0);
		});

	it("is closed for a message larger than a frame may be", async (t) => {
		const { openSocket } = await setUp(t);
		const socket = await openSocket();
		socket.socket.on("error", () => {});
		socket.socket.send("x".repeat(2_000_000));
		await socket.ended();
		assert.equal(socket.closedWith(), 1009);
	});

	it("is closed when it sends too much, and its session goes on", async (t) => {
		const { openSocket, exchange, sessionId } = await setUp(t, {
			socketMessageBurst: 10,
			socketMessagesPerSecond: 1,
		});
		const socket = await openSocket();
		for (let index = 0; index < 50; index++) socket.send({ ping: index });
		await socket.ended();
		assert.equal(socket.messages.filter(({ pong }) => pong !== undefined).length, 10);
		assert.equal(socket.messages.at(-1)!.error, "rate_limited");
		assert.equal((await exchange(sessionId, {})).status, 200);
	});

	it("that sends pings of the protocol without end, and never reads, is ended", async (t) => {
		const { openSocket, exchange, sessionId } = await setUp(t, { socketMessageBurst: 50 });
		const socket = await openSocket();
		let answered = 0;
		socket.socket.on("pong", () => (answered += 1));
		for (let index = 0; index < 1000; index += 1) socket.socket.ping("x".repeat(100));
		await socket.ended();
		assert.ok(answered <= 50, `${answered} were answered`);
		assert.equal((await exchange(sessionId, {})).status, 200);
	});

	it("is answered when it pings as often as it may", async (t) => {
		const { openSocket } = await setUp(t);
		const { socket } = await openSocket();
		socket.ping("4711");
		const [data] = (await once(socket, "pong")) as [Buffer];
		assert.equal(String(data), "4711");
	});

	it("is the oldest of its session's that ends when there are too many", async (t) => {
		const { openSocket } = await setUp(t, { maxSocketsPerSession: 2 });
		const sockets = [await openSocket(), await openSocket(), await openSocket()];
		await sockets[0]!.ended();
		sockets[2]!.send({ ping: 1 });
		await sockets[2]!.wait(() => sockets[2]!.messages.length === 1);
		assert.deepEqual(
			sockets.map(({ closedWith }) => closedWith()),
			[1001, undefined, undefined],
		);
	});

	it("is refused when its key opens too many at once, and taken later", async (t) => {
		const { openSocket, refusal, sessionId, clock } = await setUp(t, { socketBurst: 2, socketsPerSecond: 1 });
		await openSocket();
		await openSocket();
		assert.equal(await refusal(sessionId), 429);
		await clock.advance(1);
		await openSocket();
	});

	it("whose session has ended is closed by its next ping", async (t) => {
		const { openSocket, send, sessionId } = await setUp(t);
		const socket = await openSocket();
		await send("DELETE", `/v1/sessions/${sessionId}`);
		socket.send({ ping: 1 });
		await socket.ended();
		assert.equal(socket.messages.at(-1)!.error, "unknown_session");
	});

	it("is not read any more after it was refused, though it goes on sending", async (t) => {
		const { openSocket, fake } = await setUp(t);
		const { socket, ended } = await openSocket();
		// Both are in one packet, and the second would be good.
		socket.send("{");
		socket.send(JSON.stringify({ seq: 1, ack: 0, ops: [turnOp("t1")] }));
		await ended();
		assert.deepEqual(fake.last().calls, []);
	});

	it("takes its messages from what its key may send over all of its sockets and requests", async (t) => {
		const rates = createRateLimits({ keyRequestsPerSecond: 12 });
		const { openSocket } = await setUp(t, {}, { rates });
		const sockets = [await openSocket(), await openSocket()];
		for (let index = 0; index < 20; index += 1) for (const { send } of sockets) send({ ping: index });
		await Promise.all(sockets.map(({ ended }) => ended()));
		const pongs = sockets.flatMap(({ messages }) => messages.filter(({ pong }) => pong !== undefined));
		assert.ok(pongs.length < 12, `${pongs.length} were answered`);
		assert.equal(sockets[0]!.messages.at(-1)!.error, "rate_limited");
	});

	it("is closed by the next message after its token has ended", async (t) => {
		const folder = mkdtempSync(join(tmpdir(), "townsfolk-sockets-"));
		t.after(() => rmSync(folder, { recursive: true }));
		const keysFile = join(folder, "keys.json");
		const run = (line: string) =>
			runKeysCommand(line.split(" "), { TOWNSFOLK_KEYS_FILE: keysFile }, Date.now()).out.trim();
		const old = run("make harbour --place 42");
		const { openSocket, send, clock } = await setUp(t, {}, { keysFile });
		const headers = { authorization: `Bearer ${old}` };
		const { body } = await send("POST", "/v1/sessions", OPEN, headers);
		const socket = await openSocket((body as { sessionId: string }).sessionId, old);
		socket.send({ seq: 1, ack: 0, ops: [turnOp("t1")] });
		await socket.wait(() => socket.messages.length > 0);
		run("rotate harbour --overlap 0s");
		await clock.advance(1);
		socket.send({ ping: 1 });
		await socket.ended();
		assert.equal(socket.messages.at(-1)!.error, "unauthorized");
	});

	it("that is silent for long is closed, and one that pings is not", async (t) => {
		const { openSocket, clock } = await setUp(t, { socketIdleSeconds: 30, sessionIdleSeconds: 1000 });
		const silent = await openSocket();
		const alive = await openSocket();
		await clock.advance(20);
		alive.send({ ping: 1 });
		await until(() => alive.messages.length === 1);
		await clock.advance(15);
		await silent.ended();
		assert.equal(alive.closedWith(), undefined);
	});

	it("keeps its session from being idle", async (t) => {
		const { openSocket, clock, fake } = await setUp(t, { socketIdleSeconds: 1000, sessionIdleSeconds: 60 });
		const socket = await openSocket();
		socket.send({ seq: 1, ack: 0, ops: [] });
		await socket.wait(() => socket.messages.length > 0);
		await clock.advance(200);
		assert.equal(fake.last().forgotten, undefined);
	});

	it("is told when the gateway stops, after the last events", async (t) => {
		const { openSocket, fake, gateway } = await setUp(t);
		const socket = await openSocket();
		socket.send({ seq: 1, ack: 0, ops: [] });
		await socket.wait(() => socket.messages.length > 0);
		const closing = gateway.close();
		await until(() => fake.drainSeconds !== undefined);
		fake.last().emit(DONE);
		fake.finishDrain();
		await socket.ended();
		const [events, end] = socket.messages.slice(-2);
		assert.deepEqual(events!.events, [{ event: "moving" }, DONE]);
		assert.equal(end!.error, "shutting_down");
		assert.equal(socket.closedWith(), 1001);
		await closing;
	});

	it("that is not asked for properly gets an answer, and the connection is closed", async (t) => {
		const { address, sessionId } = await setUp(t);
		const raw = connect(Number(new URL(address).port), "127.0.0.1");
		t.after(() => raw.destroy());
		await once(raw, "connect");
		raw.write(`GET /v1/connect?session=${sessionId} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n`);
		const [answer] = (await once(raw, "data")) as [Buffer];
		assert.match(String(answer), /^HTTP\/1\.1 401 /);
		if (!raw.closed) await once(raw, "close");
	});
});

describe("a socket that was refused", () => {
	function refuseOne() {
		let cuts = 0;
		let reads = 0;
		const clock = createFakeClock();
		const channel = new SocketChannel(
			{
				clock,
				limits: GATEWAY_LIMITS,
				session: () => undefined,
				isAllowed: () => true,
				admit: async () => ({ kind: "ok" }),
				metrics: new Metrics(),
				send: () => {},
			},
			{
				onRefused: () => {},
				onIdle: () => {},
				onOver: () => {},
				onBroken: () => {},
				onGoesOn: () => (cuts += 1),
			},
		);
		channel.refuse("malformed", "bad_request", "no");
		const send = (bytes: number) =>
			channel.receive(bytes, () => {
				reads += 1;
				return { kind: "ping", ping: 1 };
			});
		return { send, cuts: () => cuts, reads: () => reads };
	}

	it("may have a little more under way, so that its game reads why", () => {
		const { send, cuts, reads } = refuseOne();
		send(60_000);
		assert.deepEqual([cuts(), reads()], [0, 0]);
	});

	it("is cut when it goes on", () => {
		const { send, cuts, reads } = refuseOne();
		send(60_000);
		send(60_000);
		assert.deepEqual([cuts(), reads()], [1, 0]);
	});
});
