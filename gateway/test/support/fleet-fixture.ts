import type { Socket } from "node:net";
import type { ClientFrame, GatewayEvent, Op, ServerFrame } from "../../src/wire.ts";
import type { SessionStore } from "../../src/fleet/session-store.ts";
import type { GatewayLimits } from "../../src/limits.ts";
import { createGateway } from "../../src/server.ts";
import { createFakeBackend } from "./fake-backend.ts";
import { OPEN, TOKEN } from "./gateway-fixture.ts";

/** A store that can be taken from its gateway, and given back. */
export function breakable(store: SessionStore) {
	const state = { isAway: false };
	const guard =
		<A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
		async (...args: A): Promise<R> => {
			if (state.isAway) throw new Error("away");
			return call(...args);
		};
	const guarded: SessionStore = {
		signOn: guard(store.signOn),
		signOff: guard(store.signOff),
		create: guard(store.create),
		claim: guard(store.claim),
		write: guard(store.write),
		rewrite: guard(store.rewrite),
		remove: guard(store.remove),
		...(store.onReturn && { onReturn: store.onReturn }),
	};
	return { store: guarded, state };
}

export const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };

/** A gateway of a fleet, over a fake back end, that listens on loopback. */
export async function startMember(sessionStore: SessionStore, limits: Partial<GatewayLimits> = {}) {
	const fake = createFakeBackend();
	const { store, state } = breakable(sessionStore);
	const quick = { storeRetrySeconds: 0.02, sendRestSeconds: 0.1, ...limits };
	const gateway = createGateway({ token: TOKEN, backend: fake.backend, sessionStore: store, limits: quick });
	const sockets = new Set<Socket>();
	gateway.server.on("connection", (socket: Socket) => {
		sockets.add(socket);
		socket.once("close", () => sockets.delete(socket));
	});
	const url = await gateway.listen({ host: "127.0.0.1", port: 0 });

	async function send(method: string, path: string, body?: unknown) {
		const response = await fetch(url + path, {
			method,
			headers: body === undefined ? AUTHORIZED : { ...AUTHORIZED, "content-type": "application/json" },
			...(body !== undefined && { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		return { status: response.status, body: JSON.parse(text || "null") as unknown };
	}

	return {
		fake,
		url,
		/** The gateway's own way to the store. */
		state,
		send,
		open: async (change: Partial<Record<keyof typeof OPEN, unknown>> = {}) => {
			const { body } = await send("POST", "/v1/sessions", { ...OPEN, ...change });
			return (body as { sessionId: string }).sessionId;
		},
		exchange: async (sessionId: string, frame: Partial<ClientFrame>, wait = 0) => {
			const whole = { seq: 1, ack: 0, ops: [], ...frame };
			const { status, body } = await send("POST", `/v1/sessions/${sessionId}/frames?wait=${wait}`, whole);
			return { status, frame: body as ServerFrame };
		},
		ops: (): ReadonlyArray<Op> => fake.sessions.flatMap(({ calls }) => calls),
		emit: (event: GatewayEvent) => fake.last().emit(event),
		/** As when the process is killed: nothing listens, and it writes no more. */
		crash: () => {
			state.isAway = true;
			gateway.server.close();
			for (const socket of sockets) socket.destroy();
		},
		/** As when the process stands still: others hear nothing of it. */
		freeze: () => {
			state.isAway = true;
		},
		thaw: () => {
			state.isAway = false;
		},
		/** Asks it to end, while a turn is under way. */
		drain: () => void gateway.close(),
		stop: async () => {
			fake.finishDrain();
			for (const socket of sockets) socket.destroy();
			await gateway.close();
		},
	};
}

export type Member = Awaited<ReturnType<typeof startMember>>;
