import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import type { Server, Socket } from "node:net";
import type { GatewayErrorBody } from "../wire.ts";
import { networkOf } from "./rate-limits.ts";

export interface ConnectionGuardOptions {
	readonly maxPerNetwork: number;
	/** Proxies, and this machine: behind them are many. */
	readonly isExempt: (address: string) => boolean;
	readonly onRefused: () => void;
}

/** Hangs up on whoever holds more connections than one game server's machine would, so that they never take all. */
export function guardConnections(server: Server, options: ConnectionGuardOptions): void {
	const open = new Map<string, number>();

	function release(network: string): void {
		const left = (open.get(network) ?? 0) - 1;
		if (left > 0) open.set(network, left);
		else open.delete(network);
	}

	server.on("connection", (socket: Socket) => {
		const address = socket.remoteAddress;
		if (address === undefined || options.isExempt(address)) return;
		const network = networkOf(address);
		const count = (open.get(network) ?? 0) + 1;
		if (count > options.maxPerNetwork) {
			options.onRefused();
			socket.destroy();
			return;
		}
		open.set(network, count);
		socket.once("close", () => release(network));
	});
}

/** Asks before every other listener; a request that is taken care of goes no further. */
function filterRequests(
	server: HttpServer,
	isRefused: (request: IncomingMessage, response: ServerResponse) => boolean,
): void {
	const listeners = server.listeners("request");
	server.removeAllListeners("request");
	server.on("request", (request: IncomingMessage, response: ServerResponse) => {
		if (isRefused(request, response)) return;
		for (const listener of listeners) listener.call(server, request, response);
	});
}

/**
 * Hangs up on a client that sends a request before it has its answer to the last one. No game server and no proxy does so,
 * and who never reads could pile up answers without end.
 */
export function refusePipelining(server: HttpServer, onRefused: () => void): void {
	const busy = new WeakSet<Socket>();
	filterRequests(server, ({ socket }, response) => {
		if (busy.has(socket)) {
			// Node has read more of them already, and goes on to tell of each.
			if (!socket.destroyed) onRefused();
			socket.destroy();
			return true;
		}
		busy.add(socket);
		response.once("close", () => busy.delete(socket));
		return false;
	});
}

const CHUNKS: GatewayErrorBody = {
	error: "bad_request",
	message: "content-length: the request does not say how long its body is",
};

/**
 * Refuses a body that comes in chunks, before anything else of the request is looked at: in chunks of one byte it costs a hundred
 * times as much as it weighs. No game server and no proxy sends chunks.
 */
export function refuseChunks(server: HttpServer, onRefused: () => void): void {
	filterRequests(server, ({ headers, socket }, response) => {
		if (headers["transfer-encoding"] === undefined) return false;
		onRefused();
		response.once("finish", () => socket.destroy());
		response
			.writeHead(400, { "content-type": "application/json", connection: "close" })
			.end(JSON.stringify(CHUNKS));
		return true;
	});
}

const LOOPBACK = /^(127\.|::1$|::ffff:127\.|localhost$)/i;

export const isLoopback = (address: string): boolean => LOOPBACK.test(address);
