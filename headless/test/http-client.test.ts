import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { gunzipSync } from "node:zlib";
import type { EngineHttpRequest } from "../src/host/protocol.ts";
import { createHttpClient } from "../src/world/http-client.ts";
import { fetchTransport, type HttpTransport } from "../src/world/http-transport.ts";

const REQUEST: EngineHttpRequest = {
	id: 7,
	peer: "server",
	url: "http://127.0.0.1:1/",
	method: "GET",
	headers: [],
	timeoutSeconds: 30,
};

interface Received {
	method?: string;
	headers: Record<string, unknown>;
	body: Buffer;
}

/** A server on loopback that answers every request with `body`, and what it received. */
async function listen(t: TestContext, body: Buffer | string) {
	const received: Received[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("end", () => {
			received.push({ method: request.method, headers: request.headers, body: Buffer.concat(chunks) });
			response.writeHead(201, "Made", { "x-answer": "yes" }).end(body);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	const close = () => new Promise((resolve) => server.close(resolve));
	t.after(close);
	return { url, received, close };
}

test("a request goes out over the network and its answer comes back", async (t) => {
	const { url, received } = await listen(t, "göt it");
	const events: unknown[] = [];
	const client = createHttpClient(fetchTransport, (event) => events.push(event));
	const headers = { "X-Key": "value" };
	client.send({ ...REQUEST, url, method: "POST", headers, body: "höre", compress: "gzip" }, 0);
	assert.equal(client.pendingCount(), 1);
	await client.nextAnswer();
	const [outcome] = client.takeOutcomes(0);
	assert.equal(client.pendingCount(), 0);
	assert.ok("status" in outcome);
	assert.deepEqual([outcome.id, outcome.status, outcome.statusMessage], [7, 201, "Made"]);
	assert.equal(outcome.headers["x-answer"], "yes");
	assert.equal(outcome.body, "göt it");
	assert.equal(received[0].method, "POST");
	assert.equal(received[0].headers["x-key"], "value");
	assert.equal(received[0].headers["content-encoding"], "gzip");
	assert.equal(gunzipSync(received[0].body).toString(), "höre");
	assert.deepEqual(events, [{ method: "POST", url, status: 201 }]);
});

test("bytes that are not text travel as base64, both ways", async (t) => {
	const bytes = Buffer.from([0xff, 0x00, 0xfe]);
	const { url, received } = await listen(t, bytes);
	const client = createHttpClient(fetchTransport, () => undefined);
	client.send({ ...REQUEST, url, method: "PUT", bodyBase64: bytes.toString("base64") }, 0);
	await client.nextAnswer();
	const [outcome] = client.takeOutcomes(0);
	assert.ok("status" in outcome);
	assert.equal(outcome.bodyBase64, bytes.toString("base64"));
	assert.equal(outcome.body, undefined);
	assert.deepEqual(received[0].body, bytes);
});

test("a refused connection is a failure with its kind, not a crash", async (t) => {
	const { url, close } = await listen(t, "");
	await close();
	const client = createHttpClient(fetchTransport, () => undefined);
	client.send({ ...REQUEST, url }, 0);
	await client.nextAnswer();
	const [outcome] = client.takeOutcomes(0);
	assert.ok("error" in outcome);
	assert.equal(outcome.error.kind, "connect");
});

test("a request times out by the world's time, is aborted, and its late answer is dropped", async () => {
	let signal: AbortSignal | undefined;
	let answer: (() => void) | undefined;
	const slow: HttpTransport = (request) => {
		signal = request.signal;
		return new Promise((resolve) => (answer = () => resolve({ status: 200 })));
	};
	const client = createHttpClient(slow, () => undefined);
	client.send({ ...REQUEST, timeoutSeconds: 5 }, 100);
	await new Promise(setImmediate);
	assert.deepEqual(client.takeOutcomes(104.9), []);
	assert.deepEqual(client.takeOutcomes(105), [
		{ id: 7, error: { kind: "timeout", message: "the request timed out" } },
	]);
	assert.equal(signal?.aborted, true);
	answer?.();
	await new Promise(setImmediate);
	assert.deepEqual(client.takeOutcomes(106), []);
});
