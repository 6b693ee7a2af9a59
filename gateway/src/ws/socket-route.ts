import websocket from "@fastify/websocket";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { WebSocket } from "ws";
import { WIRE_LIMITS, type GatewayErrorBody } from "../wire.ts";
import type { GatewayAddress } from "../fleet/session-store.ts";
import { keyOf } from "../http/authenticate.ts";
import { sendError, sendStoreAway } from "../http/errors.ts";
import { FORWARDED } from "../http/forward.ts";
import type { JsonReader } from "../http/json-body.ts";
import { socketQuery } from "../http/schemas.ts";
import type { RouteDeps } from "../http/session-routes.ts";
import type { Log } from "../logging.ts";
import { forwardSocket } from "./forward-socket.ts";
import { SocketChannel } from "./socket-channel.ts";
import { readMessage } from "./read-message.ts";

/** RFC 6455, 7.4.1: the gateway goes away. */
const GOING_AWAY = 1001;
/** RFC 6455, 7.4.1: the message breaks a rule. */
const POLICY_VIOLATION = 1008;

/** How long a client may take to confirm that its socket closes, milliseconds. */
const CLOSE_MS = 1000;

type Deps = Pick<RouteDeps, "sessions" | "metrics" | "clock" | "limits" | "isStopping"> & {
	readonly log: Log;
	readonly readJson: JsonReader;
};

/**
 * Upgrades connections to WebSockets. To be registered before the hook that asks for the token: only then a connection that is
 * refused is closed.
 */
export function addSocketServer(app: FastifyInstance, log: Log): void {
	void app.register(websocket, {
		options: { maxPayload: WIRE_LIMITS.maxBodyBytes, perMessageDeflate: false, clientTracking: true },
		// Sockets of sessions have ended by then, after the last events.
		preClose(done) {
			const clients = [...this.websocketServer.clients];
			for (const client of clients) client.close(GOING_AWAY);
			setTimeout(() => clients.forEach((client) => client.terminate()), CLOSE_MS).unref();
			done();
		},
		errorHandler: (error, socket) => {
			log.debug({ problem: error.message }, "a socket broke");
			socket.terminate();
		},
	});
}

/**
 * `GET /v1/connect?session=<id>` as a WebSocket: the session's frames without requests. A message is a frame, or
 * `{ping: n}`, which is answered with `{pong: n}`. Before the gateway closes a socket it says why, in the form of its errors.
 */
export function socketRoute({
	sessions,
	metrics,
	clock,
	limits,
	isStopping,
	log,
	readJson,
}: Deps): FastifyPluginAsyncTypebox {
	/** For sockets whose session is at another gateway: where it is. */
	const elsewhere = new WeakMap<FastifyRequest, GatewayAddress>();

	return async (app) => {
		app.get(
			"/v1/connect",
			{
				websocket: true,
				schema: { querystring: socketQuery },
				preValidation: async (request, reply) => {
					if (isStopping()) return sendError(reply, "shutting_down", "the gateway is stopping");
					const { session: id } = request.query as { session?: unknown };
					if (typeof id !== "string") return undefined;
					const found = await sessions.find(id, keyOf(request));
					if (found.kind === "here") return undefined;
					if (found.kind === "storeAway") return sendStoreAway(reply);
					if (found.kind === "unknown" || request.headers[FORWARDED] !== undefined)
						return sendError(reply, "unknown_session", "no such session");
					elsewhere.set(request, found.gateway);
					return undefined;
				},
			},
			(socket, request) => {
				const gateway = elsewhere.get(request);
				if (gateway === undefined) serve(socket, request, request.query.session);
				else forward(socket, request, gateway);
			},
		);
	};

	function forward(socket: WebSocket, request: FastifyRequest, { url }: GatewayAddress): void {
		forwardSocket(socket, {
			url: String(new URL(request.url, url)).replace(/^http/, "ws"),
			headers: { authorization: request.headers.authorization ?? "", [FORWARDED]: request.id },
			maxBacklogBytes: limits.maxSocketBacklogBytes,
		});
	}

	function serve(socket: WebSocket, request: FastifyRequest, sessionId: string): void {
		const close = (code: number, error: GatewayErrorBody["error"], message: string) => {
			send({ error, message } satisfies GatewayErrorBody);
			socket.close(code);
		};
		const key = keyOf(request);
		const send = (message: object) => {
			if (socket.readyState !== socket.OPEN) return;
			if (socket.bufferedAmount > limits.maxSocketBacklogBytes) {
				metrics.dropped("slowReader");
				log.warn({ sessionId }, "a game reads its socket too slowly");
				return socket.terminate();
			}
			socket.send(JSON.stringify(message));
		};
		const channel = new SocketChannel(
			{ clock, limits, session: () => sessions.get(sessionId, key), metrics, send },
			{
				onRefused: (error, message) => close(POLICY_VIOLATION, error, message),
				onIdle: () => socket.terminate(),
				onOver: () => close(GOING_AWAY, "shutting_down", "the gateway ends this socket"),
			},
		);
		socket.on("message", (data: Buffer, isBinary: boolean) => {
			if (isBinary) return close(POLICY_VIOLATION, "bad_request", "bytes: this gateway reads text");
			channel.receive(data.length, () => readMessage(String(data), request, readJson));
		});
		socket.on("close", () => channel.stop());
	}
}
