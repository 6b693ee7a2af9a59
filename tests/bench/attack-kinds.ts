import { Agent, request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";

/** What an attacker has: an address, a key of its own and what it may have seen of others'. */
export interface Target {
	readonly port: number;
	readonly token: string;
	readonly revokedToken: string;
	/** The victim's session; it may have stood in a log. */
	readonly sessionId: string;
}

/** Answers by status; `closed` for connections that ended without one. */
export type Loot = Record<string, number>;

export interface Attack {
	readonly name: string;
	readonly seconds?: number;
	readonly run: (target: Target, until: number) => Promise<Loot>;
}

interface Shot {
	readonly method?: string;
	readonly path: string;
	readonly headers?: Record<string, string>;
	readonly body?: string | Buffer;
}

const note = (loot: Loot, what: string | number) => void (loot[what] = (loot[what] ?? 0) + 1);

function fire(agent: Agent, port: number, { method = "POST", path, headers, body }: Shot): Promise<string> {
	return new Promise((resolve) => {
		const options = { agent, port, host: "127.0.0.1", method, path, headers };
		const sent = request(options, (response: IncomingMessage) => {
			response.resume();
			response.once("close", () => resolve(String(response.statusCode)));
		});
		sent.on("error", () => resolve("closed"));
		sent.end(body);
	});
}

/** Fires from so many connections, each without a pause, until the time is up. */
async function volley(
	target: Target,
	until: number,
	shots: number,
	next: (count: number) => Shot,
): Promise<Loot> {
	const agent = new Agent({ keepAlive: true, maxSockets: shots });
	const loot: Loot = {};
	let count = 0;
	await Promise.all(
		Array.from({ length: shots }, async () => {
			while (Date.now() < until) note(loot, await fire(agent, target.port, next(count++)));
		}),
	);
	agent.destroy();
	return loot;
}

const json = (token: string) => ({ authorization: `Bearer ${token}`, "content-type": "application/json" });

async function openSession({ port, token }: Target, serverId: string): Promise<string> {
	const response = await fetch(`http://127.0.0.1:${port}/v1/sessions`, {
		method: "POST",
		headers: json(token),
		body: JSON.stringify({ protocol: 1, placeId: 2, serverId, memoryMode: "session" }),
	});
	return ((await response.json()) as { sessionId: string }).sessionId;
}

const framesPath = (sessionId: string) => `/v1/sessions/${sessionId}/frames?wait=0`;

const HUGE = JSON.stringify({ seq: 1, ack: 0, ops: [], filler: "x".repeat(8 * 1024 * 1024) });
const LARGE = JSON.stringify({ seq: 1, ack: 0, ops: [], filler: "x".repeat(1000 * 1024) });
const DEEP = "[".repeat(1024 * 1024 - 10);
/** 64 MiB in 64 kB, and what the gateway takes, nearly a mebibyte, in a kilobyte. */
const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));
const PACKED = gzipSync(LARGE);
const TURN = { op: "turn", npcId: "mara", content: "hello" };

const PATHS = [
	"/v1/../v1/sessions",
	"/v1//sessions",
	"//v1/sessions",
	"/V1/sessions",
	"/v1/sessions/",
	"/v1/sessions;x",
	"/v1%2fsessions",
	"/v1/%73essions",
	"/./v1/sessions",
	"/healthz/../v1/sessions",
	"/healthz/..%2fv1%2fsessions",
	"/healthz%00/v1/sessions",
	"/v1/sessions/../../metrics",
	"/metrics",
	"/v1/metrics",
	"/v1/sessions/..%2f..%2fetc%2fpasswd/blocks",
	"/v1/sessions/%2e%2e/blocks",
	"/v1/sessions/x/blocks?authorization=Bearer%20x",
	"http://127.0.0.1/v1/sessions",
	"/v1/sessions/%ff/blocks",
	"/v1/usage?key=owner",
	"/v1/usage#/healthz",
	"*",
	"/",
];

/** Writes bytes on many connections and says how each ends. */
async function hold(
	target: Target,
	until: number,
	count: number,
	write: (say: (text: string) => void, isFirst: boolean) => void,
) {
	const loot: Loot = {};
	await Promise.all(
		Array.from({ length: count }, () => {
			return new Promise<void>((resolve) => {
				const socket = connect(target.port, "127.0.0.1");
				let answer = "";
				const timer = setInterval(() => write((text) => void socket.write(text), false), 500);
				socket.on("error", () => {});
				socket.on("data", (chunk) => (answer += String(chunk)));
				const over = setTimeout(() => socket.destroy(), Math.max(0, until - Date.now()));
				socket.on("close", () => {
					clearInterval(timer);
					clearTimeout(over);
					note(loot, /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? "closed");
					resolve();
				});
				write((text) => void socket.write(text), true);
			});
		}),
	);
	return loot;
}

export const ATTACKS: ReadonlyArray<Attack> = [
	{
		name: "nothing: a process that is only busy",
		run: async (_target, until) => {
			while (Date.now() < until) await sleep(0);
			return {};
		},
	},
	{
		name: "frames of 8 MiB",
		run: (target, until) =>
			volley(target, until, 8, () => ({ path: framesPath("x"), headers: json(target.token), body: HUGE })),
	},
	{
		name: "frames of 1 MiB, as fast as they go",
		run: async (target, until) => {
			const path = framesPath(await openSession(target, "large"));
			return volley(target, until, 8, () => ({ path, headers: json(target.token), body: LARGE }));
		},
	},
	{
		name: "bombs: 64 MiB of blanks, packed by gzip",
		run: async (target, until) => {
			const path = framesPath(await openSession(target, "bombs"));
			const headers = { ...json(target.token), "content-encoding": "gzip" };
			return volley(target, until, 8, () => ({ path, headers, body: BOMB }));
		},
	},
	{
		name: "frames of 1 MiB in 1 kB, as fast as they go",
		run: async (target, until) => {
			const path = framesPath(await openSession(target, "packed"));
			const headers = { ...json(target.token), "content-encoding": "gzip" };
			return volley(target, until, 8, () => ({ path, headers, body: PACKED }));
		},
	},
	{
		name: "JSON a million deep",
		run: (target, until) =>
			volley(target, until, 8, () => ({ path: "/v1/sessions", headers: json(target.token), body: DEEP })),
	},
	{
		name: "one frame with one turn, replayed",
		run: async (target, until) => {
			const path = framesPath(await openSession(target, "replay"));
			const body = JSON.stringify({ seq: 1, ack: 0, ops: [{ ...TURN, turnId: "t1" }] });
			return volley(target, until, 8, () => ({ path, headers: json(target.token), body }));
		},
	},
	{
		name: "frames for the victim's session, with the attacker's key",
		run: (target, until) =>
			volley(target, until, 8, (count) => ({
				path: framesPath(target.sessionId),
				headers: json(target.token),
				body: JSON.stringify({ seq: count + 1, ack: 0, ops: [{ ...TURN, turnId: `f${count}` }] }),
			})),
	},
	{
		name: "wrong and revoked keys",
		run: (target, until) =>
			volley(target, until, 16, (count) => ({
				path: framesPath(target.sessionId),
				headers: json(count % 2 === 0 ? target.revokedToken : `tfk_guess${count}`),
				body: "{}",
			})),
	},
	{
		name: "tricks with the path, without a key",
		run: (target, until) =>
			volley(target, until, 8, (count) => ({
				method: count % 3 === 0 ? "GET" : "POST",
				path: PATHS[count % PATHS.length]!,
				headers: { "content-type": "application/json", "x-original-url": "/healthz" },
				body: count % 3 === 0 ? undefined : "{}",
			})),
	},
	{
		name: "headers of 64 KiB, and 5,000 of them",
		run: (target, until) =>
			volley(target, until, 8, (count) => ({
				path: "/v1/sessions",
				headers:
					count % 2 === 0
						? { "x-long": "x".repeat(64 * 1024) }
						: Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`x-${n}`, "y"])),
			})),
	},
	{
		name: "200 connections whose headers never end",
		seconds: 16,
		run: (target, until) =>
			hold(target, until, 200, (say, isFirst) => {
				say(isFirst ? "GET /healthz HTTP/1.1\r\nHost: x\r\n" : "X-A: b\r\n");
			}),
	},
	{
		name: "100 connections that ask and never read",
		run: (target, until) =>
			hold(target, until, 100, (say) => {
				say("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".repeat(500));
			}),
	},
	{
		name: "one key floods: 64 connections, good frames",
		run: async (target, until) => {
			const paths = await Promise.all(
				Array.from({ length: 20 }, async (_, n) => framesPath(await openSession(target, `flood-${n}`))),
			);
			return volley(target, until, 64, (count) => ({
				path: paths[count % paths.length]!,
				headers: json(target.token),
				body: JSON.stringify({ seq: count + 1, ack: 0, ops: [{ ...TURN, turnId: `t${count}` }] }),
			}));
		},
	},
];
