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
	/** Takes an App Server that asks nobody for a token. Default false. */
	readonly allowsOpenServer?: boolean;
	readonly timeoutSeconds: number;
}

/** Why an App Server that lets everybody in is refused. */
const OPEN_SERVER =
	"the App Server asks nobody for a token, so every user of its machine can read and write its owner's files: " +
	"start it with --ws-auth capability-token --ws-token-file";

/** Large, because an agent's state grows with its history. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;

/** The address of the App Server's WebSocket. Throws for text that is not a URL. */
export function webSocketUrl(url: string): string {
	const parsed = new URL(url);
	parsed.protocol = parsed.protocol.replace(/^http/, "ws");
	if (parsed.pathname === "/") parsed.pathname = "/ws";
	return parsed.href;
}

/** Of a handshake: `ws` only says `Unexpected server response: 401`. */
const isRefusal = (reason: string) => /response: 40[13]$/.test(reason);

/** The handshake's refusal in words. */
function inWords(reason: string, hasToken: boolean): string {
	if (!isRefusal(reason)) return reason;
	return hasToken
		? "the App Server does not take the token in LETTA_APP_SERVER_TOKEN"
		: "the App Server asks for a token: set LETTA_APP_SERVER_TOKEN";
}

function connect(address: string, options: SocketOptions, handlers: SocketHandlers): Socket {
	const { token, timeoutSeconds } = options;
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
	socket.on("error", (error) => (reason = inWords(error.message, token !== undefined)));
	socket.on("close", (code) => handlers.onClose(reason || `connection closed (${code})`));
	return {
		send: (text) => socket.send(text),
		ping: () => socket.ping(),
		destroy: () => socket.terminate(),
	};
}

/** Connects without a token. Calls `onShut` if the server refuses, as it should, and `onFailed` in every other case. */
function tryDoor(
	address: string,
	{ timeoutSeconds }: SocketOptions,
	{ onShut, onFailed }: { readonly onShut: () => void; readonly onFailed: (reason: string) => void },
): Pick<Socket, "destroy"> {
	const socket = new WebSocket(address, { handshakeTimeout: timeoutSeconds * 1000 });
	let reason = "";
	let isShut = false;
	socket.on("open", () => {
		reason = OPEN_SERVER;
		socket.terminate();
	});
	socket.on("error", ({ message }) => {
		isShut = isRefusal(message);
		reason ||= message;
	});
	socket.on("close", () => (isShut ? onShut() : onFailed(reason || "connection closed")));
	return { destroy: () => socket.terminate() };
}

/** Opens connections to an App Server. One that lets in clients without a token is refused, unless it is allowed. */
export function createSocketOpener(options: SocketOptions): OpenSocket {
	const address = webSocketUrl(options.url);
	return (handlers) => {
		if (options.allowsOpenServer === true) return connect(address, options, handlers);
		let socket: Socket | undefined;
		let isDestroyed = false;
		const door = tryDoor(address, options, {
			onShut: () => {
				if (isDestroyed) handlers.onClose("connection closed");
				else socket = connect(address, options, handlers);
			},
			onFailed: handlers.onClose,
		});
		return {
			send: (text) => socket?.send(text),
			ping: () => socket?.ping(),
			destroy: () => {
				isDestroyed = true;
				(socket ?? door).destroy();
			},
		};
	};
}
