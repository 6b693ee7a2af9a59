import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { afterEach, describe, it } from "node:test";
import { createLog } from "../src/logging.ts";
import { Metrics } from "../src/telemetry/metrics.ts";
import { serveMetrics } from "../src/telemetry/metrics-server.ts";
import type { GatewayEvent } from "../src/wire.ts";
import { createFixture, MARA, OPEN, TOKEN, turnOp } from "./support/gateway-fixture.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0)) await end();
});

const READY: GatewayEvent = { event: "agentReady", npcId: "mara", agentId: "agent-1", model: "m" };
const sentence = (turnId: string, index = 0): GatewayEvent => ({
	event: "sentence",
	npcId: "mara",
	turnId,
	index,
	text: "Good day, Alex!",
});
const done = (turnId: string): GatewayEvent => ({
	event: "turnDone",
	npcId: "mara",
	turnId,
	usage: { promptTokens: 670, completionTokens: 11 },
});

/** A gateway whose metrics can be read by name: `turns_total{key="owner",outcome="done"}`. */
function createMetered(log?: ReturnType<typeof createLog>) {
	const metrics = new Metrics();
	const fixture = createFixture({}, log, { metrics });
	const text = () => metrics.registry.metrics();
	const value = async (name: string) => {
		const line = (await text()).split("\n").find((one) => one.startsWith(`townsfolk_${name} `));
		return line === undefined ? undefined : Number(line.split(" ").at(-1));
	};
	return { ...fixture, text, value };
}

describe("metrics", () => {
	it("count and time a turn from its arrival to its first sentence and to its end", async () => {
		const { open, exchange, fake, clock, value } = createMetered();
		const sessionId = await open();
		await exchange(sessionId, { ops: [{ op: "ensureAgent", spec: MARA }, turnOp("t1")] });
		const { emit } = fake.last();
		emit(READY);
		await clock.advance(0.6);
		emit(sentence("t1"));
		await clock.advance(0.9);
		emit(sentence("t1", 1));
		emit(done("t1"));
		assert.equal(await value("first_sentence_seconds_count"), 1);
		assert.ok(Math.abs((await value("first_sentence_seconds_sum"))! - 0.6) < 1e-6);
		assert.ok(Math.abs((await value("turn_seconds_sum"))! - 1.5) < 1e-6);
		assert.equal(await value('turns_total{key="owner",outcome="done"}'), 1);
		assert.equal(await value('tokens_total{key="owner",kind="prompt"}'), 670);
		assert.equal(await value('tokens_total{key="owner",kind="completion"}'), 11);
		assert.equal(await value('ops_total{op="turn"}'), 1);
		assert.equal(await value('events_total{event="sentence"}'), 2);
		assert.equal(await value('frames_total{transport="http",direction="in"}'), 1);
		assert.equal(await value('sessions{key="owner"}'), 1);
	});

	it("tell a back end's failures from a game's decisions", async () => {
		const { open, exchange, fake, value } = createMetered();
		const sessionId = await open();
		await exchange(sessionId, { ops: ["t1", "t2", "t3"].map((turnId) => turnOp(turnId)) });
		const { emit } = fake.last();
		const fail = (turnId: string, kind: "model" | "rejected" | "timeout") =>
			emit({ event: "turnFailed", npcId: "mara", turnId, kind, message: "no" });
		fail("t1", "model");
		fail("t2", "rejected");
		fail("t3", "timeout");
		emit({ event: "agentFailed", npcId: "mara", kind: "backendUnavailable", message: "no", final: false });
		for (const outcome of ["model", "rejected", "timeout"]) {
			assert.equal(await value(`turns_total{key="owner",outcome="${outcome}"}`), 1, outcome);
		}
		const errors = (kind: string) => value(`backend_errors_total{kind="${kind}"}`);
		assert.deepEqual(
			[
				await errors("model"),
				await errors("timeout"),
				await errors("backendUnavailable"),
				await errors("rejected"),
			],
			[1, 1, 1, undefined],
		);
	});

	it("count what is thrown away, by its reason", async () => {
		const { open, send, exchange, value } = createMetered();
		const sessionId = await open();
		await send("POST", "/v1/sessions", OPEN, { authorization: "Bearer wrong" });
		await send("POST", "/v1/sessions", "{");
		await send("POST", "/v1/sessions", "x".repeat(1024 * 1024 + 1));
		await exchange(sessionId, { ops: [{ op: "melt" }, { op: "turn", npcId: "" }] as never });
		await exchange(sessionId, { seq: 3, ack: 99 });
		const drops = (reason: string) => value(`drops_total{reason="${reason}"}`);
		assert.deepEqual(
			[
				await drops("unauthorized"),
				await drops("malformed"),
				await drops("tooLarge"),
				await drops("opRefused"),
			],
			[1, 2, 1, 2],
		);
	});

	it("have a zero for each reason, so that an alert sees the first drop", async () => {
		const { value } = createMetered();
		assert.equal(await value('drops_total{reason="quota"}'), 0);
	});

	it("show how the back end is at the moment they are read", async () => {
		const { fake, value } = createMetered();
		assert.deepEqual([await value("backend_up"), await value("stopping")], [1, 0]);
		fake.isUp = false;
		assert.equal(await value("backend_up"), 0);
	});

	it("hold no NPC, no id and nothing that was said", async () => {
		const { open, exchange, fake, text } = createMetered();
		const sessionId = await open({ serverId: "server-4711" });
		await exchange(sessionId, {
			ops: [{ op: "ensureAgent", spec: MARA }, turnOp("t-4711"), { op: "melt-4711" } as never],
		});
		fake.last().emit(sentence("t-4711"));
		assert.doesNotMatch(await text(), /4711|mara|alex|good day/i);
	});
});

describe("the metrics' listener", () => {
	async function serve(token?: string) {
		const server = await serveMetrics(new Metrics(), { host: "127.0.0.1", port: 0, token });
		ends.push(() => server.close());
		const { port } = server.address() as AddressInfo;
		return async (path: string, headers: Record<string, string> = {}) => {
			const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
			return { status: response.status, text: await response.text() };
		};
	}

	it("serves them in Prometheus's form, and nothing else", async () => {
		const get = await serve();
		const { status, text } = await get("/metrics");
		assert.equal(status, 200);
		assert.match(text, /^# TYPE townsfolk_turn_seconds histogram$/m);
		assert.equal((await get("/healthz")).status, 404);
	});

	it("asks for its token where it has one", async () => {
		const get = await serve("a-token-for-prometheus");
		assert.equal((await get("/metrics")).status, 401);
		assert.equal((await get("/metrics", { authorization: `Bearer ${TOKEN}` })).status, 401);
		assert.equal((await get("/metrics", { authorization: "Bearer a-token-for-prometheus" })).status, 200);
	});

	it("is the only one that serves them", async () => {
		const { send } = createFixture();
		for (const path of ["/metrics", "/v1/metrics"]) assert.equal((await send("GET", path)).status, 404, path);
	});
});

describe("the log of a turn", () => {
	it("leads from the request to the turn, without a word that was said", async () => {
		const lines: Record<string, unknown>[] = [];
		const log = createLog("info", {
			write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>),
		});
		const { open, exchange, fake } = createMetered(log);
		const sessionId = await open();
		const { headers } = await exchange(sessionId, {
			ops: [turnOp("t1"), { op: "turn", npcId: "mara", turnId: "t2" } as never],
		});
		fake.last().emit(sentence("t1"));
		const taken = lines.find(({ msg }) => msg === "turn taken")!;
		const { requestId, turnId, npcId } = taken;
		assert.deepEqual(
			{ requestId, turnId, npcId, sessionId: taken.sessionId },
			{
				requestId: headers["x-request-id"],
				turnId: "t1",
				npcId: "mara",
				sessionId,
			},
		);
		const refused = lines.find(({ msg }) => msg === "an op was refused")!;
		assert.equal(refused.requestId, requestId);
		assert.doesNotMatch(JSON.stringify(lines), /hello|Good day|outdoors/i);
	});
});
