import assert from "node:assert/strict";
import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";
import { after, describe, it } from "node:test";
import { guardConnections } from "../src/guard/connection-guard.ts";
import { isDeeperThan } from "../src/guard/json-depth.ts";
import { readProxies } from "../src/guard/proxies.ts";
import { createRateLimits, networkOf } from "../src/guard/rate-limits.ts";
import type { GameKey } from "../src/keys/game-key.ts";
import type { GatewayErrorBody } from "../src/wire.ts";
import { createFixture, OPEN, TOKEN } from "./support/gateway-fixture.ts";
import { createRandom } from "./support/random.ts";

const key = (id: string): GameKey => ({ id, name: id, places: "any", quotas: {} });
const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };
const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);

describe("the depth of JSON", () => {
	it("counts lists and objects within one another, and nothing in strings", () => {
		for (const [text, depth] of [
			["1", 0],
			['{"a":[{"b":1},[2]]}', 3],
			['["[[[[", "\\"[[", "\\\\"]', 1],
			["[[],[],[]]", 2],
			["[", 1],
		] as const) {
			assert.equal(isDeeperThan(text, depth), false, text);
			if (depth > 0) assert.equal(isDeeperThan(text, depth - 1), true, text);
		}
	});

	it("is the depth of what is parsed, for a thousand texts by chance", () => {
		const random = createRandom(7);
		const make = (depth: number): unknown => {
			const kind = Math.floor(random() * (depth > 6 ? 2 : 4));
			if (kind === 0) return random();
			if (kind === 1) return '"[{\\'.repeat(Math.floor(random() * 3));
			const items = Array.from({ length: Math.floor(random() * 3) }, () => make(depth + 1));
			return kind === 2 ? items : Object.fromEntries(items.map((item, index) => [`[${index}"`, item]));
		};
		const depthOf = (value: unknown): number =>
			typeof value === "object" ? 1 + Math.max(0, ...Object.values(value!).map(depthOf)) : 0;
		for (let round = 0; round < 1000; round += 1) {
			const value = make(0);
			const text = JSON.stringify(value);
			const depth = depthOf(value);
			assert.equal(isDeeperThan(text, depth), false, text);
			if (depth > 0) assert.equal(isDeeperThan(text, depth - 1), true, text);
		}
	});
});

describe("a body", () => {
	it("that is deep is refused, whatever it holds, and the next one is taken", async () => {
		const { send } = createFixture();
		for (const text of [nested(17), nested(200_000), `{"a":${nested(16)}}`, "[".repeat(500_000)]) {
			const { status, body } = await send("POST", "/v1/sessions", text);
			assert.equal(status, 400);
			assert.match((body as GatewayErrorBody).message, /more than 16 deep/);
		}
		assert.match(
			((await send("POST", "/v1/sessions", nested(16))).body as GatewayErrorBody).message,
			/object/,
		);
		assert.equal((await send("POST", "/v1/sessions", OPEN)).status, 201);
	});

	for (const [what, text] of [
		["an own __proto__", '{"__proto__":{"placeId":1},"protocol":1}'],
		["a constructor's prototype", '{"constructor":{"prototype":{"isAdmin":true}}}'],
	]) {
		it(`with ${what} is refused`, async () => {
			const { send } = createFixture();
			assert.equal((await send("POST", "/v1/sessions", text)).status, 400);
			assert.equal(({} as { isAdmin?: boolean }).isAdmin, undefined);
		});
	}

	it("of another kind than JSON is refused", async () => {
		const { gateway } = createFixture();
		const headers = { ...AUTHORIZED, "content-type": "text/plain" };
		const answer = await gateway.inject({
			method: "POST",
			url: "/v1/sessions",
			headers,
			body: JSON.stringify(OPEN),
		});
		assert.equal(answer.statusCode, 400);
		assert.match(answer.body, /Unsupported Media Type/);
	});
});

describe("rate limits", () => {
	it("are each key's own, by requests and by bytes", async () => {
		const rates = createRateLimits({ keyRequestsPerSecond: 3, keyBytesPerSecond: 100 });
		const kinds = async (id: string, bytes: number) => {
			const admission = await rates.admit(key(id), bytes);
			return admission.kind === "ok" ? "ok" : admission.reason;
		};
		assert.deepEqual(
			[await kinds("a", 60), await kinds("a", 41), await kinds("b", 100)],
			["ok", "keyBytes", "ok"],
		);
		assert.deepEqual([await kinds("a", 0), await kinds("b", 0)], ["keyBytes", "ok"]);
		assert.deepEqual(
			[await kinds("a", 0), await kinds("b", 0), await kinds("b", 0)],
			["keyRate", "ok", "keyRate"],
		);
	});

	it("let a key that was refused in again a second later", async () => {
		const rates = createRateLimits({ keyRequestsPerSecond: 1 });
		await rates.admit(key("a"), 0);
		const refused = await rates.admit(key("a"), 0);
		assert.equal(refused.kind, "refused");
		const { retryAfterSeconds } = refused as { retryAfterSeconds: number };
		assert.ok(retryAfterSeconds > 0 && retryAfterSeconds <= 1, String(retryAfterSeconds));
		await new Promise((resolve) => setTimeout(resolve, retryAfterSeconds * 1000 + 20));
		assert.equal((await rates.admit(key("a"), 0)).kind, "ok");
	});

	for (const [address, network] of [
		["203.0.113.7", "203.0.113.7"],
		["::ffff:203.0.113.7", "203.0.113.7"],
		["2001:db8:1:2:3:4:5:6", "2001:db8:1:2"],
		["2001:0DB8:0001:0002::9", "2001:db8:1:2"],
		["2001:db8::1", "2001:db8:0:0"],
		["::1", "0:0:0:0"],
	]) {
		it(`take ${address} for one of the network ${network}`, () => assert.equal(networkOf(address!), network));
	}

	it("answer 429 to a key's flood, and nothing else to another key", async () => {
		const rates = createRateLimits({ keyRequestsPerSecond: 5 });
		const { send, fake } = createFixture({}, undefined, { rates });
		const answers = await Promise.all(
			Array.from({ length: 8 }, (_, n) => send("POST", "/v1/sessions", { ...OPEN, serverId: `s${n}` })),
		);
		assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 201, 201, 201, 429, 429, 429]);
		const refused = answers.find(({ status }) => status === 429)!;
		assert.equal((refused.body as GatewayErrorBody).error, "rate_limited");
		assert.equal(refused.headers["retry-after"], "1");
		assert.equal(fake.sessions.length, 5);
		assert.equal((await rates.admit(key("other"), 0)).kind, "ok");
	});

	it("answer 429 to a network with wrong tokens, and let its right tokens in", async () => {
		const rates = createRateLimits({ strangerRequestsPerMinute: 2 });
		const { send } = createFixture({}, undefined, { rates });
		const wrong = async () =>
			(await send("POST", "/v1/sessions", OPEN, { authorization: "Bearer wrong" })).status;
		assert.deepEqual([await wrong(), await wrong(), await wrong()], [401, 401, 429]);
		assert.equal((await send("POST", "/v1/sessions", OPEN)).status, 201);
	});
});

describe("a proxy's word", () => {
	const wrongFrom = async (fixture: ReturnType<typeof createFixture>, forwarded: string) => {
		const headers = { authorization: "Bearer wrong", "x-forwarded-for": forwarded };
		return (await fixture.send("POST", "/v1/sessions", OPEN, headers)).status;
	};

	it("counts where the proxy is trusted: each address behind it has a limit of its own", async () => {
		const rates = createRateLimits({ strangerRequestsPerMinute: 1 });
		const fixture = createFixture({}, undefined, { rates, proxies: readProxies(["127.0.0.1"]) });
		const one = await wrongFrom(fixture, "203.0.113.1");
		const again = await wrongFrom(fixture, "203.0.113.1");
		// An address before the proxy's own note is whatever the client has written there.
		const disguised = await wrongFrom(fixture, "198.51.100.9, 203.0.113.1");
		const other = await wrongFrom(fixture, "203.0.113.2");
		assert.deepEqual([one, again, disguised, other], [401, 429, 429, 401]);
	});

	it("does not count otherwise", async () => {
		const rates = createRateLimits({ strangerRequestsPerMinute: 1 });
		const fixture = createFixture({}, undefined, { rates });
		assert.deepEqual(
			[await wrongFrom(fixture, "203.0.113.1"), await wrongFrom(fixture, "203.0.113.2")],
			[401, 429],
		);
	});

	it("names a request where it is trusted, in a form that a log can hold", async () => {
		const idOf = async (given: string, trusted: string) => {
			const { gateway } = createFixture({}, undefined, { proxies: readProxies([trusted]) });
			const answer = await gateway.inject({ url: "/healthz", headers: { "x-request-id": given } });
			return answer.headers["x-request-id"];
		};
		assert.equal(await idOf("a1b2c3d4e5f6", "127.0.0.0/8"), "a1b2c3d4e5f6");
		assert.match(String(await idOf("a1b2c3d4e5f6", "10.0.0.0/8")), /^[0-9a-f]{16}$/);
		assert.match(String(await idOf('"}{"level":60', "127.0.0.0/8")), /^[0-9a-f]{16}$/);
	});

	it("is asked of addresses and networks only", () => {
		const proxies = readProxies(["10.0.0.0/8", "2001:db8::/32", "127.0.0.1"])!;
		for (const address of ["10.9.8.7", "::ffff:10.9.8.7", "2001:db8:9::1", "127.0.0.1"]) {
			assert.equal(proxies.includes(address), true, address);
		}
		for (const address of ["11.0.0.1", "2001:db9::1", "127.0.0.2", "proxy", undefined]) {
			assert.equal(proxies.includes(address), false, address);
		}
		for (const wrong of ["", "localhost", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/8/8", "::/129"]) {
			assert.equal(readProxies([wrong]), undefined, wrong);
		}
	});
});

describe("connections from one network", () => {
	const server = createServer();
	const sockets: Socket[] = [];
	after(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});

	it("are ended beyond the limit, until one of them is closed", async () => {
		let refused = 0;
		guardConnections(server, { maxPerNetwork: 2, isExempt: () => false, onRefused: () => (refused += 1) });
		server.on("connection", (socket) => socket.on("error", () => {}).resume());
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		const open = async () => {
			const before = refused;
			const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").on("error", () => {});
			sockets.push(socket);
			const closed = once(socket, "close");
			await Promise.race([closed, once(server, "connection")]);
			await new Promise((resolve) => setImmediate(resolve));
			return { socket, closed, wasRefused: refused > before };
		};
		const first = await open();
		const others = [await open(), await open()];
		assert.deepEqual(
			[first, ...others].map(({ wasRefused }) => wasRefused),
			[false, false, true],
		);
		first.socket.destroy();
		await first.closed;
		const count = () =>
			new Promise<number>((resolve) => server.getConnections((_error, number) => resolve(number)));
		while ((await count()) > 1) await new Promise((resolve) => setImmediate(resolve));
		assert.equal((await open()).wasRefused, false);
	});
});
