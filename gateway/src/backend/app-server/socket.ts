import WebSocket from "ws";

/** The part of a WebSocket connection that the link needs. */
export interface Socket {
	readonly send: (text: string) => void;
	/** Asks for a sign of life; the answer calls `onAlive`. */
	readonly ping: () => void;
	/** Ends the connection at once; `onClose` follows. */
	readonly destroy: () => void;
}

export interface SocketHandlers {
	readonly onOpen: () => void;
	readonly onText: (text: string) => void;
	readonly onAlive: () => void;
	/** Called exactly once, even if the connection never opened. */
	readonly onClose: (reason: string) => void;
}

export type OpenSocket = (handlers: SocketHandlers) => Socket;

export interface SocketOptions {
	/** `ws://host:port`, or `http`; the path `/ws` is added when there is none. */
	readonly url: string;
	/** The App Server's capability token, if it was started with one. */
	readonly token?: string;
	readonly timeoutSeconds: number;
}

/** Large, because an agent's state grows with its history. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;

/** The address of the App Server's WebSocket. Throws for text that is not a URL. */
export function webSocketUrl(url: string): string {
	const parsed = new URL(url);
	parsed.protocol = parsed.protocol.replace(/^http/, "ws");
	if (parsed.pathname === "/") parsed.pathname = "/ws";
	return parsed.href;
}

/** Opens connections to an App Server. */
export function createSocketOpener({ url, token, timeoutSeconds }: SocketOptions): OpenSocket {
	const address = webSocketUrl(url);
	return (handlers) => {
		const socket = new WebSocket(address, {
			handshakeTimeout: timeoutSeconds * 1000,
			maxPayload: MAX_FRAME_BYTES,
			headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
		});
		let reason = "";
		socket.on("open", handlers.onOpen);
		socket.on("message", (data) => {
			handlers.onAlive();
			handlers.onText(String(data));
		});
		socket.on("pong", handlers.onAlive);
		socket.on("error", (error) => (reason = error.message));
		socket.on("close", (code) => handlers.onClose(reason || `connection closed (${code})`));
		return {
			send: (text) => socket.send(text),
			ping: () => socket.ping(),
			destroy: () => socket.terminate(),
		};
	};
}
