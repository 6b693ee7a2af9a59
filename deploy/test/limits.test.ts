import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { countStatuses, send, type Received, type Sent } from "./support/client.ts";
import { startTestGateway, type TestGateway } from "./support/gateway.ts";
import { NO_NGINX, startNginx, type Nginx } from "./support/nginx.ts";
import { setUpFile } from "./support/setup.ts";

/** The limits of deploy/nginx/townsfolk.conf: what they refuse, and what they must not refuse. */

const many = <T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> =>
	Promise.all(Array.from({ length: count }, (_, index) => make(index)));

describe("nginx's limits", { skip: NO_NGINX }, () => {
	const { folder, authority } = setUpFile();
	const certificate = authority.issue("good");
	let gateway: TestGateway;
	let nginx: Nginx;

	before(async () => {
		// The gateway's own limits are out of the way: this is about nginx's.
		const limits = { sessionBurst: 1000, maxSessions: 1000, frameBurst: 5000, maxWaitSeconds: 25 };
		gateway = await startTestGateway({ limits });
		// Clients with addresses that loopback has not, by a header that only this test's nginx believes.
		const serverExtra = "set_real_ip_from 127.0.0.1; real_ip_header X-Test-Address;";
		// A test that opens 900 connections at once on a busy machine is a slow client itself.
		const changes = [["client_header_timeout 10s", "client_header_timeout 60s"]] as const;
		nginx = await startNginx({ folder, certificate, gatewayPorts: [gateway.port], serverExtra, changes });
	});
	after(async () => {
		await nginx.stop();
		await gateway.close();
	});

	const ask = (sent: Sent) => send(nginx, authority.ca, sent);
	const isNginx = ({ text }: Received) => text.includes("(nginx)");
	const BLOCKS = "/v1/sessions/none/blocks";

	async function openSession(from: string, serverId: string): Promise<string> {
		const body = { protocol: 1, placeId: 1, serverId, memoryMode: "session" };
		const { status, text } = await ask({ method: "POST", path: "/v1/sessions", body, from });
		assert.equal(status, 201, text);
		return (JSON.parse(text) as { sessionId: string }).sessionId;
	}

	test("let 45 game servers on one address send two requests each at once, and again", async () => {
		for (let times = 0; times < 2; times++) {
			const answers = await many(90, () => ask({ path: BLOCKS, from: "127.0.1.1" }));
			assert.deepEqual(countStatuses(answers), { 404: 90 });
		}
	});

	test("refuse a flood in the gateway's words, and nobody else meanwhile", async () => {
		const flood = many(900, () => ask({ path: BLOCKS, from: "127.0.1.2" }));
		const other = await many(20, () => ask({ path: BLOCKS, from: "127.0.1.3" }));
		const answers = await flood;
		const refused = answers.filter(({ status }) => status === 429);
		assert.ok(refused.length > 0, JSON.stringify(countStatuses(answers)));
		assert.ok(refused.every(isNginx));
		assert.equal((JSON.parse(refused[0]!.text) as { error: string }).error, "rate_limited");
		assert.equal(refused[0]!.headers["retry-after"], "1");
		assert.deepEqual(countStatuses(other), { 404: 20 });
	});

	test("refuse who opens sessions without end, after the 60 that a fleet may open at once", async () => {
		const body = { protocol: 0, placeId: 1, serverId: "a", memoryMode: "session" };
		const open = () => ask({ method: "POST", path: "/v1/sessions", body, from: "127.0.1.4" });
		const fleet = await many(60, open);
		// The gateway's own answer to a version of the protocol that it does not speak.
		assert.deepEqual(countStatuses(fleet), { 426: 60 });
		const counts = countStatuses(await many(60, open));
		assert.ok((counts[429] ?? 0) > 0, JSON.stringify(counts));
	});

	test("refuse strangers without a token early, and game servers behind the same address not", async () => {
		const strangers = await many(60, () => ask({ path: BLOCKS, token: null, from: "127.0.1.5" }));
		const counts = countStatuses(strangers);
		assert.ok((counts[401] ?? 0) >= 20, JSON.stringify(counts));
		assert.ok((counts[429] ?? 0) > 0, JSON.stringify(counts));
		const known = await many(20, () => ask({ path: BLOCKS, from: "127.0.1.5" }));
		assert.deepEqual(countStatuses(known), { 404: 20 });
	});

	test("hold 100 polls for one address, and refuse the next one", async () => {
		const ids = await many(101, (index) => openSession(`127.0.2.${index % 50}`, `server-${index}`));
		const frame = { method: "POST", body: { seq: 1, ack: 0, ops: [] }, from: "127.0.1.6" };
		const path = (id: string) => `/v1/sessions/${id}/frames?wait=`;
		const seenBefore = gateway.seen.length;
		const polls = many(100, (index) => ask({ ...frame, path: `${path(ids[index]!)}20` }));
		while (gateway.seen.length < seenBefore + 100) await new Promise((resolve) => setTimeout(resolve, 20));
		const extra = await ask({ ...frame, path: `${path(ids[100]!)}0` });
		const elsewhere = await ask({ ...frame, path: `${path(ids[100]!)}0`, from: "127.0.1.7" });
		assert.deepEqual([extra.status, isNginx(extra), elsewhere.status], [429, true, 200]);
		await many(100, (index) =>
			ask({ method: "DELETE", path: `/v1/sessions/${ids[index]}`, from: `127.0.2.${index % 50}` }),
		);
		assert.deepEqual(countStatuses(await polls), { 200: 100 });
	});

	test("take an IPv6 network for one client, and another network for another", async () => {
		const from = (address: string) => () => ask({ path: BLOCKS, headers: { "x-test-address": address } });
		const hosts = await many(900, (index) => from(`2001:db8:1:2::${(index + 1).toString(16)}`)());
		const refused = countStatuses(hosts)[429] ?? 0;
		assert.ok(refused > 0, JSON.stringify(countStatuses(hosts)));
		const neighbour = await many(20, from("2001:db8:1:3::1"));
		assert.deepEqual(countStatuses(neighbour), { 404: 20 });
	});
});
