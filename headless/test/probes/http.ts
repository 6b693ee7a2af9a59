import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { gunzipSync } from "node:zlib";
import { fetchTransport, type HttpTransport, type World } from "../../src/index.ts";
import { attempt } from "../support/attempt.ts";
import type { Probe } from "../support/probe.ts";
import { createScriptedWorld } from "../support/scripted-world.ts";

/** HttpService's failures, asked against a real server on loopback. */
export interface HttpProbe extends Probe {
	readonly options?: Readonly<Record<string, unknown>>;
	readonly server?: RequestListener;
	/** Default: without a server. */
	readonly isOffline?: false;
	readonly run: (world: World, url: string) => Promise<unknown>;
}

const request = (world: World, url: string, fields = "") =>
	attempt(
		world,
		`return game:GetService("HttpService"):RequestAsync({ Url = "${url}" ${fields} }).StatusCode`,
	);

/** Sends as many at once as asked, and gives how many had each outcome, and the seconds that the slowest took. */
const many = (count: number, url: string) => `
	local HttpService = game:GetService("HttpService")
	local began, done, outcomes = os.clock(), 0, {}
	for _ = 1, ${count} do
		task.spawn(function()
			local ok, result = pcall(HttpService.RequestAsync, HttpService, { Url = "${url}" })
			local outcome = if ok then tostring(result.StatusCode) else result
			outcomes[outcome] = (outcomes[outcome] or 0) + 1
			done += 1
		end)
	end
	while done < ${count} do task.wait() end
	outcomes.seconds = math.floor(os.clock() - began)
	return outcomes`;

/** Posts four bytes that are no text; gives what the server says of them. */
const post = async (world: World, url: string, compression: "None" | "Gzip") =>
	JSON.parse(
		String(
			await attempt(
				world,
				`return game:GetService("HttpService"):RequestAsync({
					Url = "${url}", Method = "POST", Body = "\\0\\255\\31\\139",
					Compress = Enum.HttpCompression.${compression},
				}).Body`,
			),
		),
	) as unknown;

/** How a request's body came, and what it was. */
async function readBody(incoming: IncomingMessage): Promise<{ encoding: string; hex: string }> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Buffer);
	const body = Buffer.concat(chunks);
	const encoding = incoming.headers["content-encoding"] ?? "none";
	return { encoding, hex: (encoding === "gzip" ? gunzipSync(body) : body).toString("hex") };
}

export const HTTP_PROBES: ReadonlyArray<HttpProbe> = [
	{
		what: "a connection that the server closes before its answer is ConnectionClosed",
		source: 'HttpError.ConnectionClosed: "closed by the remote end before the full response was received"',
		server: (incoming) => incoming.socket.end(),
		expected: "error: HttpError: ConnectionClosed",
		run: request,
	},
	{
		what: "a connection that is reset is NetFail, and not one that never opened",
		source: 'HttpError.NetFail: "a general network-level failure"',
		server: (incoming) => incoming.socket.resetAndDestroy(),
		expected: "error: HttpError: NetFail",
		run: request,
	},
	{
		what: "nobody who listens is ConnectFail",
		source: 'HttpError.ConnectFail: "failed to establish a TCP connection"',
		isOffline: false,
		expected: "error: HttpError: ConnectFail",
		run: (world) => request(world, "http://127.0.0.1:1025/"),
	},
	{
		what: "a server without encryption where https is asked for is SslConnectFail",
		source: 'HttpError.SslConnectFail: "the handshake failed during connection establishment"',
		server: (_, response) => void response.end("hi"),
		expected: "error: HttpError: SslConnectFail",
		run: (world, url) => request(world, url.replace("http:", "https:")),
	},
	{
		what: "a server that redirects for ever is TooManyRedirects",
		source: "HttpError.TooManyRedirects",
		server: (_, response) => void response.writeHead(302, { location: "/again" }).end(),
		expected: "error: HttpError: TooManyRedirects",
		run: request,
	},
	{
		what: "a Timeout above the default is refused, and nothing is sent",
		source: "HttpService:RequestAsync: must not exceed the default; facts: which is undocumented",
		options: { maxTimeoutSeconds: 20 },
		server: (_, response) => void response.end("hi"),
		expected: ["error: Timeout must be greater than zero and at most 20 seconds", 200],
		run: async (world, url) => [
			await request(world, url, ", Timeout = 21"),
			await request(world, url, ", Timeout = 20"),
		],
	},
	{
		what: "a body of bytes goes as it is, and with HttpCompression.Gzip packed by gzip",
		source:
			'HttpService:RequestAsync: "Can be any string, including binary data"; HttpCompression.Gzip: "compressed using the Gzip algorithm before being sent"; facts: the header Content-Encoding',
		server: (incoming, response) =>
			void readBody(incoming).then((body) => response.end(JSON.stringify(body))),
		expected: [
			{ encoding: "none", hex: "00ff1f8b" },
			{ encoding: "gzip", hex: "00ff1f8b" },
		],
		run: async (world, url) => [await post(world, url, "None"), await post(world, url, "Gzip")],
	},
	{
		what: "requests beyond those that may be outstanding are rejected, at once",
		source: 'HttpError.TooManyOutstandingRequests: "exceeded its limit for concurrent or pending requests"',
		options: { requestsAtOnce: 3 },
		expected: { 200: 3, "HttpError: TooManyOutstandingRequests": 2, seconds: 0 },
		run: (world, url) => world.evaluate("server", many(5, url)),
	},
	{
		what: "requests beyond 500 a minute fail at once where the world says so",
		source: "cloud-services/http-service.md, Rate limits: pcall may fail",
		expected: { 200: 500, "Number of requests exceeded limit": 5, seconds: 0 },
		run: (world, url) => world.evaluate("server", many(505, url)),
	},
	{
		what: "requests beyond 500 a minute stall for half a minute where the world says so, and fail if the minute is not over",
		source:
			'cloud-services/http-service.md, Rate limits: "can cause request-sending methods to stall for around 30 seconds"',
		options: { overLimit: "stalls" },
		expected: [
			{ 200: 500, "Number of requests exceeded limit": 5, seconds: 30 },
			{ 200: 1, seconds: 30 },
		],
		run: async (world, url) => [
			await world.evaluate("server", many(505, url)),
			await world.evaluate("server", many(1, url)),
		],
	},
];

const ANSWER: HttpTransport = async () => ({ status: 200 });

/** The address of a server on loopback that answers as `listener` does. */
async function listen(t: TestContext, listener: RequestListener): Promise<string> {
	const server = createServer(listener);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

export async function askHttp(t: TestContext, probe: HttpProbe): Promise<unknown> {
	const url = probe.server === undefined ? "http://example.com/" : await listen(t, probe.server);
	// Limits are asked without a network, whose answers take the clock of the wall.
	const http = probe.server === undefined && probe.isOffline !== false ? ANSWER : fetchTransport;
	const { world } = await createScriptedWorld(t, {}, { http, engineOptions: probe.options ?? {} });
	await world.start();
	return probe.run(world, url);
}
