import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { WebSocketServer, type WebSocket } from "ws";
import type { StreamEventBody, StreamTransport, WorldOptions } from "../src/index.ts";
import { attempt } from "./support/attempt.ts";
import { createScriptedWorld } from "./support/scripted-world.ts";

/** Creates a client, and writes down what it fires. `streams.client` stays for later. */
const LISTEN = `
	local HttpService = game:GetService("HttpService")
	local function open(url, more)
		local options = { Url = url }
		for key, value in more or {} do options[key] = value end
		local client = HttpService:CreateWebStreamClient(Enum.WebStreamClientType.WebSocket, options)
		local seen = { "state " .. client.ConnectionState.Name }
		client.Opened:Connect(function(status) table.insert(seen, "opened " .. status) end)
		client.MessageReceived:Connect(function(text) table.insert(seen, "message " .. text) end)
		client.Error:Connect(function(status) table.insert(seen, "error " .. status) end)
		client.Closed:Connect(function() table.insert(seen, "closed") end)
		return client, seen
	end
	_G.open = _G.open or open
`;

async function createStreamWorld(t: TestContext, options: Partial<WorldOptions> = {}) {
	const { world } = await createScriptedWorld(t, {}, { secrets: { key: "s3cret" }, ...options });
	await world.start();
	const luau = (code: string) => attempt(world, `${LISTEN} ${code}`);
	const runUntil = async (condition: string) => {
		for (let tries = 0; tries < 300 && (await luau(`return ${condition}`)) !== true; tries++)
			await world.run(0.1);
	};
	return { world, luau, runUntil };
}

/** A transport whose events the test makes up. */
function createFakeStreams() {
	const opened: Array<{ url: string; headers: Readonly<Record<string, string>>; log: string[] }> = [];
	const tell: Array<(event: StreamEventBody) => void> = [];
	const streams: StreamTransport = (request, onEvent) => {
		const log: string[] = [];
		opened.push({ ...request, log });
		tell.push(onEvent);
		return { send: (text) => void log.push(`send ${text}`), close: () => void log.push("close") };
	};
	return { streams, opened, tell };
}

test("a WebStreamClient connects, sends text, gets text and is closed", async (t) => {
	const { streams, opened, tell } = createFakeStreams();
	const { world, luau } = await createStreamWorld(t, { streams });
	await luau(`_G.client, _G.seen = _G.open("wss://example.com/socket?a=1", {
		Headers = { Authorization = HttpService:GetSecret("key"):AddPrefix("Bearer ") },
	})`);
	assert.equal(opened[0]!.url, "wss://example.com/socket?a=1");
	assert.deepEqual(opened[0]!.headers, { Authorization: "Bearer s3cret" });
	tell[0]!({ kind: "opened", status: 101, headers: "" });
	tell[0]!({ kind: "message", text: "hello" });
	await world.step();
	await luau(`_G.client:Send("héllo") _G.client:Close()`);
	tell[0]!({ kind: "message", text: "too late" });
	await world.step();
	assert.deepEqual(opened[0]!.log, ["send héllo", "close"]);
	const seen = await luau(`return table.concat(_G.seen, ", ") .. ", " .. _G.client.ConnectionState.Name`);
	assert.equal(seen, "state Connecting, opened 101, message hello, closed, Closed");
});

test("a WebStreamClient that fails says so once, and takes nothing more", async (t) => {
	const { streams, tell } = createFakeStreams();
	const { world, luau } = await createStreamWorld(t, { streams });
	await luau(`_G.client, _G.seen = _G.open("wss://example.com")`);
	tell[0]!({ kind: "error", status: 401, message: "Unauthorized" });
	tell[0]!({ kind: "closed" });
	await world.step();
	assert.equal(
		await luau(`_G.client:Close() return table.concat(_G.seen, ", ")`),
		"state Connecting, error 401",
	);
	assert.match(String(await luau(`_G.client:Send("x")`)), /not open is not documented/);
});

test("six WebStreamClients may be there at one time", async (t) => {
	const { streams, tell } = createFakeStreams();
	const { world, luau } = await createStreamWorld(t, { streams });
	await luau(`_G.list = {} for i = 1, 6 do table.insert(_G.list, (_G.open("wss://example.com"))) end`);
	assert.match(
		String(await luau(`_G.open("wss://example.com")`)),
		/Number of WebStreamClients exceeded limit/,
	);
	tell[2]!({ kind: "closed" });
	await world.step();
	await luau(`_G.list[1]:Close()`);
	assert.equal(
		await luau(`_G.open("wss://example.com") _G.open("wss://example.com") return "two more"`),
		"two more",
	);
});

test("a WebStreamClient is refused where the documentation says so, or says nothing", async (t) => {
	const { streams, opened } = createFakeStreams();
	const { luau } = await createStreamWorld(t, { streams });
	const refused: Array<[code: string, message: RegExp]> = [
		[`_G.open("https://example.com")`, /without ws:\/\/ or wss:\/\/ is not documented/],
		[`_G.open("wss://example.com", { Method = "POST" })`, /with a method or a body/],
		[`_G.open("wss://example.com", { Headers = { Upgrade = "x" } })`, /Header "Upgrade" is not allowed/],
		[`_G.open("ws://example.com:1194")`, /ERR_ACCESS_DENIED/],
		[
			`HttpService:CreateWebStreamClient(Enum.WebStreamClientType.SSE, { Url = "https://example.com" })`,
			/only WebStreamClientType.WebSocket/,
		],
		[`local client = _G.open("wss://example.com") client:Send("early")`, /not open is not documented/],
		[`Instance.new("WebStreamClient")`, /Unable to create/],
	];
	for (const [code, message] of refused) assert.match(String(await luau(code)), message, code);
	assert.equal(opened.length, 1);
});

test("a WebStreamClient is not there outside Studio", async (t) => {
	const { luau } = await createStreamWorld(t, { isStudio: false });
	assert.match(String(await luau(`_G.open("wss://example.com")`)), /not enabled in RCC/);
});

test("a WebStreamClient talks with a real server", async (t) => {
	const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
	t.after(() => server.close());
	await once(server, "listening");
	server.on("connection", (socket: WebSocket, request) => {
		socket.send(`welcome ${request.headers.authorization}`);
		socket.on("message", (data) =>
			String(data) === "bye" ? socket.close(1000) : socket.send(`echo ${String(data)}`),
		);
	});
	const { luau, runUntil } = await createStreamWorld(t, { clock: "real" });
	await luau(`_G.client, _G.seen = _G.open("ws://127.0.0.1:${(server.address() as AddressInfo).port}/", {
		Headers = { Authorization = "Bearer x" },
	})
	_G.client.Opened:Connect(function() _G.client:Send("ping") end)
	_G.client.MessageReceived:Connect(function(text) if text == "echo ping" then _G.client:Send("bye") end end)`);
	await runUntil(`_G.seen[#_G.seen] == "closed"`);
	assert.equal(
		await luau(`return table.concat(_G.seen, ", ")`),
		"state Connecting, opened 101, message welcome Bearer x, message echo ping, closed",
	);
});

test("a WebStreamClient that nobody answers gets an error", async (t) => {
	const server = new WebSocketServer({ host: "127.0.0.1", port: 0, verifyClient: () => false });
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	t.after(() => server.close());
	const { luau, runUntil } = await createStreamWorld(t, { clock: "real" });
	await luau(`_G.client, _G.seen = _G.open("ws://127.0.0.1:${port}/")`);
	await runUntil("#_G.seen == 2");
	assert.equal(await luau(`return table.concat(_G.seen, ", ")`), "state Connecting, error 401");
});
