import assert from "node:assert/strict";
import { connect as connectPlain } from "node:net";
import { after, before, describe, test } from "node:test";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { send, type Sent } from "./support/client.ts";
import { startTestGateway, TOKEN, type TestGateway } from "./support/gateway.ts";
import { NO_NGINX, startNginx, type Nginx } from "./support/nginx.ts";
import { setUpFile } from "./support/setup.ts";

/** What a real nginx with the files of deploy/nginx lets through to the gateway, and what not. */

/** Resolves to the socket, or to the error's message when there is no handshake. */
function handshake(port: number, options: ConnectionOptions): Promise<TLSSocket | string> {
	return new Promise((resolve) => {
		const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false, ...options });
		socket.on("secureConnect", () => resolve(socket));
		socket.on("error", ({ message }) => resolve(message));
	});
}

async function until(what: string, isSo: () => boolean): Promise<void> {
	for (let tries = 0; tries < 1500; tries++) {
		if (isSo()) return;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	throw new Error(`it never came to this: ${what}`);
}

describe("nginx in front of the gateway", { skip: NO_NGINX }, () => {
	const { folder, authority } = setUpFile();
	const certificate = authority.issue("good");
	let gateway: TestGateway;
	let nginx: Nginx;

	before(async () => {
		gateway = await startTestGateway({ limits: { maxWaitSeconds: 25 } });
		// A test does not wait for ten seconds.
		const changes = [["client_header_timeout 10s", "client_header_timeout 2s"]] as const;
		nginx = await startNginx({ folder, certificate, gatewayPorts: [gateway.port], changes });
	});
	after(async () => {
		await nginx.stop();
		await gateway.close();
	});

	const ask = (sent: Sent) => send(nginx, authority.ca, sent);

	async function openSession(serverId: string): Promise<string> {
		const body = { protocol: 1, placeId: 1, serverId, memoryMode: "session" };
		const { text } = await ask({ method: "POST", path: "/v1/sessions", body });
		return (JSON.parse(text) as { sessionId: string }).sessionId;
	}

	test("speaks TLS 1.2 and 1.3, and nothing older", async () => {
		for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
			const socket = await handshake(nginx.port, {
				servername: "localhost",
				minVersion: version,
				maxVersion: version,
			});
			assert.notEqual(typeof socket, "string", String(socket));
			(socket as TLSSocket).destroy();
		}
		const old = await handshake(nginx.port, {
			servername: "localhost",
			minVersion: "TLSv1",
			maxVersion: "TLSv1.1",
			ciphers: "DEFAULT@SECLEVEL=0",
		});
		assert.match(String(old), /protocol version/);
	});

	test("offers HTTP/2 and HTTP/1.1", async () => {
		for (const protocol of ["h2", "http/1.1"]) {
			const socket = await handshake(nginx.port, { servername: "localhost", ALPNProtocols: [protocol] });
			assert.equal((socket as TLSSocket).alpnProtocol, protocol);
			(socket as TLSSocket).destroy();
		}
	});

	test("gives no handshake to who knows only its address, or another name", async () => {
		for (const servername of ["", "other.example.com"]) {
			const socket = await handshake(nginx.port, { servername });
			assert.match(String(socket), /unrecognized name/, servername);
		}
	});

	test("answers nothing to who has the right name for TLS and another one for HTTP", async () => {
		const before = gateway.seen.length;
		const { status } = await ask({ path: "/readyz", headers: { host: "other.example.com" } });
		assert.deepEqual([status, gateway.seen.length], [421, before]);
	});

	test("tells the gateway who asks, whatever the client says", async () => {
		const lies = { "x-forwarded-for": "203.0.113.7", "x-forwarded-proto": "http", "x-request-id": "mine" };
		await ask({ path: "/readyz", headers: lies, from: "127.0.3.1" });
		const { headers } = gateway.seen.at(-1)!;
		assert.equal(headers["x-forwarded-for"], "127.0.3.1");
		assert.equal(headers["x-forwarded-proto"], "https");
		assert.match(String(headers["x-request-id"]), /^[0-9a-f]{32}$/);
		assert.equal(headers.authorization, `Bearer ${TOKEN}`);
	});

	for (const path of [
		"/",
		"/metrics",
		"/metrics/",
		"/metrics?a=/v1/",
		"//metrics",
		"/v1/../metrics",
		"/v1/%2e%2e/metrics",
		"/v1/..%2fmetrics",
		"/v1/sessions/..;/metrics",
		"/metrics/../v1/sessions",
		"/metrics%2f..%2fv1/sessions",
		"/metrics;/../v1/sessions",
		"/v1/sessions%00",
		"/V1/sessions",
		"/v1//sessions",
		"/healthz/",
		"/v1/sessions?a=<script>",
		`/v1/${"a".repeat(5000)}`,
	])
		test(`does not ask the gateway for ${path.slice(0, 40)}`, async () => {
			const before = gateway.seen.length;
			const { status } = await ask({ path });
			assert.equal(gateway.seen.length, before, JSON.stringify(gateway.seen.at(-1)));
			assert.ok([400, 404, 414].includes(status), String(status));
		});

	test("does not ask the gateway for a path that only ends in ours, sent by hand", async () => {
		const before = gateway.seen.length;
		for (const path of ["/metrics#/../v1/sessions", "/v1/\\..\\metrics", "http://other/metrics"]) {
			const socket = await handshake(nginx.port, { servername: "localhost" });
			const closed = new Promise((resolve) => (socket as TLSSocket).on("close", resolve).resume());
			(socket as TLSSocket).write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
			await closed;
		}
		assert.deepEqual(gateway.seen.slice(before), []);
	});

	test("refuses a flood of headers", async () => {
		const before = gateway.seen.length;
		const headers = Object.fromEntries(
			Array.from({ length: 100 }, (_, index) => [`x-flood-${index}`, "f".repeat(300)]),
		);
		const { status } = await ask({ path: "/readyz", headers });
		assert.deepEqual([status, gateway.seen.length], [400, before]);
	});

	test("refuses a body that is too large in the gateway's words", async () => {
		const body = { seq: 1, ack: 0, ops: [], filling: "x".repeat(2_000_000) };
		const { status, text } = await ask({ method: "POST", path: "/v1/sessions/none/frames", body });
		assert.equal(status, 413);
		assert.equal((JSON.parse(text) as { error: string }).error, "too_large");
	});

	test("keeps bodies in memory, and words and tokens out of its log", async () => {
		const id = await openSession("privacy");
		const body = { seq: 1, ack: 0, ops: [], filling: "a secret of Alex's ".repeat(50_000) };
		await ask({ method: "POST", path: `/v1/sessions/${id}/frames?wait=0&said=hello-mara`, body });
		await ask({ method: "POST", path: "/v1/sessions/none/frames?wait=0&said=hello-mara", body });
		await until("the refused request is in the log", () => nginx.accessLog().includes("/none/frames"));
		assert.doesNotMatch(nginx.errorLog(), /buffered to a temporary file/);
		for (const word of ["hello-mara", "Alex", TOKEN]) assert.ok(!nginx.accessLog().includes(word), word);
		assert.ok(!nginx.accessLog().includes(`${id}/frames`), "a request that went well is in the log");
	});

	test("lets slow clients go, and answers a game server meanwhile", async (t) => {
		let open = 0;
		const sockets = await Promise.all(
			Array.from({ length: 150 }, async (_, index) => {
				// Half of them do not even begin their handshake.
				const isSilent = index % 2 === 0;
				const socket = isSilent
					? connectPlain(nginx.port, "127.0.0.1")
					: ((await handshake(nginx.port, { servername: "localhost" })) as TLSSocket);
				open++;
				socket.on("close", () => open--).on("error", () => {});
				if (!isSilent) socket.write("GET /v1/sessions/none/blocks HTTP/1.1\r\nHost: localhost\r\nX-A: ");
				return socket;
			}),
		);
		const drip = setInterval(() => sockets.forEach((socket) => socket.writable && socket.write("a")), 300);
		t.after(() => {
			clearInterval(drip);
			sockets.forEach((socket) => socket.destroy());
		});
		const { status } = await ask({ path: "/readyz" });
		await until("all slow clients are gone", () => open === 0);
		assert.equal(status, 200);
	});

	test("answers open polls through a reload, as after the renewal of a certificate", async () => {
		const id = await openSession("reload");
		const frame = { method: "POST", body: { seq: 1, ack: 0, ops: [] } };
		const poll = ask({ ...frame, path: `/v1/sessions/${id}/frames?wait=3` });
		await until("the poll is held", () => gateway.seen.at(-1)!.url.endsWith("wait=3"));
		nginx.reload();
		await until("nginx has new workers", () => /gracefully shutting down/.test(nginx.errorLog()));
		assert.equal((await ask({ ...frame, path: `/v1/sessions/none/frames?wait=0` })).status, 404);
		assert.equal((await poll).status, 200);
	});

	test("speaks no word of the gateway's on port 80", async () => {
		const base = `http://127.0.0.1:${nginx.httpPort}`;
		const before = gateway.seen.length;
		const refused = await fetch(`${base}/v1/sessions`, { method: "POST", redirect: "manual" });
		const challenge = await fetch(`${base}/.well-known/acme-challenge/none`);
		assert.deepEqual([refused.status, challenge.status, gateway.seen.length], [403, 404, before]);
	});
});

describe("nginx in front of two gateways", { skip: NO_NGINX }, () => {
	const { folder, authority } = setUpFile();
	const certificate = authority.issue("good");

	test("sends each address to one of them, and to the other when that is gone", async (t) => {
		const gateways = [await startTestGateway(), await startTestGateway()];
		const gatewayPorts = gateways.map(({ port }) => port);
		const nginx = await startNginx({ folder, certificate, gatewayPorts });
		t.after(async () => {
			await nginx.stop();
			for (const gateway of gateways) await gateway.close();
		});
		const hosts = Array.from({ length: 20 }, (_, index) => `127.0.4.${index + 1}`);
		const ask = (from: string) => send(nginx, authority.ca, { path: "/readyz", from });
		for (const host of [...hosts, ...hosts]) await ask(host);
		const [first, second] = gateways.map(
			({ seen }) => new Set(seen.map(({ headers }) => String(headers["x-forwarded-for"]))),
		);
		assert.equal(first!.size + second!.size, hosts.length, "an address came to both");
		assert.ok(first!.size > 0 && second!.size > 0, `${first!.size} and ${second!.size}`);
		await gateways[0]!.close();
		for (const host of hosts) assert.equal((await ask(host)).status, 200, host);
	});
});
