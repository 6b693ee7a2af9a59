import assert from "node:assert/strict";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { test } from "node:test";
import type { HttpEvent, WorldHttpRequest, WorldHttpResponse } from "../src/index.ts";
import { createScriptedWorld } from "./support/scripted-world.ts";

const POST = `
local HttpService = game:GetService("HttpService")
local answer = HttpService:RequestAsync({
	Url = "http://127.0.0.1:8080/echo",
	Method = "POST",
	Headers = { ["X-Key"] = "k" },
	Body = HttpService:JSONEncode({ name = "Mära" }),
})
print(answer.StatusCode, answer.Success, answer.Body)
`;

test("a handler stands in for the network", async (t) => {
	const requests: WorldHttpRequest[] = [];
	const events: HttpEvent[] = [];
	const http = async (request: WorldHttpRequest): Promise<WorldHttpResponse> => {
		requests.push(request);
		return { status: 418, body: "short and stout" };
	};
	const { world, printed } = await createScriptedWorld(t, { server: POST }, { http });
	world.on("http", (event) => events.push(event));
	await world.start();
	await world.run(0.5);
	assert.deepEqual(printed(), ["server: 418 false short and stout"]);
	assert.equal(requests[0].method, "POST");
	assert.equal(requests[0].headers["X-Key"], "k");
	assert.deepEqual(JSON.parse(Buffer.from(requests[0].body ?? []).toString()), { name: "Mära" });
	assert.deepEqual(
		events.map(({ method, url, status }) => [method, url, status]),
		[["POST", "http://127.0.0.1:8080/echo", 418]],
	);
});

test("by default requests go out over the network", async (t) => {
	const server = createServer((request, response) => response.end(`you asked for ${request.url}`));
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	t.after(() => server.close());
	const { port } = server.address() as AddressInfo;
	const { world, printed } = await createScriptedWorld(t, {
		server: `print(game:GetService("HttpService"):GetAsync("http://127.0.0.1:${port}/a?b=c"))`,
	});
	await world.start();
	assert.ok(await world.runUntil(() => printed().length > 0, 10));
	assert.deepEqual(printed(), ["server: you asked for /a?b=c"]);
});

test("a request that fails is an error in the script that sent it", async (t) => {
	const http = async () => Promise.reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
	const { world, printed } = await createScriptedWorld(
		t,
		{
			server:
				'print((pcall(game:GetService("HttpService").GetAsync, game:GetService("HttpService"), "http://127.0.0.1:8080/")))',
		},
		{ http },
	);
	await world.start();
	await world.run(1);
	assert.deepEqual(printed(), ["server: false"]);
});

test("a connection that breaks after the request has left is not one that never opened", async (t) => {
	// "The connection was closed by the remote end before the full response was received" (Enum.HttpError).
	const breaks: Record<string, readonly [error: string, breakOff: (socket: Socket) => void]> = {
		"closed before the headers": ["ConnectionClosed", (socket) => socket.end()],
		reset: ["NetFail", (socket) => socket.resetAndDestroy()],
		"cut after 20 bytes": [
			"ConnectionClosed",
			(socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n01234567890123456789"),
		],
	};
	for (const [name, [error, breakOff]] of Object.entries(breaks)) {
		const server = createTcpServer((socket) => {
			socket.on("error", () => undefined);
			socket.once("data", () => breakOff(socket));
		});
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		t.after(() => server.close());
		const { port } = server.address() as AddressInfo;
		const { world, printed } = await createScriptedWorld(t, {
			server: `print(select(2, pcall(game.GetService(game, "HttpService").PostAsync,
				game:GetService("HttpService"), "http://127.0.0.1:${port}/", "a turn")))`,
		});
		await world.start();
		assert.ok(await world.runUntil(() => printed().length > 0, 10));
		assert.deepEqual(printed(), [`server: HttpError: ${error}`], name);
	}
});

test("virtual time does not outrun a request that is under way", async (t) => {
	let realSeconds = 0;
	const http = async () => {
		const startedAt = performance.now();
		await new Promise((resolve) => setTimeout(resolve, 400));
		realSeconds = (performance.now() - startedAt) / 1000;
		return { status: 200, body: "late" };
	};
	const server = `
		local t = os.clock()
		game:GetService("HttpService"):GetAsync("http://127.0.0.1:8080/")
		print(os.clock() - t)
	`;
	const { world, printed } = await createScriptedWorld(t, { server }, { http });
	await world.start();
	assert.ok(await world.runUntil(() => printed().length > 0, 25));
	const waited = Number(printed()[0].replace("server: ", ""));
	assert.ok(waited > 0 && waited < realSeconds + 0.5, `${waited} s in the world, ${realSeconds} s outside`);
});

test("a handler may answer by the world's time", async (t) => {
	const server =
		POST.replace("local answer", "local t = os.clock() local answer") + "print(math.round(os.clock() - t))";
	const { world, printed } = await createScriptedWorld(
		t,
		{ server },
		{
			waitForHttp: false,
			http: async () => {
				await world.sleep(25);
				return { status: 200, body: "ok" };
			},
		},
	);
	await world.start();
	const startedAt = performance.now();
	await world.run(30);
	assert.ok(performance.now() - startedAt < 24_000, "as slow as the wall clock");
	assert.deepEqual(printed(), ["server: 200 true ok", "server: 25"]);
});

test("secrets reach headers, and nothing else", async (t) => {
	let authorization = "";
	const server = `
		local HttpService = game:GetService("HttpService")
		local secret = HttpService:GetSecret("key"):AddPrefix("Bearer ")
		HttpService:RequestAsync({ Url = "http://127.0.0.1:8080/", Headers = { Authorization = secret } })
		print(string.find(tostring(secret), "hush") == nil, (pcall(HttpService.GetSecret, HttpService, "absent")))
	`;
	const { world, printed } = await createScriptedWorld(
		t,
		{ server },
		{
			secrets: { key: "hush" },
			http: async ({ headers }) => {
				authorization = headers.Authorization;
				return { status: 200 };
			},
		},
	);
	await world.start();
	await world.run(1);
	assert.equal(authorization, "Bearer hush");
	assert.deepEqual(printed(), ["server: true false"]);
});

test("a world outside Studio does not reach loopback", async (t) => {
	const { world, logs } = await createScriptedWorld(
		t,
		{ server: POST },
		{ isStudio: false, http: async () => ({ status: 200 }) },
	);
	await world.start();
	await world.run(1);
	assert.equal(logs.filter(({ level }) => level === "error").length, 1);
});
