import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GatewayErrorBody, Op } from "../src/wire.ts";
import { createLog } from "../src/logging.ts";
import { createFixture, MARA, OPEN, TOKEN, turnOp, type Answer } from "./support/gateway-fixture.ts";

const READY = { event: "agentReady", npcId: "mara", agentId: "agent-1", model: "m" } as const;

function errorOf({ body }: Answer): GatewayErrorBody {
	return body as GatewayErrorBody;
}

/** Out of fastify's tree: a line for each path below the one that it is indented under. */
function routesOf(tree: string): { method: string; path: string }[] {
	const above: string[] = [];
	return [...tree.matchAll(/^([│ ]*)[├└]── (\S+) \((.+)\)$/gm)].flatMap(([, indent, part, methods]) => {
		above.splice(indent!.length / 4, above.length, part!);
		return methods!.split(", ").map((method) => ({ method, path: above.join("") }));
	});
}

describe("opening a session", () => {
	it("answers with an id, the longest wait and what bodies may be packed with", async () => {
		const { send, fake } = createFixture();
		const { status, body } = await send("POST", "/v1/sessions", OPEN);
		assert.equal(status, 201);
		const { sessionId } = fake.last().identity;
		assert.deepEqual(body, { sessionId, maxWaitSeconds: 25, encodings: ["gzip"] });
		assert.equal(fake.state(), "started");
	});

	it("refuses another protocol version", async () => {
		const { send } = createFixture();
		const answer = await send("POST", "/v1/sessions", { ...OPEN, protocol: 2 });
		assert.equal(answer.status, 426);
		assert.equal(errorOf(answer).error, "unsupported_protocol");
	});

	for (const [field, value] of [
		["placeId", -1],
		["placeId", "42"],
		["serverId", ""],
		["serverId", "a b"],
		["memoryMode", "forever"],
		["protocol", undefined],
	] as const) {
		it(`names ${field} when it is ${JSON.stringify(value)}`, async () => {
			const { send } = createFixture();
			const answer = await send("POST", "/v1/sessions", { ...OPEN, [field]: value });
			assert.equal(answer.status, 400);
			assert.equal(errorOf(answer).error, "bad_request");
			assert.ok(errorOf(answer).message.startsWith(`${field}: `), errorOf(answer).message);
		});
	}

	it("replaces the session that the same game server had, and keeps its agents", async () => {
		const { open, exchange, fake } = createFixture();
		const first = await open();
		const second = await open();
		assert.notEqual(first, second);
		assert.equal(fake.sessions[0]!.forgotten, false);
		assert.equal((await exchange(first, {})).status, 404);
		assert.equal((await exchange(second, {})).status, 200);
	});

	it("leaves the sessions of other places and servers alone", async () => {
		const { open, fake } = createFixture();
		await open();
		await open({ serverId: "server-2" });
		await open({ placeId: 43 });
		assert.deepEqual(
			fake.sessions.map(({ forgotten }) => forgotten),
			[undefined, undefined, undefined],
		);
	});

	it("refuses more sessions than it may have", async () => {
		const { send, open } = createFixture({ maxSessions: 2 });
		await open({ serverId: "a" });
		await open({ serverId: "b" });
		const answer = await send("POST", "/v1/sessions", { ...OPEN, serverId: "c" });
		assert.equal(answer.status, 429);
		assert.equal(errorOf(answer).error, "rate_limited");
		assert.equal(answer.headers["retry-after"], "30");
		assert.equal((await send("POST", "/v1/sessions", { ...OPEN, serverId: "b" })).status, 201);
	});
});

describe("opening many sessions", () => {
	it("is metered, however many slots are free, and says when to come again", async () => {
		const { send, clock } = createFixture({ sessionsPerSecond: 0.5, sessionBurst: 3 });
		const open = (serverId: string) => send("POST", "/v1/sessions", { ...OPEN, serverId });
		for (const serverId of ["a", "b", "c"]) assert.equal((await open(serverId)).status, 201);
		const answer = await open("d");
		assert.equal(answer.status, 429);
		assert.equal(errorOf(answer).error, "rate_limited");
		assert.equal(answer.headers["retry-after"], "2");
		await clock.advance(2);
		assert.equal((await open("d")).status, 201);
		assert.equal((await open("e")).status, 429);
	});
});

describe("the token", () => {
	const wrong: ReadonlyArray<readonly [string, Record<string, string>]> = [
		["none", {}],
		["another", { authorization: "Bearer a-token-of-24-characterz" }],
		["a shorter one", { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
		["a longer one", { authorization: `Bearer ${TOKEN}x` }],
		["another scheme", { authorization: `Basic ${TOKEN}` }],
		["an empty one", { authorization: "Bearer " }],
	];
	for (const [name, headers] of wrong) {
		it(`is required: ${name} opens nothing`, async () => {
			const { send, fake, open } = createFixture();
			const answer = await send("POST", "/v1/sessions", OPEN, headers);
			assert.equal(answer.status, 401);
			assert.equal(errorOf(answer).error, "unauthorized");
			assert.equal(fake.sessions.length, 0);
			const sessionId = await open();
			assert.equal((await send("GET", `/v1/sessions/${sessionId}/blocks`, undefined, headers)).status, 401);
			assert.equal((await send("DELETE", `/v1/sessions/${sessionId}`, undefined, headers)).status, 401);
			assert.equal(fake.last().forgotten, undefined);
			const frame = { seq: 1, ack: 0, ops: [turnOp("t1")] };
			assert.equal((await send("POST", `/v1/sessions/${sessionId}/frames`, frame, headers)).status, 401);
			assert.deepEqual(fake.last().calls, []);
		});
	}

	it("is required by every route of the protocol", async () => {
		const { gateway, send } = createFixture();
		await gateway.ready();
		const routes = routesOf(gateway.printRoutes({ commonPrefix: false }));
		const protocol = routes.filter(({ path }) => path.startsWith("/v1/"));
		assert.ok(protocol.length >= 5, JSON.stringify(routes));
		for (const { method, path } of protocol) {
			const { status } = await send(method as "GET", path, undefined, {});
			assert.equal(status, 401, `${method} ${path}`);
		}
	});

	it("may follow a scheme in any case", async () => {
		const { send } = createFixture();
		for (const scheme of ["bearer", "BEARER"]) {
			const answer = await send("POST", "/v1/sessions", OPEN, { authorization: `${scheme} ${TOKEN}` });
			assert.equal(answer.status, 201, scheme);
		}
	});

	it("is checked before the body is looked at", async () => {
		const { send } = createFixture();
		assert.equal((await send("POST", "/v1/sessions", "{", {})).status, 401);
	});

	it("is not needed for the state of health, which holds no secret", async () => {
		const { send } = createFixture();
		const { status, body } = await send("GET", "/healthz", undefined, {});
		assert.equal(status, 200);
		assert.deepEqual(Object.keys(body as object), ["status", "uptimeSeconds", "sessions", "backend"]);
		assert.doesNotMatch(JSON.stringify(body), new RegExp(TOKEN));
	});

	it("comes into no log", async () => {
		const lines: string[] = [];
		const log = createLog("trace", { write: (line) => void lines.push(line) });
		const { open, exchange, gateway, fake } = createFixture({}, log);
		const sessionId = await open();
		await exchange(sessionId, { ops: [turnOp("t1")] });
		log.info(
			{ req: { headers: { authorization: `Bearer ${TOKEN}` } }, token: TOKEN, a: { token: TOKEN } },
			"probe",
		);
		fake.finishDrain();
		await gateway.close();
		assert.ok(lines.some((line) => line.includes("session opened")));
		assert.ok(lines.some((line) => line.includes("[redacted]")));
		assert.doesNotMatch(lines.join(""), new RegExp(TOKEN));
	});
});

describe("frames", () => {
	it("hand their ops to the back end, in order", async () => {
		const { open, exchange, fake } = createFixture();
		const ops: Op[] = [
			{ op: "ensureAgent", spec: MARA },
			{ op: "setBlock", npcId: "mara", label: "status", value: "health: 50", rev: 1 },
			turnOp("t1"),
			{ op: "actionResult", npcId: "mara", callId: "c1", ok: true, result: "done" },
			{ op: "cancelTurn", npcId: "mara", turnId: "t1" },
			{ op: "erase", npcId: "mara", blocks: { status: "health: 100" } },
			{ op: "release", npcId: "mara", forget: true },
		];
		const { status, body } = await exchange(await open(), { ops });
		assert.equal(status, 200);
		assert.deepEqual(body, { seq: 1, ack: 7, events: [] });
		assert.deepEqual(fake.last().calls, ops);
	});

	it("that are repeated do nothing twice", async () => {
		const { open, exchange, fake } = createFixture();
		const sessionId = await open();
		await exchange(sessionId, { ops: [turnOp("t1")] });
		const { body } = await exchange(sessionId, { ops: [turnOp("t1"), turnOp("t2")] });
		assert.equal(body.ack, 2);
		assert.deepEqual(
			fake.last().calls.map((op) => op.op === "turn" && op.turnId),
			["t1", "t2"],
		);
	});

	it("after a gap do nothing, and the answer says from where to repeat", async () => {
		const { open, exchange, fake } = createFixture();
		const sessionId = await open();
		const { status, body } = await exchange(sessionId, { seq: 3, ops: [turnOp("t3")] });
		assert.deepEqual([status, body.ack], [200, 0]);
		assert.deepEqual(fake.last().calls, []);
	});

	it("bring the events that were not acknowledged, again and again", async () => {
		const { open, exchange, fake } = createFixture();
		const sessionId = await open();
		fake.last().emit(READY);
		for (let time = 0; time < 2; time += 1) {
			assert.deepEqual((await exchange(sessionId, {})).body, { seq: 1, ack: 0, events: [READY] });
		}
		assert.deepEqual((await exchange(sessionId, { ack: 1 })).body, { seq: 2, ack: 0, events: [] });
	});

	it("that acknowledge what was never sent are refused", async () => {
		const { open, exchange } = createFixture();
		const answer = await exchange(await open(), { ack: 1 });
		assert.equal(answer.status, 400);
		assert.match(errorOf(answer).message, /^ack: 1 /);
	});

	it("carry at most so many events, and the rest next time", async () => {
		const { open, exchange, fake } = createFixture({ maxEventsPerFrame: 2 });
		const sessionId = await open();
		for (let count = 0; count < 3; count += 1) fake.last().emit(READY);
		assert.equal((await exchange(sessionId, {})).body.events.length, 2);
		assert.deepEqual((await exchange(sessionId, { ack: 2 })).body, { seq: 3, ack: 0, events: [READY] });
	});

	it("are metered", async () => {
		const { open, exchange, clock, fake } = createFixture({ framesPerSecond: 2, frameBurst: 3 });
		const sessionId = await open();
		for (let count = 0; count < 3; count += 1) assert.equal((await exchange(sessionId, {})).status, 200);
		const answer = await exchange(sessionId, { ops: [turnOp("t1")] });
		assert.equal(answer.status, 429);
		assert.equal(answer.headers["retry-after"], "1");
		assert.deepEqual(fake.last().calls, []);
		await clock.advance(1);
		assert.equal((await exchange(sessionId, { ops: [turnOp("t1")] })).body.ack, 1);
		assert.equal(fake.last().calls.length, 1, "what was refused is done when it comes again");
	});

	it("of an unknown session get 404", async () => {
		const { exchange } = createFixture();
		const answer = await exchange("no-such-session", {});
		assert.equal(answer.status, 404);
		assert.equal(errorOf(answer).error, "unknown_session");
	});

	it("with an op that breaks the back end fail that turn and do the rest", async () => {
		const { open, exchange, fake } = createFixture();
		const sessionId = await open();
		fake.breaksNext = true;
		const { status, body } = await exchange(sessionId, { ops: [turnOp("t1"), turnOp("t2", "bram")] });
		assert.deepEqual([status, body.ack], [200, 2]);
		assert.equal(fake.last().calls.length, 1);
		assert.deepEqual(
			body.events.map((event) => [
				event.event,
				"npcId" in event && event.npcId,
				"kind" in event && event.kind,
			]),
			[["turnFailed", "mara", "internal"]],
		);
	});

	it("ask for at most so many NPCs", async () => {
		const { open, exchange, fake } = createFixture({ maxNpcsPerSession: 1 });
		const sessionId = await open();
		const bram = { ...MARA, npcId: "bram" };
		const ops: Op[] = [
			{ op: "ensureAgent", spec: MARA },
			{ op: "ensureAgent", spec: MARA },
			{ op: "ensureAgent", spec: bram },
		];
		const { body } = await exchange(sessionId, { ops });
		assert.deepEqual(body.events, [
			{
				event: "agentFailed",
				npcId: "bram",
				kind: "rejected",
				message: "ensureAgent: a session may have 1 NPCs",
				final: true,
			},
		]);
		assert.equal(fake.last().calls.length, 2);
		const release: Op = { op: "release", npcId: "mara", forget: false };
		await exchange(sessionId, { seq: 4, ack: 1, ops: [release, { op: "ensureAgent", spec: bram }] });
		assert.equal(fake.last().calls.length, 4);
	});

	it("take what Roblox makes of an empty table", async () => {
		const { open, exchange, fake } = createFixture();
		const spec = { ...MARA, blocks: [] };
		const ops = [{ op: "ensureAgent", spec }] as unknown as Op[];
		assert.equal((await exchange(await open(), { ops })).status, 200);
		assert.equal(fake.last().calls.length, 1);
	});

	it("may have fields that this gateway does not know", async () => {
		const { open, exchange, fake } = createFixture();
		const newer = { ...turnOp("t1"), mood: "sunny" };
		const ops: Op[] = [newer];
		assert.equal((await exchange(await open(), { ops })).status, 200);
		assert.equal(fake.last().calls.length, 1);
	});
});

describe("a malformed frame", () => {
	const bad: ReadonlyArray<readonly [field: string, frame: Record<string, unknown>]> = [
		["seq", { seq: 0 }],
		["seq", { seq: "1" }],
		["seq", { seq: 1.5 }],
		["ack", { ack: -1 }],
		["ack", { ack: null }],
		["ops", { ops: {} }],
		["ops", { ops: Array(257).fill(turnOp("t1")) }],
		["ops.0", { ops: ["turn"] }],
		["ops.0.op", { ops: [{}] }],
	];
	for (const [field, frame] of bad) {
		it(`is refused whole, and ${field} is named: ${JSON.stringify(frame).slice(0, 80)}`, async () => {
			const { open, exchange, fake } = createFixture();
			const answer = await exchange(await open(), frame);
			assert.equal(answer.status, 400);
			const { error, message } = errorOf(answer);
			assert.equal(error, "bad_request");
			assert.ok(message.startsWith(field), `${message} does not name ${field}`);
			assert.ok(message.length < 300);
			assert.deepEqual(fake.last().calls, []);
		});
	}

	it("harms no other session, nor its own", async () => {
		const { open, exchange, send, fake } = createFixture();
		const mine = await open({ serverId: "a" });
		const other = await open({ serverId: "b" });
		for (const payload of ["{", "null", "[]", '"x"', '{"__proto__":{"seq":1}}', "\u0000"]) {
			const answer = await send("POST", `/v1/sessions/${mine}/frames`, payload);
			assert.equal(answer.status, 400, payload);
			assert.equal(errorOf(answer).error, "bad_request");
		}
		for (const [index, sessionId] of [mine, other].entries()) {
			assert.equal((await exchange(sessionId, { ops: [turnOp("t1")] })).body.ack, 1);
			assert.equal(fake.sessions[index]!.calls.length, 1);
		}
	});

	it("of more than a megabyte is refused by its size", async () => {
		const { open, exchange } = createFixture();
		const answer = await exchange(await open(), {
			ops: [{ ...turnOp("t1"), content: "x".repeat(1024 * 1024) } as Op],
		});
		assert.equal(answer.status, 413);
		assert.equal(errorOf(answer).error, "too_large");
	});

	it("that waits for what is no time is refused", async () => {
		const { open, send } = createFixture();
		const sessionId = await open();
		for (const wait of ["-1", "x", "1e9", "Infinity", "1&wait=2"]) {
			const frame = { seq: 1, ack: 0, ops: [] };
			const answer = await send("POST", `/v1/sessions/${sessionId}/frames?wait=${wait}`, frame);
			assert.equal(answer.status, 400, wait);
			assert.ok(errorOf(answer).message.startsWith("wait: "), errorOf(answer).message);
		}
	});

	it("at another address gets 404", async () => {
		const { send } = createFixture();
		assert.equal((await send("GET", "/v2/sessions")).status, 404);
	});
});

describe("an op that is wrong", () => {
	const text = (length: number) => "x".repeat(length);
	const block = { op: "setBlock", npcId: "pip", label: "status", value: "v", rev: 1 };
	const turn = turnOp("t1", "pip");
	const ensure = (change: object) => ({ op: "ensureAgent", spec: { ...MARA, npcId: "pip", ...change } });
	const agentFailed = { event: "agentFailed", npcId: "pip", kind: "rejected", final: true };
	const turnFailed = { event: "turnFailed", npcId: "pip", turnId: "t1", kind: "rejected" };

	const cases: ReadonlyArray<readonly [problem: string, op: object, event?: object]> = [
		["op", { op: "format" }],
		["op", { op: "constructor" }],
		["npcId", { ...turn, npcId: "a b" }, { ...turnFailed, npcId: "a b" }],
		["npcId", { ...turn, npcId: text(65) }, { ...turnFailed, npcId: text(65) }],
		["npcId", { ...turn, npcId: 7 }],
		["turnId", { ...turn, turnId: "" }, { ...turnFailed, turnId: "" }],
		["turnId", { ...turn, turnId: undefined }],
		["content", { ...turn, content: text(16_001) }, turnFailed],
		["content", { ...turn, content: "" }, turnFailed],
		["content", { ...turn, content: "a\u0000b" }, turnFailed],
		["content", { ...turn, content: "a\ud83dz" }, turnFailed],
		["label", { ...block, label: "../../etc" }],
		["label", { ...block, label: "persona" }],
		["value", { ...block, value: text(8_001) }],
		["value", { ...block, value: "\udc00" }],
		["rev", { ...block, rev: -1 }],
		["spec.persona", ensure({ persona: text(20_001) }), agentFailed],
		["spec.persona", ensure({ persona: "I am\u0000 Pip" }), agentFailed],
		["spec.persona", ensure({ persona: "I am \ud800 Pip" }), agentFailed],
		["spec.displayName", ensure({ displayName: "" }), agentFailed],
		["spec.displayName", ensure({ displayName: "Pi\u0000p" }), agentFailed],
		["spec.displayName", ensure({ displayName: "Pip\ud800" }), agentFailed],
		["spec.blocks.status", ensure({ blocks: { status: 1 } }), agentFailed],
		["spec.blocks", ensure({ blocks: { "a/b": "v" } }), agentFailed],
		["spec", { op: "ensureAgent" }],
		["forget", { op: "release", npcId: "pip", forget: "yes" }],
		["ok", { op: "actionResult", npcId: "pip", callId: "c", ok: 1, result: "" }],
		["blocks", { op: "erase", npcId: "pip", blocks: 7 }, { event: "erased", npcId: "pip", ok: false }],
	];
	for (const [field, op, event] of cases) {
		it(`fails its NPC only, and ${field} is named: ${JSON.stringify(op).slice(0, 70)}`, async () => {
			const lines: string[] = [];
			const log = createLog("warn", { write: (line) => void lines.push(line) });
			const { open, exchange, fake } = createFixture({}, log);
			const ops = [{ op: "ensureAgent", spec: MARA }, op, turnOp("t2")] as Op[];
			const { status, body } = await exchange(await open(), { ops });
			assert.deepEqual([status, body.ack], [200, 3]);
			assert.deepEqual(fake.last().calls, [ops[0], ops[2]]);
			const told = body.events.map((told) => ({ ...told, message: undefined }));
			assert.deepEqual(told, event === undefined ? [] : [{ ...event, message: undefined }]);
			const [line] = lines.map((written) => JSON.parse(written) as { problem: string });
			assert.ok(line?.problem.startsWith(field), JSON.stringify(line));
			assert.ok(lines.join("").length < 500);
		});
	}

	it("is acknowledged, so that the game does not send it for ever", async () => {
		const { open, exchange, fake } = createFixture();
		const sessionId = await open();
		const ops = [ensure({ persona: text(20_001) })] as Op[];
		assert.equal((await exchange(sessionId, { ops })).body.ack, 1);
		assert.equal((await exchange(sessionId, { ops })).body.events.length, 1);
		assert.deepEqual(fake.last().calls, []);
	});

	it("may have any other character, and as many as the limit says, whatever their bytes", async () => {
		const { open, exchange, fake } = createFixture();
		const persona = "🥐".repeat(20_000);
		const ops = [ensure({ persona, displayName: "O'Neil 三 \u202e" })] as Op[];
		assert.deepEqual((await exchange(await open(), { ops })).body.events, []);
		assert.equal(fake.last().calls.length, 1);
	});
});

describe("a session's blocks", () => {
	it("are what the back end has", async () => {
		const { open, send } = createFixture();
		const { status, body } = await send("GET", `/v1/sessions/${await open()}/blocks`);
		assert.equal(status, 200);
		assert.deepEqual(body, { mara: { status: { value: "health: 100", rev: 3 } } });
	});

	it("that the back end cannot give fail without a word about it", async () => {
		const lines: string[] = [];
		const log = createLog("error", { write: (line) => void lines.push(line) });
		const { open, send, fake } = createFixture({}, log);
		const sessionId = await open();
		fake.breaksNext = true;
		const { status, body } = await send("GET", `/v1/sessions/${sessionId}/blocks`);
		assert.equal(status, 500);
		assert.deepEqual(body, { error: "internal", message: "the gateway failed; see its log" });
		assert.match(lines.join(""), /a secret of the back end/);
	});

	it("are unknown for an unknown session", async () => {
		const { send } = createFixture();
		assert.equal((await send("GET", "/v1/sessions/nope/blocks")).status, 404);
	});
});

describe("readiness", () => {
	it("follows the back end", async () => {
		const { send, fake } = createFixture();
		assert.equal((await send("GET", "/readyz", undefined, {})).status, 200);
		fake.isUp = false;
		const away = await send("GET", "/readyz", undefined, {});
		assert.equal(away.status, 503);
		assert.deepEqual(away.body, { ready: false, reason: fake.backend.health().detail });
		const { status, body } = await send("GET", "/healthz", undefined, {});
		assert.equal(status, 200);
		assert.equal((body as { status: string }).status, "degraded");
	});
});
