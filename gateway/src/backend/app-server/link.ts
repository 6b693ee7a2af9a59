import type { Log } from "../../logging.ts";
import type { Clock } from "../../timing/clock.ts";
import { Retry } from "../../timing/retry.ts";
import type { AppServerLimits } from "../../limits.ts";
import type { LinkState, LinkStatus } from "../agents/link-state.ts";
import type { DiskWatch } from "./disk-watch.ts";
import { parseFrame, type ServerFrame } from "./frames.ts";
import { KeepAlive } from "./keep-alive.ts";
import { PendingRequests } from "./pending-requests.ts";
import { reasonOf, type Result } from "../agents/result.ts";
import type { OpenSocket, Socket } from "./socket.ts";

/** The App Server protocol that this code was written against. */
const PROTOCOL_VERSION = 1;

export interface LinkDeps {
	readonly openSocket: OpenSocket;
	readonly clock: Clock;
	readonly random: () => number;
	readonly log: Log;
	/** Sees every frame. */
	readonly disk?: Pick<DiskWatch, "note">;
	/** Whether the log at `debug` may hold the text of the App Server's errors, which may quote players. */
	readonly logErrorText?: boolean;
}

export interface LinkListener {
	readonly onUp: () => void;
	/** The connection was lost, or the first attempt to connect has failed. */
	readonly onDown: (reason: string) => void;
	/** Receives the frames that answer no request. */
	readonly onFrame: (frame: ServerFrame) => void;
}

/** The one connection to the App Server. It reconnects by itself and matches answers to requests. */
export interface Link extends LinkStatus {
	readonly start: (listener: LinkListener) => void;
	/** Never rejects; fails as `down` at once when there is no connection. Nothing is ever sent twice. */
	readonly request: (
		type: string,
		body: Readonly<Record<string, unknown>>,
		timeoutSeconds?: number,
	) => Promise<Result<ServerFrame>>;
	readonly close: () => void;
}

/** Where the connection is in its life. Requests go out while it is `greeting` or `up`. */
type Connection =
	| { readonly kind: "new" }
	| { readonly kind: "opening"; readonly socket: Socket }
	/** The socket is open and the App Server was asked what it is. */
	| { readonly kind: "greeting"; readonly socket: Socket }
	| { readonly kind: "up"; readonly socket: Socket }
	/** The next attempt is scheduled. */
	| { readonly kind: "waiting" }
	| { readonly kind: "closed" };

class AppServerLink implements Link {
	private connection: Connection = { kind: "new" };
	private status = "not connected yet";
	private listener: LinkListener | undefined;
	private readonly pending: PendingRequests;
	private readonly keepAlive: KeepAlive;
	private readonly retry: Retry;

	constructor(
		private readonly deps: LinkDeps,
		private readonly limits: AppServerLimits,
	) {
		this.pending = new PendingRequests(deps.clock);
		this.keepAlive = new KeepAlive(deps.clock, limits.pingSeconds);
		this.retry = new Retry(deps.clock, deps.random, {
			baseSeconds: limits.reconnectBaseSeconds,
			capSeconds: limits.reconnectCapSeconds,
		});
	}

	start(listener: LinkListener): void {
		this.listener = listener;
		this.connect();
	}

	state(): LinkState {
		const { kind } = this.connection;
		if (kind === "up") return "up";
		return kind === "closed" || this.retry.failures > 0 ? "down" : "connecting";
	}

	detail(): string {
		return this.status;
	}

	async request(
		type: string,
		body: Readonly<Record<string, unknown>>,
		timeoutSeconds = this.limits.requestTimeoutSeconds,
	): Promise<Result<ServerFrame>> {
		const { connection } = this;
		if (connection.kind !== "greeting" && connection.kind !== "up") {
			return { kind: "down", message: this.status };
		}
		const { id, answer } = this.pending.add(type, timeoutSeconds);
		connection.socket.send(JSON.stringify({ ...body, type, request_id: id }));
		return answer;
	}

	close(): void {
		const { connection } = this;
		if (connection.kind === "closed") return;
		this.connection = { kind: "closed" };
		this.status = "closed";
		this.keepAlive.stop();
		this.retry.cancel();
		this.pending.failAll(this.status);
		if ("socket" in connection) connection.socket.destroy();
	}

	private connect(): void {
		const socket: Socket = this.deps.openSocket({
			onOpen: () => void this.greet(socket),
			onText: (text) => this.handleText(text),
			onAlive: () => this.keepAlive.markAlive(),
			onClose: (reason) => this.handleClose(reason),
		});
		this.connection = { kind: "opening", socket };
	}

	private async greet(socket: Socket): Promise<void> {
		const { log } = this.deps;
		this.connection = { kind: "greeting", socket };
		this.keepAlive.watch(socket, () => {
			log.warn("the App Server does not answer pings: dropping the connection");
			socket.destroy();
		});
		const info = await this.request("app_server_info", {});
		if (info.kind === "down") return;
		if (info.kind === "ok") return this.handleGreeting(socket, info.value);
		log.warn({ reason: reasonOf(info) }, "the App Server does not say what it is: trying again");
		socket.destroy();
	}

	private handleGreeting(socket: Socket, info: ServerFrame): void {
		const { log } = this.deps;
		const { letta_code_version: version, protocol_version: protocol } = info;
		if (protocol !== PROTOCOL_VERSION) {
			log.warn({ protocol, expected: PROTOCOL_VERSION }, "the App Server speaks another protocol version");
		}
		this.connection = { kind: "up", socket };
		this.retry.reset();
		this.status = `connected to Letta ${String(version)}`;
		log.info({ version, protocol }, "connected to the App Server");
		this.listener?.onUp();
	}

	private handleText(text: string): void {
		const frame = parseFrame(text);
		if (frame === undefined) {
			this.deps.log.warn({ bytes: text.length }, "the App Server sent something that is not a frame");
			return;
		}
		this.deps.disk?.note(frame);
		this.logErrorText(frame);
		if (!this.pending.resolve(frame)) this.listener?.onFrame(frame);
	}

	private logErrorText({ type, error }: ServerFrame): void {
		const { log, logErrorText } = this.deps;
		if (logErrorText === true && typeof error === "string") {
			log.debug({ type, error }, "an error of the App Server, word for word");
		}
	}

	private handleClose(reason: string): void {
		if (this.connection.kind === "closed") return;
		const before = this.state();
		this.connection = { kind: "waiting" };
		this.status = reason;
		this.keepAlive.stop();
		const retrySeconds = this.retry.scheduleAfterFailure(() => this.connect());
		this.logClose(before, reason, retrySeconds);
		this.pending.failAll(reason);
		if (before !== "down") this.listener?.onDown(reason);
	}

	/** One line when the App Server goes away; the attempts that follow are for debugging only. */
	private logClose(before: LinkState, reason: string, seconds: number): void {
		const { log } = this.deps;
		const { failures } = this.retry;
		const entry = { reason, retrySeconds: Number(seconds.toFixed(2)), failures };
		if (before === "up") log.error(entry, "the connection to the App Server is lost");
		else if (failures === 1) log.warn(entry, "the App Server cannot be reached");
		else log.debug(entry, "the App Server cannot be reached");
	}
}

/** Creates a link; it connects when it is started. */
export function createLink(deps: LinkDeps, limits: AppServerLimits): Link {
	return new AppServerLink(deps, limits);
}
