import { WebSocket } from "ws";
import type { StreamEvent, StreamEventBody, StreamRequest } from "../host/protocol.ts";

/** One connection of a WebStreamClient's. */
export interface StreamConnection {
	readonly send: (text: string) => void;
	readonly close: () => void;
}

/** Opens a connection. `onEvent` gets its events until `error` or `closed`, never within this call. */
export type StreamTransport = (
	request: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
	onEvent: (event: StreamEventBody) => void,
) => StreamConnection;

/** The world's streaming connections. */
export interface StreamClient {
	readonly carryOut: (request: StreamRequest) => void;
	/** What has happened since the last call, in order. */
	readonly takeEvents: () => StreamEvent[];
	readonly closeAll: () => void;
}

/** A clean end of the connection, whoever asked for it (RFC 6455, 7.4.1: 1005 is a close without a code). */
const CLEAN_CLOSES = new Set([1000, 1001, 1005]);

/** Connects over the network. */
export const socketTransport: StreamTransport = ({ url, headers }, onEvent) => {
	const socket = new WebSocket(url, { headers: { ...headers }, perMessageDeflate: false });
	let failure: { status: number; message: string } | undefined;
	let rawHeaders = "";
	socket.on("upgrade", (response) => {
		rawHeaders = Object.entries(response.headers)
			.map(([name, value]) => `${name}: ${String(value)}`)
			.join("\r\n");
	});
	socket.on("open", () => onEvent({ kind: "opened", status: 101, headers: rawHeaders }));
	socket.on("message", (data, isBinary) => {
		if (!isBinary) return onEvent({ kind: "message", text: String(data) });
		failure = { status: 0, message: "the server sent bytes that are not text" };
		socket.terminate();
	});
	socket.on("unexpected-response", (_request, response) => {
		failure = { status: response.statusCode ?? 0, message: response.statusMessage ?? "" };
		response.resume();
		socket.terminate();
	});
	socket.on("error", (error) => {
		failure ??= { status: 0, message: error.message };
	});
	socket.on("close", (code) => {
		if (failure === undefined && CLEAN_CLOSES.has(code)) onEvent({ kind: "closed" });
		else onEvent({ kind: "error", ...(failure ?? { status: 0, message: `closed with ${code}` }) });
	});
	return {
		send: (text) => {
			if (socket.readyState === WebSocket.OPEN) socket.send(text);
		},
		close: () => (socket.readyState === WebSocket.CONNECTING ? socket.terminate() : socket.close(1000)),
	};
};

export function createStreamClient(transport: StreamTransport): StreamClient {
	const connections = new Map<number, StreamConnection>();
	let events: StreamEvent[] = [];

	function open(id: number, url: string, headers: Readonly<Record<string, string>>): void {
		const connection = transport({ url, headers }, (event) => {
			// Ignore what a connection says after its end, or after the script has closed it.
			if (connections.get(id) !== connection) return;
			if (event.kind === "error" || event.kind === "closed") connections.delete(id);
			events.push({ id, ...event });
		});
		connections.set(id, connection);
	}

	return {
		carryOut: (request) => {
			const { id } = request;
			if (request.kind === "open")
				return open(id, request.url, Object.fromEntries(Object.entries(request.headers)));
			if (request.kind === "send") return connections.get(id)?.send(request.text);
			connections.get(id)?.close();
			connections.delete(id);
		},
		takeEvents: () => {
			const taken = events;
			events = [];
			return taken;
		},
		closeAll: () => {
			for (const connection of connections.values()) connection.close();
			connections.clear();
		},
	};
}
