import type { Socket } from "node:net";
import websocket from "@fastify/websocket";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { WebSocket } from "ws";
import { WIRE_LIMITS } from "../wire.ts";
import type { GatewayAddress } from "../fleet/session-store.ts";
import { keyOf } from "../http/authenticate.ts";
import { answerNoHandshake, sendError, sendRetry, sendStoreAway } from "../http/errors.ts";
import { FORWARDED } from "../http/forward.ts";
import { socketQuery } from "../http/schemas.ts";
import type { RouteDeps } from "../http/session-routes.ts";
import type { Log } from "../logging.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { answerPings } from "./control-frames.ts";
import { forwardSocket } from "./forward-socket.ts";
import { OpenSockets } from "./open-sockets.ts";
import { CLOSE_MS, serveSocket, type SocketDeps } from "./serve-socket.ts";

/** RFC 6455, 7.4.1: the gateway goes away. */
const GOING_AWAY = 1001;

/** Frames of one message. Libraries send one; proxies may cut it. */
const MAX_FRAGMENTS = 256;

const TOO_LARGE: ReadonlySet<string> = new Set([
	"WS_ERR_UNSUPPORTED_MESSAGE_LENGTH",
	"WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH",
	"WS_ERR_TOO_MANY_BUFFERED_PARTS",
]);

type Deps = Omit<SocketDeps, "open"> & Pick<RouteDeps, "isStopping">;

/**
 * Upgrades connections to WebSockets. To be registered before the hook that asks for the token: only then a connection that is
 * refused is closed.
 */
export function addSocketServer(
	app: FastifyInstance,
	{ log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): void {
	void app.register(websocket, {
		options: {
			maxPayload: WIRE_LIMITS.maxBodyBytes,
			maxFragments: MAX_FRAGMENTS,
			perMessageDeflate: false,
			clientTracking: true,
			autoPong: false,
		},
		// Sockets of sessions have ended by then, after the last events.
		preClose(done) {
			const clients = [...this.websocketServer.clients];
			for (const client of clients) client.close(GOING_AWAY);
			setTimeout(() => clients.forEach((client) => client.terminate()), CLOSE_MS).unref();
			done();
		},
		errorHandler: (error: NodeJS.ErrnoException, socket) => {
			const isTooLarge = TOO_LARGE.has(error.code ?? "");
			if (error.code?.startsWith("WS_ERR_") === true) metrics.dropped(isTooLarge ? "tooLarge" : "malformed");
			log.debug({ problem: error.message }, "a socket broke");
			socket.terminate();
		},
	});
	void app.register(async (instance) => {
		instance.websocketServer.on("wsClientError", (_error, socket) => {
			metrics.dropped("malformed");
			answerNoHandshake(socket as Socket);
		});
	});
}

/**
 * `GET /v1/connect?session=<id>` as a WebSocket: the session's frames without requests. A message is a frame, or
 * `{ping: n}`, which is answered with `{pong: n}`. Before the gateway closes a socket it says why, in the form of its errors.
 */
export function socketRoute(deps: Deps): FastifyPluginAsyncTypebox {
	const { sessions, metrics, clock, limits, isStopping } = deps;
	const open = new OpenSockets(clock, limits);
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
					const waitSeconds = open.takeOpening(keyOf(request).id);
					if (waitSeconds > 0) {
						metrics.dropped("openings");
						return sendRetry(reply, "rate_limited", "too many sockets are opened at once", waitSeconds);
					}
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
				answerPings(socket, { clock, limits, metrics });
				const gateway = elsewhere.get(request);
				if (gateway === undefined) serveSocket(socket, request, request.query.session, { ...deps, open });
				else forward(socket, request, gateway, deps);
			},
		);
	};
}

function forward(
	socket: WebSocket,
	request: FastifyRequest,
	{ url }: GatewayAddress,
	{ limits }: Deps,
): void {
	forwardSocket(socket, {
		url: String(new URL(request.url, url)).replace(/^http/, "ws"),
		headers: { authorization: request.headers.authorization ?? "", [FORWARDED]: request.id },
		maxBacklogBytes: limits.maxSocketBacklogBytes,
	});
}
