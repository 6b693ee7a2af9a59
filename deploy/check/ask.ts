import { randomBytes } from "node:crypto";
import type { ClientRequest, IncomingMessage } from "node:http";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import { portOf, type Findings, type Site } from "./site.ts";
import { trustOf } from "./trust.ts";

export interface Question {
	readonly method?: "GET" | "POST" | "DELETE";
	readonly path: string;
	/** Default: the site's token; null: none. */
	readonly token?: string | null;
	readonly body?: unknown;
	/** Beyond the site's patience. */
	readonly waitSeconds?: number;
	/** Asks without TLS, at the site's port for it. */
	readonly isPlain?: boolean;
}

export interface Answer {
	readonly kind: "answer";
	readonly status: number;
	readonly headers: IncomingMessage["headers"];
	readonly text: string;
	/** The error's code, if the gateway (or our nginx) says one in its own form. */
	readonly error: string | undefined;
	/** The body, if it is JSON; otherwise undefined. */
	readonly json: unknown;
	readonly seconds: number;
}

/** The connection ended before an answer was there. */
export interface NoAnswer {
	readonly kind: "noAnswer";
	/** As Node calls it (`ECONNRESET`), or `TIMEOUT`. */
	readonly code: string;
	readonly seconds: number;
}

/** The connection is a WebSocket now. The caller ends it. */
export interface Upgraded {
	readonly kind: "upgraded";
	readonly headers: IncomingMessage["headers"];
	readonly socket: Socket;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

function errorOf(json: unknown): string | undefined {
	const { error, message } = (json ?? {}) as { error?: unknown; message?: unknown };
	return typeof error === "string" && typeof message === "string" ? error : undefined;
}

/** Nobody sends us megabytes: an answer is cut here. */
const MAX_ANSWER_BYTES = 1024 * 1024;

async function readText(response: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of response as AsyncIterable<Buffer>) {
		chunks.push(chunk);
		size += chunk.length;
		if (size > MAX_ANSWER_BYTES) break;
	}
	return Buffer.concat(chunks).toString();
}

function open(
	site: Site,
	address: string,
	question: Question,
	headers: Record<string, string>,
): ClientRequest {
	const { method = "GET", path, token = site.token, isPlain = false } = question;
	const all = { ...headers, host: site.url.host };
	if (token !== null) Object.assign(all, { authorization: `Bearer ${token}` });
	const common = { host: address, method, path, headers: all, agent: false } as const;
	if (isPlain) return httpRequest({ ...common, port: site.httpPort });
	return httpsRequest({ ...common, port: portOf(site), servername: site.url.hostname, ...trustOf(site) });
}

const secondsSince = (startedAt: number): number => (performance.now() - startedAt) / 1000;

function answerOf({ statusCode = 0, headers }: IncomingMessage, text: string, seconds: number): Answer {
	const json = parse(text);
	return { kind: "answer", status: statusCode, headers, text, json, error: errorOf(json), seconds };
}

/** Sends the request and waits for what becomes of it. Never rejects. */
function carryOut(
	request: ClientRequest,
	limitSeconds: number,
	body?: string,
): Promise<Upgraded | Answer | NoAnswer> {
	const startedAt = performance.now();
	return new Promise((resolve) => {
		const settle = (outcome: Upgraded | Answer | NoAnswer) => {
			clearTimeout(timer);
			resolve(outcome);
		};
		const fail = (code: string) => {
			request.destroy();
			settle({ kind: "noAnswer", code, seconds: secondsSince(startedAt) });
		};
		const onError = (error: NodeJS.ErrnoException) => fail(error.code ?? error.message);
		const timer = setTimeout(() => fail("TIMEOUT"), limitSeconds * 1000);
		request.on("error", onError);
		request.on("upgrade", ({ headers }, socket) =>
			settle({ kind: "upgraded", headers, socket: socket as Socket }),
		);
		request.on("response", (response) => {
			readText(response).then((text) => settle(answerOf(response, text, secondsSince(startedAt))), onError);
		});
		request.end(body);
	});
}

type Where = Pick<Findings, "addresses">;

/** Asks the site on a connection of its own, as a game server would. Never rejects. */
export async function ask(site: Site, { addresses }: Where, question: Question): Promise<Answer | NoAnswer> {
	const body = question.body === undefined ? undefined : JSON.stringify(question.body);
	const headers: Record<string, string> =
		body === undefined
			? {}
			: { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) };
	const request = open(site, addresses[0]!, question, headers);
	const outcome = await carryOut(request, site.patienceSeconds + (question.waitSeconds ?? 0), body);
	if (outcome.kind !== "upgraded") return outcome;
	outcome.socket.destroy();
	return { kind: "noAnswer", code: "an upgrade that nobody asked for", seconds: 0 };
}

/** Asks for a WebSocket. Never rejects. */
export function askForWebSocket(site: Site, { addresses }: Where, path: string): ReturnType<typeof carryOut> {
	const headers = {
		connection: "Upgrade",
		upgrade: "websocket",
		"sec-websocket-version": "13",
		"sec-websocket-key": randomBytes(16).toString("base64"),
	};
	return carryOut(open(site, addresses[0]!, { path }, headers), site.patienceSeconds);
}

/** What an unexpected answer looks like, in a few words. */
export function describe(answer: Answer | NoAnswer): string {
	if (answer.kind === "noAnswer") {
		const after = `after ${answer.seconds.toFixed(1)} s`;
		return answer.code === "TIMEOUT"
			? `no answer ${after}`
			: `the connection broke ${after} (${answer.code})`;
	}
	const { status, json, text, headers } = answer;
	const said = (json as { message?: unknown } | undefined)?.message;
	if (typeof said === "string") return `${status}, "${said}"`;
	const server = headers.server === undefined ? "" : ` from ${String(headers.server)}`;
	const start = text
		.replace(/<[^>]*>/g, " ")
		.replace(/\s+/g, " ")
		.trim()
		.slice(0, 60);
	return `${status}${server}${start === "" ? "" : `, "${start}"`}`;
}
