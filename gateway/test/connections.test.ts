import assert from "node:assert/strict";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterEach, describe, it } from "node:test";
import type { ConnectionLimits, GatewayLimits } from "../src/limits.ts";
import { createGateway, type GatewayOptions } from "../src/server.ts";
import { Metrics } from "../src/telemetry/metrics.ts";
import { createFakeBackend } from "./support/fake-backend.ts";
import { TOKEN } from "./support/gateway-fixture.ts";

/** Far longer than the limits of these tests, far shorter than Node's own. */
const PATIENCE_SECONDS = 15;

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});

async function listen(
	connectionLimits: Partial<ConnectionLimits>,
	limits: Partial<GatewayLimits> = {},
	options: Partial<GatewayOptions> = {},
) {
	const fake = createFakeBackend();
	const { finishDrain } = fake;
	let looks = 0;
	const health = () => {
		looks += 1;
		return fake.backend.health();
	};
	const backend = { ...fake.backend, health };
	const gateway = createGateway({ token: TOKEN, backend, connectionLimits, limits, ...options });
	await gateway.listen({ host: "127.0.0.1", port: 0 });
	ends.push(() => {
		finishDrain();
		return gateway.close();
	});
	const { port } = gateway.server.address() as AddressInfo;
	const open = (): Socket => {
		const socket = connect(port, "127.0.0.1").on("error", () => {});
		ends.push(async () => socket.destroy());
		return socket;
	};
	return { port, open, looks: () => looks };
}

/** Everything that comes until the gateway hangs up. */
function untilClosed(socket: Socket): Promise<string> {
	return new Promise((resolve, reject) => {
		let text = "";
		const timer = setTimeout(
			() => reject(new Error("the connection is still held")),
			PATIENCE_SECONDS * 1000,
		);
		socket.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
		socket.on("close", () => {
			clearTimeout(timer);
			resolve(text);
		});
	});
}

const request = (lines: ReadonlyArray<string>, body: string) =>
	["POST /v1/sessions HTTP/1.1", "Host: x", "Content-Type: application/json", ...lines, "", body].join(
		"\r\n",
	);
const AUTHORIZED = `Authorization: Bearer ${TOKEN}`;

describe("a connection to the gateway", () => {
	const SHORT = { headerSeconds: 0.2, requestSeconds: 0.4, checkSeconds: 0.05 };

	for (const [what, sent] of [
		["that says nothing", ""],
		["whose header does not end", "GET /healthz HTTP/1.1\r\nHost: x\r\nX-A"],
		["whose body does not end", request([AUTHORIZED, "Content-Length: 1000"], "{")],
	] as const) {
		it(`${what} is ended`, async () => {
			const { open } = await listen(SHORT);
			const socket = open();
			socket.write(sent);
			const answer = await untilClosed(socket);
			assert.match(answer, /^HTTP\/1\.1 408 /);
			assert.deepEqual(JSON.parse(answer.split("\r\n\r\n")[1]!), {
				error: "bad_request",
				message: "the request did not arrive in time",
			});
		});
	}

	it("whose body does not end is counted once, as slow", async () => {
		const metrics = new Metrics();
		const { open, port } = await listen(SHORT, {}, { metrics });
		const socket = open();
		socket.write(request([AUTHORIZED, "Content-Length: 1000"], "{"));
		await untilClosed(socket);
		// The gateway hears of the end, too.
		await fetch(`http://127.0.0.1:${port}/healthz`);
		const { values } = await metrics.registry.getSingleMetric("townsfolk_drops_total")!.get();
		const drops = values.filter(({ value }) => value > 0).map(({ labels, value }) => [labels.reason, value]);
		assert.deepEqual(drops, [["slow", 1]]);
	});

	it("without the token is ended without waiting for the body", async () => {
		const { open } = await listen({});
		const socket = open();
		socket.write(request(["Content-Length: 1000"], "{"));
		assert.match(await untilClosed(socket), /^HTTP\/1\.1 401 /);
	});

	it("is refused when there are too many", async () => {
		const { open, port } = await listen({ perSession: 1, extra: 1 }, { maxSessions: 1 });
		const held = [open(), open()];
		await Promise.all(held.map((socket) => new Promise((resolve) => socket.on("connect", resolve))));
		assert.equal(await untilClosed(open()), "");
		held[0]!.destroy();
		await new Promise((resolve) => held[0]!.on("close", resolve));
		for (;;) {
			const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
			if (response !== undefined) return assert.equal(response.status, 200);
		}
	});

	it("may hold a poll for longer than a request may take", async () => {
		const { port } = await listen(SHORT);
		const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
		const call = async (path: string, body: object) => {
			const url = `http://127.0.0.1:${port}/v1/sessions${path}`;
			const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
			return { status: response.status, body: (await response.json()) as { sessionId: string } };
		};
		const identity = { protocol: 1, placeId: 1, serverId: "s", memoryMode: "session" };
		const { sessionId } = (await call("", identity)).body;
		const poll = await call(`/${sessionId}/frames?wait=1`, { seq: 1, ack: 0, ops: [] });
		assert.equal(poll.status, 200);
	});
});

describe("headers", () => {
	it("that are larger than the gateway takes are refused in the protocol's form", async () => {
		const { open } = await listen({});
		for (const lines of [
			[`X-Long: ${"x".repeat(9000)}`],
			Array.from({ length: 1500 }, (_, n) => `X-${n}: y`),
		]) {
			const socket = open();
			socket.write(request([AUTHORIZED, ...lines], "{}"));
			const answer = await untilClosed(socket);
			assert.match(answer, /^HTTP\/1\.1 431 /);
			assert.equal((JSON.parse(answer.split("\r\n\r\n")[1]!) as { error: string }).error, "too_large");
		}
	});
});

describe("requests without waiting for an answer", () => {
	it("end the connection, so that who never reads piles nothing up", async () => {
		const { open, port, looks } = await listen({});
		const socket = open();
		socket.write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1000));
		const answer = await untilClosed(socket);
		assert.ok(answer.split("HTTP/1.1 200").length <= 2, answer.slice(0, 500));
		assert.ok(looks() <= 1, `${looks()} of them were worked on`);
		assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
	});
});

describe("what is no request", () => {
	for (const [what, sent, message] of [
		["no HTTP", "HELLO alex-says-4711\r\n\r\n", "this is not HTTP"],
		[
			"an address that cannot be decoded",
			"GET /v1/sessions/%ffalex-says-4711/blocks HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
			"the address is malformed",
		],
	] as const) {
		it(`is answered in the protocol's form, and not repeated: ${what}`, async () => {
			const { open } = await listen({});
			const socket = open();
			socket.write(sent);
			const answer = await untilClosed(socket);
			assert.match(answer, /^HTTP\/1\.1 400 /);
			assert.deepEqual(JSON.parse(answer.split("\r\n\r\n")[1]!), { error: "bad_request", message });
			assert.doesNotMatch(answer, /4711|%ff/);
		});
	}
});
