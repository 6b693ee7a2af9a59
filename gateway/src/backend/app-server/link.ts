import type { Log } from "../../logging.ts";
import { backoffSeconds } from "../../timing/backoff.ts";
import type { Clock } from "../../timing/clock.ts";
import type { AppServerLimits } from "../../limits.ts";
import { parseFrame, type ServerFrame } from "./frames.ts";
import { PendingRequests } from "./pending-requests.ts";
import type { Result } from "./result.ts";
import type { OpenSocket, Socket } from "./socket.ts";

/** The App Server protocol this was written against. */
const PROTOCOL_VERSION = 1;

export interface LinkDeps {
	readonly openSocket: OpenSocket;
	readonly clock: Clock;
	readonly random: () => number;
	readonly log: Log;
}

export interface LinkListener {
	readonly onUp: () => void;
	/** The connection was lost, or the first attempt to make one has failed. */
	readonly onDown: (reason: string) => void;
	/** Frames that answer no request. */
	readonly onFrame: (frame: ServerFrame) => void;
}

/** `connecting` before the first attempt is decided; `down` from a failure until the next success. */
export type LinkState = "connecting" | "up" | "down";

/** The one connection to the App Server: comes back by itself, and matches answers with requests. */
export interface Link {
	readonly start: (listener: LinkListener) => void;
	readonly state: () => LinkState;
	/** One line for a person. */
	readonly detail: () => string;
	/** Never rejects; `down` at once when there is no connection. Nothing is ever sent twice. */
	readonly request: (
		type: string,
		body: Readonly<Record<string, unknown>>,
		timeoutSeconds?: number,
	) => Promise<Result<ServerFrame>>;
	readonly close: () => void;
}

/** Creates a link; it connects when it is started. */
export function createLink(deps: LinkDeps, limits: AppServerLimits): Link {
	const { openSocket, clock, random, log } = deps;
	const pending = new PendingRequests(clock);
	let listener: LinkListener | undefined;
	let socket: Socket | undefined;
	let isOpen = false;
	let state: LinkState = "connecting";
	let isClosed = false;
	let failures = 0;
	let detail = "not connected yet";
	let isAlive = true;
	let cancelTimer = () => {};

	async function request(
		type: string,
		body: Readonly<Record<string, unknown>>,
		timeoutSeconds = limits.requestTimeoutSeconds,
	): Promise<Result<ServerFrame>> {
		if (socket === undefined || !isOpen) return { kind: "down", message: detail };
		const { id, answer } = pending.add(type, timeoutSeconds);
		socket.send(JSON.stringify({ ...body, type, request_id: id }));
		return answer;
	}

	function keepAlive(current: Socket): void {
		cancelTimer = clock.after(limits.pingSeconds, () => {
			if (!isAlive) {
				log.warn("the App Server does not answer pings: the connection is given up");
				current.destroy();
				return;
			}
			isAlive = false;
			current.ping();
			keepAlive(current);
		});
	}

	async function greet(current: Socket): Promise<void> {
		isOpen = true;
		isAlive = true;
		keepAlive(current);
		const info = await request("app_server_info", {});
		if (info.kind === "down") return;
		if (info.kind !== "ok") {
			log.warn({ reason: info.message }, "the App Server does not say what it is: trying again");
			current.destroy();
			return;
		}
		const { letta_code_version: version, protocol_version: protocol } = info.value;
		if (protocol !== PROTOCOL_VERSION) {
			log.warn({ protocol, expected: PROTOCOL_VERSION }, "the App Server speaks another protocol version");
		}
		state = "up";
		failures = 0;
		detail = `connected to Letta ${String(version)}`;
		log.info({ version, protocol }, "connected to the App Server");
		listener?.onUp();
	}

	function handleText(text: string): void {
		const frame = parseFrame(text);
		if (frame === undefined)
			log.warn({ bytes: text.length }, "the App Server sent something that is no frame");
		else if (!pending.resolve(frame)) listener?.onFrame(frame);
	}

	function handleClose(reason: string): void {
		const before = state;
		socket = undefined;
		isOpen = false;
		state = "down";
		cancelTimer();
		if (isClosed) return;
		failures += 1;
		detail = reason;
		const retrySeconds = backoffSeconds(failures, random, {
			baseSeconds: limits.reconnectBaseSeconds,
			capSeconds: limits.reconnectCapSeconds,
		});
		const entry = { reason, retrySeconds: Number(retrySeconds.toFixed(2)), failures };
		if (before === "up") log.error(entry, "the connection to the App Server is lost");
		else if (failures === 1) log.warn(entry, "the App Server cannot be reached");
		else log.debug(entry, "the App Server cannot be reached");
		pending.failAll(reason);
		if (before !== "down") listener?.onDown(reason);
		cancelTimer = clock.after(retrySeconds, connect);
	}

	function connect(): void {
		const current: Socket = openSocket({
			onOpen: () => void greet(current),
			onText: handleText,
			onAlive: () => (isAlive = true),
			onClose: handleClose,
		});
		socket = current;
	}

	return {
		start: (given) => {
			listener = given;
			connect();
		},
		state: () => state,
		detail: () => detail,
		request,
		close: () => {
			if (isClosed) return;
			isClosed = true;
			isOpen = false;
			state = "down";
			detail = "closed";
			cancelTimer();
			pending.failAll(detail);
			socket?.destroy();
		},
	};
}
