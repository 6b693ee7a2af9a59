import { Agent, request, type IncomingMessage } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { connect, type Socket } from "node:net";
import { connect as secureConnect } from "node:tls";

/** What an attacker has: an address, a key of its own and what it may have seen of others'. */
export interface Target {
	readonly port: number;
	/** Loopback has many addresses. nginx counts by them, so an attacker's is not its victim's. */
	readonly from: string;
	/** Behind nginx, with a certificate of this run's own. */
	readonly isSecure: boolean;
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

export interface Shot {
	readonly method?: string;
	readonly path: string;
	readonly headers?: Record<string, string>;
	readonly body?: string | Buffer;
}

/** The name that nginx answers to, and its certificate is for. */
const HOST = "localhost";

export const note = (loot: Loot, what: string | number) => void (loot[what] = (loot[what] ?? 0) + 1);

export function dial({ port, from, isSecure }: Target): Socket {
	const socket = connect({ port, host: "127.0.0.1", localAddress: from });
	return isSecure ? secureConnect({ socket, servername: HOST, rejectUnauthorized: false }) : socket;
}

function fire(
	agent: Agent,
	{ port, from, isSecure }: Target,
	{ method = "POST", path, headers, body }: Shot,
) {
	return new Promise<string>((resolve) => {
		const where = {
			agent,
			port,
			host: "127.0.0.1",
			localAddress: from,
			servername: HOST,
			rejectUnauthorized: false,
		};
		const options = { ...where, method, path, headers: { host: HOST, ...headers } };
		const sent = (isSecure ? secureRequest : request)(options, (response: IncomingMessage) => {
			response.resume();
			response.once("close", () => resolve(String(response.statusCode)));
		});
		sent.on("error", () => resolve("closed"));
		sent.end(body);
	});
}

/** Fires from so many connections, each without a pause, until the time is up or so many shots are fired. */
export async function volley(
	target: Target,
	until: number,
	{ connections, most = Infinity }: { readonly connections: number; readonly most?: number },
	next: (count: number) => Shot,
): Promise<Loot> {
	const options = { keepAlive: true, maxSockets: connections };
	const agent = target.isSecure ? new SecureAgent(options) : new Agent(options);
	const loot: Loot = {};
	let count = 0;
	await Promise.all(
		Array.from({ length: connections }, async () => {
			while (Date.now() < until && count < most) note(loot, await fire(agent, target, next(count++)));
		}),
	);
	agent.destroy();
	return loot;
}

export const json = (token: string) => ({
	authorization: `Bearer ${token}`,
	"content-type": "application/json",
});

/** What an attacker asks for itself, once. */
export function ask(target: Target, shot: Shot): Promise<unknown> {
	return new Promise((resolve, reject) => {
		const { method = "POST", path, headers = json(target.token), body } = shot;
		const { port, from } = target;
		const where = {
			port,
			host: "127.0.0.1",
			localAddress: from,
			servername: HOST,
			rejectUnauthorized: false,
		};
		const options = { ...where, method, path, headers: { host: HOST, ...headers }, agent: false as const };
		const sent = (target.isSecure ? secureRequest : request)(options, (response) => {
			let text = "";
			response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
			response.once("end", () => resolve(JSON.parse(text || "null")));
		});
		sent.once("error", reject).end(body);
	});
}

/** An id that no session has, where the gateway gives none: the attack goes on and gets 404. */
export async function openSession(target: Target, serverId: string): Promise<string> {
	const body = JSON.stringify({ protocol: 1, placeId: 2, serverId, memoryMode: "session" });
	const opened = (await ask(target, { path: "/v1/sessions", body })) as { sessionId?: string };
	return opened.sessionId ?? "none";
}

export const framesPath = (sessionId: string) => `/v1/sessions/${sessionId}/frames?wait=0`;

export const TURN = { op: "turn", npcId: "mara", content: "hello" };

/** Writes bytes on many connections and says how each ends. */
export async function hold(
	target: Target,
	until: number,
	count: number,
	write: (say: (text: string) => void, isFirst: boolean) => void,
) {
	const loot: Loot = {};
	await Promise.all(
		Array.from({ length: count }, () => {
			return new Promise<void>((resolve) => {
				const socket = dial(target);
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
