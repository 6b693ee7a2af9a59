import assert from "node:assert/strict";
import { connect, type AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { createRateLimits } from "../src/guard/rate-limits.ts";
import { createLog } from "../src/logging.ts";
import { NpcLedger } from "../src/session/npc-ledger.ts";
import { Metrics } from "../src/telemetry/metrics.ts";
import type { GatewayErrorBody, Op } from "../src/wire.ts";
import { createFixture, MARA, OPEN, TOKEN } from "./support/gateway-fixture.ts";

/** What somebody may do to the gateway who has a key. */

const AUTHORIZED = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
const ensure = (npcId: string, persona = "I bake."): Op => ({
	op: "ensureAgent",
	spec: { ...MARA, npcId, persona },
});
const block = (label: string, value = "x"): Op => ({ op: "setBlock", npcId: "mara", label, value, rev: 1 });

function createLogged() {
	const lines: string[] = [];
	const log = createLog("info", { write: (line) => void lines.push(line) });
	const metrics = new Metrics();
	const refusals = () => lines.filter((line) => line.includes("an op was refused"));
	return { ...createFixture({}, log, { metrics }), refusals };
}

describe("an op that is refused", () => {
	const LONG = "x".repeat(100_000);

	for (const [what, op] of [
		["the id of its NPC", { op: "erase", npcId: LONG }],
		["the id of its turn", { op: "turn", npcId: "mara", turnId: LONG, content: "hello" }],
		["its name", { op: LONG, npcId: "mara" }],
		["a label", { ...ensure("mara"), spec: { ...MARA, blocks: { [LONG]: "x" } } }],
	] as const) {
		it(`keeps little of ${what}, however long: not in events, and not in the log`, async () => {
			const { open, exchange, refusals } = createLogged();
			const { body } = await exchange(await open(), { ops: [op as never] });
			assert.equal(body.ack, 1);
			assert.ok(JSON.stringify(body).length < 1000, `${JSON.stringify(body).length} characters`);
			assert.equal(refusals().length, 1);
			assert.ok(refusals()[0]!.length < 1000, `${refusals()[0]!.length} characters`);
		});
	}

	it("is a line of the log with the others of its frame", async () => {
		const { open, exchange, refusals } = createLogged();
		await exchange(await open(), { ops: Array.from({ length: 200 }, () => ({ op: "melt" }) as never) });
		assert.equal(refusals().length, 1);
		assert.equal((JSON.parse(refusals()[0]!) as { count: number }).count, 200);
	});
});

describe("a request that is refused", () => {
	it("repeats little of what it holds", async () => {
		const { send } = createFixture();
		const { status, body } = await send("POST", "/v1/sessions", `{"${"x".repeat(500_000)}":1}`);
		assert.equal(status, 400);
		assert.ok((body as GatewayErrorBody).message.length < 500);
	});
});

describe("what a session keeps", () => {
	const LIMITS = { maxNpcsPerSession: 2, maxKeptChars: 1000 };
	const long = (length: number) => "x".repeat(length);

	it("has a limit, over all personas and blocks of its NPCs", () => {
		const ledger = new NpcLedger(LIMITS);
		assert.equal(ledger.refusal(ensure("mara", long(600))), undefined);
		assert.match(ledger.refusal(ensure("theo", long(600)))!, /1000 characters/);
		assert.equal(ledger.refusal(block("status", long(300))), undefined);
		assert.match(ledger.refusal(block("group_members", long(300)))!, /1000 characters/);
		// A value that takes another's place counts instead of it.
		for (let times = 0; times < 10; times += 1)
			assert.equal(ledger.refusal(block("status", long(350))), undefined);
		assert.equal(ledger.refusal({ op: "erase", npcId: "mara", blocks: {} }), undefined);
		assert.equal(ledger.refusal(block("group_members", long(300))), undefined);
		assert.equal(ledger.refusal({ op: "release", npcId: "mara", forget: true }), undefined);
		assert.equal(ledger.refusal(ensure("theo", long(900))), undefined);
	});

	it("has no more than sixteen blocks of an NPC besides its persona", () => {
		const ledger = new NpcLedger({ ...LIMITS, maxKeptChars: 1e6 });
		ledger.refusal(ensure("mara"));
		const refused = Array.from({ length: 20 }, (_, n) => ledger.refusal(block(`label${n}`)));
		// The specification has one, the status.
		assert.equal(refused.filter((problem) => problem === undefined).length, 15);
		assert.equal(ledger.refusal(block("status", "new")), undefined);
	});

	it("has no blocks of NPCs that were not asked for, or were released", () => {
		const ledger = new NpcLedger(LIMITS);
		assert.match(ledger.refusal(block("status"))!, /no agent/);
		ledger.refusal(ensure("mara"));
		ledger.refusal({ op: "release", npcId: "mara", forget: false });
		assert.match(ledger.refusal(block("status"))!, /no agent/);
		assert.match(ledger.refusal({ op: "erase", npcId: "mara", blocks: {} })!, /no agent/);
	});

	it("counts what another gateway has left of it", () => {
		const ledger = new NpcLedger(LIMITS);
		ledger.restore([{ ...MARA, persona: long(900) }], []);
		assert.match(ledger.refusal(block("status", long(300)))!, /1000 characters/);
	});

	it("fails only the NPC that is too much", async () => {
		const { open, exchange, fake } = createFixture({ maxKeptChars: 1000 });
		const { body } = await exchange(await open(), { ops: [ensure("theo", long(2000)), ensure("mara")] });
		assert.deepEqual(
			body.events.map((event) => ("npcId" in event ? [event.event, event.npcId] : [])),
			[["agentFailed", "theo"]],
		);
		assert.equal(fake.last().calls.length, 1);
	});

	it("is shown to its key so often, and no more often than so many of the longest frames come", async () => {
		const rates = createRateLimits({ keyBytesPerSecond: 2 * 1024 * 1024 });
		const { open, send } = createFixture({}, undefined, { rates });
		const path = `/v1/sessions/${await open()}/blocks`;
		const statuses: number[] = [];
		for (let times = 0; times < 4; times += 1) statuses.push((await send("GET", path)).status);
		assert.equal(statuses[0], 200);
		assert.equal(statuses.at(-1), 429);
	});
});

describe("a body in chunks", () => {
	it("is refused before it is read: one byte a chunk costs a hundred times what it weighs", async (t: TestContext) => {
		const { gateway, listen, fake } = createFixture();
		await listen();
		t.after(() => {
			fake.finishDrain();
			return gateway.close();
		});
		const { port } = gateway.server.address() as AddressInfo;
		const socket = connect(port, "127.0.0.1").on("error", () => {});
		t.after(() => socket.destroy());
		const lines = [
			"POST /v1/sessions HTTP/1.1",
			"host: x",
			`authorization: Bearer ${TOKEN}`,
			"content-type: application/json",
			"transfer-encoding: chunked",
		];
		socket.write(`${lines.join("\r\n")}\r\n\r\n1\r\n{\r\n`);
		let answer = "";
		socket.on("data", (chunk) => (answer += String(chunk)));
		await new Promise((resolve) => socket.once("close", resolve));
		assert.match(answer, /^HTTP\/1\.1 400 /);
		assert.match(answer, /content-length/);
	});
});

describe("everything that is refused", () => {
	it("is counted once, by its reason", async () => {
		const metrics = new Metrics();
		const { gateway, open, send, exchange } = createFixture({}, undefined, { metrics });
		const sessionId = await open();
		const body = JSON.stringify({ seq: 1, ack: 0, ops: [] });
		const ask = async (url: string) => gateway.inject({ method: "POST", url, headers: AUTHORIZED, body });
		await ask("/v1/nothing");
		await ask("/v1/sessions/nobody/frames");
		await ask("/v1/sessions/%ff/frames");
		await ask(`/v1/sessions/${sessionId}/frames?wait=x`);
		await send("POST", "/v1/sessions", { ...OPEN, protocol: 2 });
		await send("GET", "/v1/usage?from=2026-02-31");
		await exchange(sessionId, { ack: 99 });
		const { values } = await metrics.registry.getSingleMetric("townsfolk_drops_total")!.get();
		const drops = values.filter(({ value }) => value > 0).map(({ labels, value }) => [labels.reason, value]);
		assert.deepEqual(Object.fromEntries(drops), {
			unknownRoute: 1,
			unknownSession: 1,
			malformed: 4,
			protocol: 1,
		});
	});
});
