import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import type { Finding, Site } from "../check/site.ts";
import { startTestGateway, TOKEN, type TestGateway } from "./support/gateway.ts";
import { freePort, type Nginx, NO_NGINX, startNginx, type NginxOptions } from "./support/nginx.ts";
import { check, setUpFile, siteAt, wrongOnes } from "./support/setup.ts";

/** What `npm run deploy:check` says of a real nginx in front of the real gateway, with one fault planted at a time. */

// Most of them wait for a poll to end.
describe("deploy:check", { skip: NO_NGINX, concurrency: 4 }, () => {
	const { folder, authority } = setUpFile();
	let gateway: TestGateway;
	// Made before all: openssl would keep the other tests from running.
	const good = authority.issue("good");
	const ended = authority.issue("ended", { days: -1 });
	const ending = authority.issue("ending", { days: 10 });
	const other = authority.issue("other", { dnsName: "other.example.com" });
	const own = authority.issue("own", { isSelfSigned: true });
	const running: Nginx[] = [];

	before(async () => {
		gateway = await startTestGateway();
	});
	after(async () => {
		for (const nginx of running) await nginx.stop();
		await gateway.close();
	});

	async function findingsOf(
		fault: Partial<NginxOptions>,
		changes: (nginx: Nginx) => Partial<Site> = () => ({}),
	): Promise<Map<string, Finding>> {
		const nginx = await startNginx({ folder, certificate: good, gatewayPorts: [gateway.port], ...fault });
		running.push(nginx);
		return check(siteAt(nginx.url, authority.ca, { httpPort: nginx.httpPort, ...changes(nginx) }));
	}

	/** `name` alone is wrong, and says so in words. */
	function isFound(findings: Map<string, Finding>, name: string, words: RegExp): void {
		assert.deepEqual(wrongOnes(findings), [name], JSON.stringify([...findings], undefined, " "));
		assert.match(findings.get(name)!.found, words);
	}

	test("finds nothing wrong with the files as they are", async () => {
		const findings = await findingsOf({});
		assert.deepEqual(wrongOnes(findings), [], JSON.stringify([...findings]));
		const states = [...findings].map(([name, { state }]) => `${name} ${state}`);
		assert.deepEqual(
			states.filter((line) => !line.endsWith(" ok")),
			["DNS skipped", "other ports skipped"],
		);
	});

	test("a name that leads nowhere", async () => {
		const resolve = () => Promise.reject(Object.assign(new Error("none"), { code: "ENOTFOUND" }));
		const findings = await findingsOf({}, () => ({ at: undefined, resolve }));
		isFound(findings, "DNS", /there is no localhost/);
		assert.deepEqual(findings.get("token"), {
			state: "skipped",
			found: "first put right: DNS",
			cause: "DNS",
		});
	});

	for (const [address, words] of [
		["192.168.1.20", /home network/],
		["100.72.3.4", /shared by a provider/],
		["127.0.1.1", /own machine/],
		["fd12::1", /home network/],
	] as const)
		test(`a name that leads to ${address}`, async () => {
			const findings = await findingsOf({}, () => ({ at: undefined, resolve: async () => [address] }));
			isFound(findings, "DNS", words);
		});

	test("a port that nobody listens on", async () => {
		const port = await freePort();
		const findings = await check(siteAt(`https://localhost:${port}`, authority.ca, { httpPort: port }));
		isFound(findings, "port", /refuses port/);
	});

	test("a certificate that has ended", async () => {
		isFound(await findingsOf({ certificate: ended }), "certificate", /ended on/);
	});

	test("a certificate that was not renewed, before it ends", async () => {
		const findings = await findingsOf({ certificate: ending });
		assert.deepEqual(wrongOnes(findings), []);
		assert.match(findings.get("certificate")!.found, /ends in (9|10) days/);
	});

	test("a certificate for another name", async () => {
		isFound(await findingsOf({ certificate: other }), "certificate", /is for other\.example\.com/);
	});

	test("a certificate that the server made itself", async () => {
		isFound(await findingsOf({ certificate: own }), "certificate", /made it itself/);
	});

	test("a certificate of an authority that nobody knows", async () => {
		const findings = await findingsOf({}, () => ({ ca: undefined }));
		isFound(findings, "certificate", /cannot be traced/);
	});

	test("an nginx that has another name", async () => {
		const findings = await findingsOf({
			changes: [["server_name npc.example.com", "server_name other.example.com"]],
		});
		isFound(findings, "certificate", /knows no localhost/);
	});

	test("no TLS on the port", async () => {
		const findings = await findingsOf({}, (nginx) => ({
			url: new URL(`https://localhost:${nginx.httpPort}`),
		}));
		isFound(findings, "certificate", /no TLS/);
	});

	test("a clock that is wrong", async () => {
		const findings = await findingsOf({}, () => ({ now: () => Date.now() - 600_000 }));
		isFound(findings, "clock", /clock is (59|60)\d s ahead of/);
	});

	test("a gateway that does not run", async () => {
		const findings = await findingsOf({ gatewayPorts: [await freePort()] });
		isFound(findings, "gateway", /502/);
	});

	test("an App Server that is away", async (t) => {
		const without = await startTestGateway();
		t.after(() => without.close());
		without.setUp(false);
		isFound(await findingsOf({ gatewayPorts: [without.port] }), "gateway", /not ready: connection refused/);
	});

	test("something else behind nginx", async (t) => {
		const welcome = createServer((_, response) => response.end("<h1>Welcome!</h1>"));
		await new Promise<void>((resolve) => welcome.listen(0, "127.0.0.1", resolve));
		t.after(() => welcome.close());
		const findings = await findingsOf({ gatewayPorts: [(welcome.address() as AddressInfo).port] });
		isFound(findings, "gateway", /Welcome!/);
	});

	test("a wrong token", async () => {
		const findings = await findingsOf({}, () => ({ token: "not-the-token-of-it" }));
		isFound(findings, "token", /does not take the token/);
	});

	test("an nginx that drops the token", async () => {
		isFound(
			await findingsOf({ serverExtra: 'proxy_set_header Authorization "";' }),
			"token",
			/does not take the token/,
		);
	});

	test("an nginx that lets everybody in", async () => {
		const serverExtra = `proxy_set_header Authorization "Bearer ${TOKEN}";`;
		isFound(await findingsOf({ serverExtra }), "token", /without a token it says 404/);
	});

	test("an nginx that does not pass the upgrade on", async () => {
		const changes = [["proxy_set_header Upgrade $http_upgrade;", 'proxy_set_header Upgrade "";']] as const;
		isFound(await findingsOf({ changes }), "WebSocket", /the upgrade does not reach the gateway/);
	});

	test("an nginx that passes half of the upgrade on", async () => {
		const changes = [["proxy_set_header Connection $townsfolk_connection;", ""]] as const;
		isFound(await findingsOf({ changes }), "WebSocket", /the upgrade does not reach the gateway/);
	});

	test("an nginx that keeps WebSockets for itself", async () => {
		const serverExtra = "location ~ ^/v1/connect { return 503; }";
		const changes = [["location = /v1/connect", "location = /v1/elsewhere"]] as const;
		isFound(await findingsOf({ serverExtra, changes }), "WebSocket", /no WebSocket: 503/);
	});

	test("a gateway without WebSockets is no fault of nginx's", async (t) => {
		const without = await startTestGateway({ hasWebSockets: false });
		t.after(() => without.close());
		const findings = await findingsOf({ gatewayPorts: [without.port] });
		assert.deepEqual(wrongOnes(findings), []);
		assert.equal(findings.get("WebSocket")!.state, "skipped");
	});

	test("a time-out that is shorter than a poll", async () => {
		const findings = await findingsOf({ changes: [["proxy_read_timeout 60s;", "proxy_read_timeout 1s;"]] });
		assert.ok(wrongOnes(findings).includes("time-outs"));
		assert.match(findings.get("time-outs")!.found, /a poll of 2 s ends after 1 s: 504/);
	});

	test("frames that are too large for it", async () => {
		const findings = await findingsOf({
			changes: [["client_max_body_size 1100k", "client_max_body_size 64k"]],
		});
		isFound(findings, "size", /too large/);
	});

	test("limits that are too tight", async () => {
		const changes = [
			["zone=townsfolk_requests burst=200", "zone=townsfolk_requests burst=15"],
			["rate=100r/s", "rate=10r/s"],
		] as const;
		const findings = await findingsOf({ changes });
		// They may refuse what another check asks, too.
		assert.ok(wrongOnes(findings).includes("limits"));
		assert.match(findings.get("limits")!.found, /of 20 requests at once \d are refused: 429/);
	});

	test("requests that wait for one another", async () => {
		const changes = [
			["zone=townsfolk_requests burst=200 nodelay", "zone=townsfolk_requests burst=5"],
			["rate=100r/s", "rate=30r/m"],
		] as const;
		const findings = await findingsOf({ changes });
		assert.ok(wrongOnes(findings).includes("buffering"), JSON.stringify([...findings]));
	});

	test("answers out of a cache", async () => {
		const changes = [
			["limit_req_status 429;", "limit_req_status 429;\n\tproxy_cache kept;\n\tproxy_cache_valid any 1m;"],
			["proxy_cache off;", ""],
			["proxy_buffering off;", ""],
			["map $http_upgrade", "proxy_cache_path kept keys_zone=kept:1m use_temp_path=off;\nmap $http_upgrade"],
		] as const;
		isFound(await findingsOf({ changes }), "buffering", /out of a cache/);
	});

	test("metrics that everybody can read", async () => {
		const serverExtra = "location = /metrics { return 200 'up 1'; }";
		const changes = [['"~^/(healthz|readyz)$" 1;', '"~^/(healthz|readyz|metrics)$" 1;']] as const;
		isFound(await findingsOf({ serverExtra, changes }), "metrics", /everybody can read/);
	});

	test("a gateway that answers without TLS", async () => {
		const httpChanges = [
			[
				'default_type text/plain;\n\t\treturn 403 "This gateway is reached over https only.\\n";',
				"proxy_pass http://townsfolk_gateways;",
			],
		] as const;
		isFound(await findingsOf({ httpChanges }), "renewal", /without TLS/);
	});

	test("a port 80 that is closed, without which certbot cannot renew", async () => {
		const closed = await freePort();
		const findings = await findingsOf({}, () => ({ httpPort: closed }));
		assert.deepEqual(wrongOnes(findings), []);
		assert.equal(findings.get("renewal")!.state, "warning");
	});
});
