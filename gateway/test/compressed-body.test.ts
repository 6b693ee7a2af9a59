import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deflateSync, gzipSync } from "node:zlib";
import type { Op, OpenSessionResponse } from "../src/wire.ts";
import { createRateLimits, NO_RATE_LIMITS } from "../src/guard/rate-limits.ts";
import { createRandom } from "./support/random.ts";
import { createFixture, MARA, OPEN, TOKEN } from "./support/gateway-fixture.ts";

const MEGABYTE = 1024 * 1024;

type Fixture = ReturnType<typeof createFixture>;

async function post({ gateway }: Fixture, url: string, body: Buffer, encoding?: string) {
	const response = await gateway.inject({
		method: "POST",
		url,
		headers: {
			authorization: `Bearer ${TOKEN}`,
			"content-type": "application/json",
			...(encoding === undefined ? {} : { "content-encoding": encoding }),
		},
		body,
	});
	const { statusCode: status, headers } = response;
	return { status, headers, body: response.json() as { error?: string; message?: string; ack?: number } };
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

async function sendFrame(fixture: Fixture, body: Buffer, encoding?: string) {
	const sessionId = await fixture.open();
	return { sessionId, ...(await post(fixture, `/v1/sessions/${sessionId}/frames`, body, encoding)) };
}

const frameOf = (ops: ReadonlyArray<Op>) => json({ seq: 1, ack: 0, ops });
const FRAME = frameOf([{ op: "ensureAgent", spec: { ...MARA, persona: "Grüße! ".repeat(1000) } }]);

describe("a compressed body", () => {
	it("is offered when a session is opened", async () => {
		const { send } = createFixture();
		const { body } = await send("POST", "/v1/sessions", OPEN);
		assert.deepEqual((body as OpenSessionResponse).encodings, ["gzip"]);
	});

	for (const encoding of ["gzip", "GZIP", "x-gzip", undefined]) {
		it(`says the same as a plain one: ${encoding ?? "without a word about it"}`, async () => {
			const fixture = createFixture();
			const { status, body } = await sendFrame(fixture, gzipSync(FRAME), encoding);
			assert.equal(status, 200);
			assert.equal(body.ack, 1);
			assert.deepEqual(fixture.fake.sessions[0]!.calls, [
				{ op: "ensureAgent", spec: { ...MARA, persona: "Grüße! ".repeat(1000) } },
			]);
		});
	}

	it("may say that it is not compressed", async () => {
		assert.equal((await sendFrame(createFixture(), FRAME, "identity")).status, 200);
	});

	it("is refused in another encoding, or in two, and names the one that can be read", async () => {
		for (const [encoding, body] of [
			["deflate", deflateSync(FRAME)],
			["br", FRAME],
			["gzip, gzip", gzipSync(gzipSync(FRAME))],
		] as const) {
			const answer = await sendFrame(createFixture(), body, encoding);
			assert.equal(answer.status, 400, encoding);
			assert.equal(answer.body.message, "content-encoding: this gateway reads gzip");
		}
	});

	it("that is broken, cut off or not compressed at all is refused, and so is one that is not JSON", async () => {
		const whole = gzipSync(FRAME);
		const broken = Buffer.from(whole);
		broken[broken.length - 8]! ^= 1;
		for (const body of [FRAME, whole.subarray(0, -1), whole.subarray(0, 5), broken, Buffer.alloc(0)]) {
			const { status, body: answer } = await sendFrame(createFixture(), body, "gzip");
			assert.equal(status, 400);
			assert.equal(answer.error, "bad_request");
		}
		const { status, body: answer } = await sendFrame(createFixture(), gzipSync("{"), "gzip");
		assert.equal(status, 400);
		assert.equal(answer.message, "this is not JSON");
	});

	it("that is damaged anywhere is read or refused, and never fails", async () => {
		const fixture = createFixture({ framesPerSecond: 1e6, frameBurst: 1e6 }, undefined, {
			rates: NO_RATE_LIMITS,
		});
		const path = `/v1/sessions/${await fixture.open()}/frames`;
		const random = createRandom(3);
		const below = (end: number) => Math.floor(random() * end);
		const packed = gzipSync(FRAME);
		const seen = new Set<number>();
		for (let round = 0; round < 3_000; round++) {
			const body = Buffer.from(packed.subarray(0, below(packed.length) + 1));
			for (let change = below(4); change > 0; change--) body[below(body.length)] = below(256);
			seen.add((await post(fixture, path, body, "gzip")).status);
		}
		assert.deepEqual(
			[...seen].filter((status) => ![200, 400, 413].includes(status)),
			[],
		);
	});

	it("is read by the rules for plain ones: not too deep, no prototype", async () => {
		const deep = `{"seq":1,"ack":0,"ops":${"[".repeat(400_000)}${"]".repeat(400_000)}}`;
		const answer = await sendFrame(createFixture(), gzipSync(deep), "gzip");
		assert.equal(answer.status, 400);
		assert.match(answer.body.message!, /more than 16 deep/);
		const poisoned = '{"seq":1,"ack":0,"ops":[],"__proto__":{}}';
		assert.equal((await sendFrame(createFixture(), gzipSync(poisoned), "gzip")).status, 400);
	});
});

describe("a bomb", () => {
	it("is refused before it is inflated whole: what is wrong with its end is never seen", async () => {
		const bomb = gzipSync(Buffer.alloc(64 * MEGABYTE, 0x20));
		assert.ok(bomb.length < MEGABYTE, `${bomb.length} bytes`);
		bomb.fill(0xff, bomb.length - 1000);
		const answer = await sendFrame(createFixture(), bomb, "gzip");
		assert.equal(answer.status, 413);
		assert.equal(answer.body.error, "too_large");
	});

	it("of one byte too many is refused, and a frame of exactly a megabyte is read", async () => {
		const padded = (bytes: number) => {
			const frame = frameOf([]).toString();
			return gzipSync(frame.replace("[]", `[${" ".repeat(bytes - frame.length)}]`));
		};
		assert.equal((await sendFrame(createFixture(), padded(MEGABYTE), "gzip")).status, 200);
		assert.equal((await sendFrame(createFixture(), padded(MEGABYTE + 1), "gzip")).status, 413);
	});

	it("counts against its key's bytes as large as it has grown", async () => {
		const rates = createRateLimits({ keyBytesPerSecond: 300_000 });
		const fixture = createFixture({}, undefined, { rates });
		const sessionId = await fixture.open();
		const frame = gzipSync(
			frameOf([])
				.toString()
				.replace("[]", `[${" ".repeat(200_000)}]`),
		);
		const statuses: number[] = [];
		for (let round = 0; round < 3; round++)
			statuses.push((await post(fixture, `/v1/sessions/${sessionId}/frames`, frame, "gzip")).status);
		assert.deepEqual(statuses, [200, 429, 429]);
	});

	it("counts against its key's bytes, too, when it is refused: as much as it could inflate to", async () => {
		for (const body of [gzipSync(Buffer.alloc(8 * MEGABYTE, 0x20)), gzipSync(FRAME).subarray(0, -1)]) {
			const fixture = createFixture({}, undefined, {
				rates: createRateLimits({ keyBytesPerSecond: MEGABYTE }),
			});
			const path = `/v1/sessions/${await fixture.open()}/frames`;
			const first = await post(fixture, path, body, "gzip");
			assert.ok([400, 413].includes(first.status), `${first.status}`);
			assert.equal((await post(fixture, path, body, "gzip")).status, 429);
		}
	});
});
