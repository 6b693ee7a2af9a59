import { WebSocket, type RawData } from "ws";
import { WIRE_LIMITS } from "../wire.ts";

export interface ForwardOptions {
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly maxBacklogBytes: number;
}

/** RFC 6455, 7.4.1: the gateway goes away. A socket's own code may not be sent where it says that none came. */
const GOING_AWAY = 1001;
const isSendable = (code: number) => code === 1000 || code === 1001 || code === 1008 || code === 1011;

/** Carries messages between a game's socket and another gateway, until either ends. */
export function forwardSocket(socket: WebSocket, { url, headers, maxBacklogBytes }: ForwardOptions): void {
	const far = new WebSocket(url, {
		headers,
		maxPayload: WIRE_LIMITS.maxBodyBytes,
		perMessageDeflate: false,
	});
	const early: RawData[] = [];
	let earlyBytes = 0;

	const pass = (to: WebSocket, data: RawData, isBinary: boolean) => {
		if (to.readyState !== to.OPEN) return;
		if (to.bufferedAmount > maxBacklogBytes) return end();
		to.send(data, { binary: isBinary });
	};
	const end = () => {
		socket.terminate();
		far.terminate();
	};

	socket.on("message", (data, isBinary) => {
		if (far.readyState !== far.CONNECTING) return pass(far, data, isBinary);
		earlyBytes += (data as Buffer).length;
		if (isBinary || earlyBytes > maxBacklogBytes) return end();
		early.push(data);
	});
	far.on("open", () => early.splice(0).forEach((data) => pass(far, data, false)));
	far.on("message", (data, isBinary) => pass(socket, data, isBinary));
	far.on("close", (code) => socket.close(isSendable(code) ? code : GOING_AWAY));
	far.on("error", end);
	socket.on("close", () => far.terminate());
	socket.on("error", end);
}
