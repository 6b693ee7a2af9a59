import type { FastifyRequest } from "fastify";
import type { WebSocket } from "ws";
import type { GatewayErrorBody } from "../wire.ts";
import { keyOf } from "../http/authenticate.ts";
import { bearerOf } from "../http/bearer-token.ts";
import type { JsonReader } from "../http/json-body.ts";
import type { RouteDeps } from "../http/session-routes.ts";
import type { Log } from "../logging.ts";
import type { OpenSockets } from "./open-sockets.ts";
import { readMessage } from "./read-message.ts";
import { SocketChannel } from "./socket-channel.ts";

/** RFC 6455, 7.4.1: the gateway goes away. */
const GOING_AWAY = 1001;
/** RFC 6455, 7.4.1: the message breaks a rule. */
const POLICY_VIOLATION = 1008;

const NO_TEXT = { kind: "refused", problem: "bytes: this gateway reads text" } as const;

/** How long a client may take to confirm that its socket closes, milliseconds. */
export const CLOSE_MS = 1000;

export type SocketDeps = Pick<RouteDeps, "sessions" | "keys" | "metrics" | "clock" | "limits" | "rates"> & {
	readonly log: Log;
	readonly readJson: JsonReader;
	readonly open: OpenSockets;
};

/** Carries the session's frames over the socket. */
export function serveSocket(
	socket: WebSocket,
	request: FastifyRequest,
	sessionId: string,
	deps: SocketDeps,
): void {
	const { sessions, keys, rates, metrics, clock, limits, log, readJson, open } = deps;
	const close = (code: number, error: GatewayErrorBody["error"], message: string) => {
		send({ error, message } satisfies GatewayErrorBody);
		socket.close(code);
		// Who does not confirm it could go on sending, and be read, for half a minute.
		setTimeout(() => socket.terminate(), CLOSE_MS).unref();
	};
	const key = keyOf(request);
	const token = bearerOf(request.headers.authorization) ?? "";
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
		{
			clock,
			limits,
			session: () => sessions.get(sessionId, key),
			isAllowed: () => keys.identify(token)?.id === key.id,
			admit: (bytes) => rates.admit(key, bytes),
			metrics,
			send,
		},
		{
			onRefused: (error, message) => close(POLICY_VIOLATION, error, message),
			onGoesOn: () => socket.terminate(),
			onIdle: () => socket.terminate(),
			onOver: () => close(GOING_AWAY, "shutting_down", "the gateway ends this socket"),
			onBroken: (err) => {
				log.error({ err, sessionId }, "a message broke the gateway");
				socket.terminate();
			},
		},
	);
	const end = () => close(GOING_AWAY, "shutting_down", "the session has newer sockets");
	open.add(sessionId, end);
	socket.on("message", (data: Buffer, isBinary: boolean) => {
		channel.receive(data.length, () => (isBinary ? NO_TEXT : readMessage(String(data), request, readJson)));
	});
	socket.on("close", () => {
		channel.stop();
		open.remove(sessionId, end);
	});
}
