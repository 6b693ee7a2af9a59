import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { gunzipSync } from "node:zlib";
import {
	createWorld,
	type HttpUse,
	type WorldHttpRequest,
	type WorldHttpResponse,
	type WorldOptions,
} from "../src/index.ts";
import { attempt } from "./support/attempt.ts";
import { createScriptedWorld } from "./support/scripted-world.ts";
import { projectWith, writeProject } from "./support/write-project.ts";

const HTTP = 'local HttpService = game:GetService("HttpService")';
const URL = "https://example.com/path";

async function createHttpWorld(
	t: TestContext,
	answer: (request: WorldHttpRequest) => WorldHttpResponse = () => ({ status: 200 }),
	options: Partial<WorldOptions> = {},
) {
	const requests: WorldHttpRequest[] = [];
	const http = async (request: WorldHttpRequest) => {
		requests.push(request);
		return answer(request);
	};
	const { world } = await createScriptedWorld(t, {}, { http, ...options });
	await world.start();
	const request = (fields: string) =>
		attempt(world, `${HTTP} return HttpService:RequestAsync({ ${fields} }).StatusCode`);
	return { world, requests, request };
}

test("RequestAsync checks its dictionary before anything leaves", async (t) => {
	const { requests, request } = await createHttpWorld(t, undefined, { secrets: { key: "s" } });
	const refused: Array<[fields: string, message: RegExp]> = [
		["", /Url must be a string or a Secret/],
		[`Url = "ftp://example.com"`, /^error: HttpError: InvalidUrl$/],
		[`Url = "${URL}", Body = "x"`, /Body should be empty for 'GET' or 'HEAD' method/],
		[`Url = "${URL}", Method = "HEAD", Body = ""`, /Body should be empty for 'GET' or 'HEAD' method/],
		[`Url = "${URL}", Method = "get"`, /Method "get" is not supported/],
		[`Url = "${URL}", Method = "POST", Body = 5`, /Body must be a string/],
		[`Url = "${URL}", Method = "POST", Body = HttpService:GetSecret("key")`, /Secrets cannot be used/],
		[`Url = "${URL}", Headers = { ["User-Agent"] = "x" }`, /Header "User-Agent" is not allowed!/],
		[`Url = "${URL}", Headers = { ["content-length"] = "1" }`, /Header "content-length" is not allowed!/],
		[`Url = "${URL}", Headers = { ["Roblox-Id"] = "1" }`, /Header "Roblox-Id" is not allowed!/],
		[`Url = "${URL}", Headers = { ["X-A"] = 5 }`, /Header "X-A" must be a string or a Secret/],
		[`Url = "${URL}", Headers = { ["X-A"] = "a\\r\\nX-B: b" }`, /Header "X-A" has a bad value/],
		[`Url = "${URL}", Timeout = 0`, /Timeout must be greater than zero/],
		[`Url = "${URL}", Timeout = 1.5`, /Timeout must be an integer/],
		[`Url = "${URL}", Timeout = 31`, /Timeout must be .* at most 30/],
		[`Url = "${URL}", Compress = true`, /Compress must be an Enum\.HttpCompression/],
		[`Url = "${URL}", Retries = 3`, /documents no field "Retries"/],
		[`Url = "https://apis.roblox.com/x"`, /Roblox's own sites/],
	];
	for (const [fields, message] of refused) assert.match(String(await request(fields)), message, fields);
	assert.deepEqual(requests, []);
	assert.equal(await request(`Url = "${URL}", Timeout = 30, Compress = Enum.HttpCompression.None`), 200);
});

test("ports are blocked as documented", async (t) => {
	const { request } = await createHttpWorld(t);
	for (const port of [1, 22, 81, 442, 1023, 1194]) {
		assert.equal(await request(`Url = "http://example.com:${port}/"`), "error: ERR_ACCESS_DENIED", `${port}`);
	}
	for (const port of [80, 443, 1024, 1193, 8080, 65535]) {
		assert.equal(await request(`Url = "http://example.com:${port}/"`), 200, `${port}`);
	}
	assert.equal(await request(`Url = "http://example.com:65536/"`), "error: HttpError: InvalidUrl");
});

test("a live server does not reach its own machine, however that is spelled", async (t) => {
	const { requests, request } = await createHttpWorld(t, undefined, { isStudio: false });
	for (const host of [
		"localhost",
		"LOCALHOST.",
		"a.localhost",
		"127.0.0.1",
		"127.9.9.9",
		"[::1]",
		"0.0.0.0",
	]) {
		assert.equal(await request(`Url = "http://${host}:8080/"`), "error: HttpError: ConnectFail", host);
	}
	for (const host of ["127.1", "2130706433", "0x7f000001", "user@localhost", "example.com\\\\@localhost"]) {
		assert.equal(await request(`Url = "http://${host}/"`), "error: HttpError: InvalidUrl", host);
	}
	assert.deepEqual(requests, []);
	assert.equal(await request(`Url = "http://127.0.0.1.example.com/"`), 200);
});

test("requests need a server with HttpEnabled", async (t) => {
	const { world, request } = await createHttpWorld(t);
	await world.join({ name: "Alex" });
	const luau = `${HTTP} return HttpService:RequestAsync({ Url = "${URL}" }).StatusCode`;
	assert.equal(
		await attempt(world, luau, "Alex"),
		"error: Http requests can only be executed by game server",
	);
	assert.equal(await request(`Url = "${URL}"`), 200);
	assert.match(String(await attempt(world, `${HTTP} HttpService.HttpEnabled = false`)), /read only/);

	const projectFile = writeProject(t, { "default.project.json": projectWith({}) });
	const closed = await createWorld({ projectFile, clock: "virtual" });
	t.after(closed.shutdown);
	await closed.start();
	assert.equal(await attempt(closed, luau), "error: Http requests are not enabled. Enable via game settings");
	assert.equal(await attempt(closed, `${HTTP} return #HttpService:GenerateGUID(false)`), 36);
});

test("500 requests a sliding minute, and not one more", async (t) => {
	const { world, requests, request } = await createHttpWorld(t);
	const send = (count: number) =>
		world.evaluate(
			"server",
			`${HTTP} local failures = {}
			for _ = 1, ${count} do
				task.spawn(function()
					local ok, problem = pcall(HttpService.RequestAsync, HttpService, { Url = "${URL}" })
					if not ok then table.insert(failures, problem) end
				end)
			end
			return failures`,
		);
	const uses: HttpUse[] = [];
	world.on("httpUse", (use) => uses.push(use));
	await request(`Url = "not a url"`);
	assert.deepEqual(uses, [], "which never asked for a request");
	assert.deepEqual(await send(300), []);
	await world.run(30);
	assert.deepEqual(await send(201), ["Number of requests exceeded limit"]);
	assert.equal(requests.length, 500);
	await world.run(29);
	assert.deepEqual(await send(1), ["Number of requests exceeded limit"]);
	await world.run(2);
	assert.deepEqual(await send(301), ["Number of requests exceeded limit"], "the first 300 are a minute ago");
	await world.run(0.1);
	assert.equal(requests.length, 800);
	const [first, second, third, fourth] = uses.map(({ inMinute, refused }) => ({ inMinute, refused }));
	assert.deepEqual(first, { inMinute: 300, refused: 0 });
	assert.deepEqual(second, { inMinute: 500, refused: 1 });
	assert.deepEqual(third, { inMinute: 500, refused: 1 });
	assert.deepEqual(fourth, { inMinute: 500, refused: 1 });
});

test("a response comes with status, lower-case headers and its bytes", async (t) => {
	const bytes = Uint8Array.from([0, 255, 254, 10, 128]);
	const { world } = await createHttpWorld(t, () => ({
		status: 404,
		statusMessage: "Not Found",
		headers: { "Content-Type": "application/octet-stream" },
		body: bytes,
	}));
	assert.deepEqual(
		await attempt(
			world,
			`${HTTP} local r = HttpService:RequestAsync({ Url = "${URL}" })
			return { r.Success, r.StatusCode, r.StatusMessage, r.Headers["content-type"], { string.byte(r.Body, 1, -1) } }`,
		),
		[false, 404, "Not Found", "application/octet-stream", [...bytes]],
	);
	assert.equal(await attempt(world, `${HTTP} HttpService:GetAsync("${URL}")`), "error: HTTP 404 (Not Found)");
});

test("request bodies leave whole, binary or gzipped", async (t) => {
	const { requests, request } = await createHttpWorld(t);
	await request(`Url = "${URL}", Method = "POST", Body = "\\0\\255é"`);
	await request(
		`Url = "${URL}", Method = "PUT", Body = ("ab"):rep(500), Compress = Enum.HttpCompression.Gzip`,
	);
	const [binary, zipped] = requests;
	assert.deepEqual([...(binary.body ?? [])], [0, 255, 0xc3, 0xa9]);
	assert.equal(zipped.headers["Content-Encoding"], "gzip");
	assert.equal(gunzipSync(zipped.body ?? new Uint8Array()).toString(), "ab".repeat(500));
});

test("PostAsync sets the content type and gives the body", async (t) => {
	const { world, requests } = await createHttpWorld(t, () => ({ status: 201, body: "made" }));
	const post = (more: string) =>
		attempt(world, `${HTTP} return HttpService:PostAsync("${URL}", "a=b"${more})`);
	assert.equal(await post(""), "made");
	assert.equal(await post(", Enum.HttpContentType.ApplicationUrlEncoded"), "made");
	assert.deepEqual(
		requests.map(({ method, headers }) => [method, headers["Content-Type"]]),
		[
			["POST", "application/json"],
			["POST", "application/x-www-form-urlencoded"],
		],
	);
});

test("a request without an answer throws Roblox's words", async (t) => {
	const codes = {
		ECONNREFUSED: "ConnectFail",
		ENOTFOUND: "DnsResolve",
		EHOSTUNREACH: "ConnectFail",
		ERR_TLS_X: "SslConnectFail",
		CERT_HAS_EXPIRED: "SslVerificationFail",
		UNABLE_TO_VERIFY_LEAF_SIGNATURE: "SslVerificationFail",
		UND_ERR_ABORTED: "Aborted",
		ECONNRESET: "NetFail",
		EPIPE: "NetFail",
		UND_ERR_SOCKET: "NetFail",
		X: "NetFail",
	};
	const { request } = await createHttpWorld(t, ({ url }) => {
		throw Object.assign(new Error("failed"), { code: url.split("/").at(-1) });
	});
	for (const [code, words] of Object.entries(codes)) {
		assert.equal(await request(`Url = "https://example.com/${code}"`), `error: HttpError: ${words}`);
	}
});

test("a request times out by the world's clock", async (t) => {
	const { world } = await createScriptedWorld(
		t,
		{},
		{ http: () => new Promise<never>(() => undefined), waitForHttp: false },
	);
	await world.start();
	const luau = (fields: string) => `${HTTP} local began = os.clock()
		local _, problem = pcall(HttpService.RequestAsync, HttpService, { Url = "${URL}" ${fields} })
		return { problem, math.round(os.clock() - began) }`;
	assert.deepEqual(await attempt(world, luau(", Timeout = 2")), ["HttpError: Timedout", 2]);
	assert.deepEqual(await attempt(world, luau("")), ["HttpError: Timedout", 30]);
});

test("secrets work in URLs and headers and show their name only", async (t) => {
	const { world, requests } = await createHttpWorld(t, undefined, { secrets: { key: "hush" } });
	await world.join({ name: "Alex" });
	const get = (name: string, peer?: string) =>
		attempt(world, `${HTTP} return tostring(HttpService:GetSecret("${name}"))`, peer);
	assert.equal(await get("key"), "Secret(key)");
	assert.match(String(await get("other")), /Can't find secret with given key$/);
	assert.match(String(await get("key", "Alex")), /Can't find secret with given key$/);
	assert.equal(
		await attempt(
			world,
			`${HTTP} local secret = HttpService:GetSecret("key")
			local url = secret:AddPrefix("${URL}?k="):AddSuffix("&x=1")
			HttpService:RequestAsync({ Url = url, Headers = { Authorization = secret:AddPrefix("Bearer ") } })
			return tostring(url)`,
		),
		`${URL}?k=Secret(key)&x=1`,
	);
	assert.equal(requests[0].url, `${URL}?k=hush&x=1`);
	assert.equal(requests[0].headers.Authorization, "Bearer hush");
	assert.match(
		String(await attempt(world, `${HTTP} return HttpService:JSONEncode({ HttpService:GetSecret("key") })`)),
		/JSONEncode makes of a Secret/,
	);
});

test("JSONEncode has Roblox's manners", async (t) => {
	const { world } = await createHttpWorld(t);
	const encode = (value: string) => attempt(world, `${HTTP} return HttpService:JSONEncode(${value})`);
	assert.equal(await encode("{}"), "[]");
	assert.equal(await encode('{ 1, "two", { a = true }, x = "lost" }'), '[1,"two",{"a":true}]');
	assert.equal(await encode('{ b = 1, a = { "é", 0.1 } }'), '{"a":["é",0.10000000000000001],"b":1}');
	assert.equal(await encode("{ math.huge, -math.huge, 0/0 }"), "[inf,-inf,nan]");
	assert.equal(await encode('"\\n\\"\\\\\\1"'), '"\\n\\"\\\\\\u0001"');
	assert.equal(await encode('buffer.fromstring("hi")'), '{"m":null,"t":"buffer","base64":"aGk="}');
	assert.equal(await encode('"\\255"'), "error: Can't convert to JSON");
	assert.match(String(await encode("{ workspace }")), /JSONEncode makes of a Instance/);
	assert.match(String(await encode("{ 1, nil, 3 }")), /holes/);
	assert.equal(
		await attempt(world, `${HTTP} local t = {} t.t = t return HttpService:JSONEncode(t)`),
		"error: tables cannot be cyclic",
	);
});

test("JSONDecode reads what is JSON and nothing else", async (t) => {
	const { world } = await createHttpWorld(t);
	const decode = (text: string) =>
		attempt(world, `${HTTP} return HttpService:JSONDecode(${JSON.stringify(text)})`);
	const value = { list: [1, -2.5, 300, "é"], yes: true, deep: { a: { b: ["c"] } } };
	assert.deepEqual(await decode(JSON.stringify(value)), value);
	for (const bad of ["", "{", "[1,]", "inf", '{"a":1} x', "{a:1}", "'a'"]) {
		assert.equal(await decode(bad), "error: Can't parse JSON", bad);
	}
	assert.equal(
		await attempt(
			world,
			`${HTTP} local back = HttpService:JSONDecode(HttpService:JSONEncode({ b = buffer.fromstring("hi"), n = nil }))
			return buffer.tostring(back.b)`,
		),
		"hi",
	);
});

test("GUIDs are version 4, differ, and come with braces unless told otherwise", async (t) => {
	const { world } = await createHttpWorld(t);
	const guids = (await attempt(
		world,
		`${HTTP} return { HttpService:GenerateGUID(), HttpService:GenerateGUID(false), HttpService:GenerateGUID(false) }`,
	)) as string[];
	const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
	assert.match(guids[0], /^\{.{36}\}$/);
	assert.match(guids[1], form);
	assert.match(guids[2], form);
	assert.notEqual(guids[1], guids[2]);
});

test("UrlEncode leaves letters and digits only", async (t) => {
	const { world } = await createHttpWorld(t);
	assert.equal(
		await attempt(world, `${HTTP} return HttpService:UrlEncode("https://www.roblox.com/discover#/")`),
		"https%3A%2F%2Fwww%2Eroblox%2Ecom%2Fdiscover%23%2F",
	);
});
