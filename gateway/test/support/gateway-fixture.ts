import type { ClientFrame, Op, ServerFrame } from "../../src/wire.ts";
import type { GatewayLimits } from "../../src/limits.ts";
import type { Log } from "../../src/logging.ts";
import { createGateway, type GatewayOptions } from "../../src/server.ts";
import { createFakeBackend } from "./fake-backend.ts";
import { createFakeClock, until } from "./fake-clock.ts";

export const TOKEN = "a-token-of-24-characters";

export const OPEN = { protocol: 1, placeId: 42, serverId: "server-1", memoryMode: "session" } as const;

export const MARA = {
	npcId: "mara",
	displayName: "Mara",
	persona: "I am Mara.",
	blocks: { status: "health: 100 | location: Cafe | current_action: Idle" },
} as const;

export function turnOp(turnId: string, npcId = "mara"): Op {
	return {
		op: "turn",
		npcId,
		turnId,
		content: 'You are outdoors, well. Nobody is with you.\nAlex says: "hello"',
	};
}

export interface Answer<T = unknown> {
	readonly status: number;
	readonly body: T;
	readonly headers: Record<string, unknown>;
}

/** A gateway over a fake back end and a fake clock, spoken to by injection or, once it listens, over HTTP. */
export function createFixture(
	limits: Partial<GatewayLimits> = {},
	log?: Log,
	options: Partial<GatewayOptions> = {},
) {
	const fake = createFakeBackend();
	const clock = createFakeClock();
	const gateway = createGateway({ token: TOKEN, backend: fake.backend, clock, limits, log, ...options });

	let address: string | undefined;

	async function listen(): Promise<string> {
		address = await gateway.listen({ host: "127.0.0.1", port: 0 });
		return address;
	}

	async function send(
		method: "GET" | "POST" | "DELETE",
		url: string,
		payload?: unknown,
		headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` },
	): Promise<Answer> {
		const body = typeof payload === "string" ? payload : JSON.stringify(payload);
		const all = payload === undefined ? headers : { ...headers, "content-type": "application/json" };
		if (address !== undefined) {
			const response = await fetch(address + url, { method, body, headers: all });
			const parsed: unknown = JSON.parse((await response.text()) || "null");
			return { status: response.status, body: parsed, headers: Object.fromEntries(response.headers) };
		}
		const response = await gateway.inject({
			method,
			url,
			headers: all,
			...(payload === undefined ? {} : { body }),
		});
		const parsed: unknown = JSON.parse(response.body || "null");
		return { status: response.statusCode, body: parsed, headers: response.headers };
	}

	async function open(change: Partial<Record<keyof typeof OPEN, unknown>> = {}): Promise<string> {
		const { body } = await send("POST", "/v1/sessions", { ...OPEN, ...change });
		return (body as { sessionId: string }).sessionId;
	}

	async function exchange(
		sessionId: string,
		frame: Partial<ClientFrame>,
		wait = 0,
		rest = 0,
	): Promise<Answer<ServerFrame>> {
		const whole = { seq: 1, ack: 0, ops: [], ...frame };
		return (await send(
			"POST",
			`/v1/sessions/${sessionId}/frames?wait=${wait}&rest=${rest}&idle=${rest}`,
			whole,
		)) as Answer<ServerFrame>;
	}

	/** A poll that the gateway holds open; `answer` is what it gets in the end. */
	async function hold(sessionId: string, wait: number, frame: Partial<ClientFrame> = {}, rest = 0) {
		const before = clock.timers();
		const answer = exchange(sessionId, frame, wait, rest);
		await until(() => clock.timers() > before);
		return { answer };
	}

	return { gateway, clock, fake, listen, send, open, exchange, hold };
}
