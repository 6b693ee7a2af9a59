import type { GatewayErrorBody } from "../wire.ts";
import type { Admission } from "../guard/rate-limits.ts";
import type { GatewayLimits } from "../limits.ts";
import type { GameSession } from "../session/game-session.ts";
import type { FrameSink } from "../session/push-feed.ts";
import type { DropReason, Metrics } from "../telemetry/metrics.ts";
import type { Clock } from "../timing/clock.ts";
import { TokenBucket } from "../timing/token-bucket.ts";
import type { SocketMessage } from "./read-message.ts";

export interface SocketChannelDeps {
	readonly clock: Clock;
	readonly limits: GatewayLimits;
	/** Undefined once it has ended. */
	readonly session: () => GameSession | undefined;
	/** Whether the token that opened the socket still works. */
	readonly isAllowed: () => boolean;
	/** As for a request of the key's. */
	readonly admit: (bytes: number) => Promise<Admission>;
	readonly metrics: Metrics;
	readonly send: (message: object) => void;
}

export interface SocketChannelOwner {
	/** The socket has to be closed, because of what came. */
	readonly onRefused: (error: GatewayErrorBody["error"], message: string) => void;
	readonly onIdle: () => void;
	/** It was refused and goes on sending. */
	readonly onGoesOn: () => void;
	/** A message broke the gateway. */
	readonly onBroken: (error: unknown) => void;
	/** The session goes on elsewhere, or has ended. */
	readonly onOver: () => void;
}

/** So that a game with frames under way still reads why its socket was closed. */
const MAX_WASTED_BYTES = 65_536;

const TOO_MUCH = "too many messages, or too many bytes";

/**
 * One socket of a session's. Until its first frame it only answers pings, so that a game can see whether it holds before it
 * relies on it.
 */
export class SocketChannel {
	private readonly messages: TokenBucket;
	private readonly bytes: TokenBucket;
	private readonly sink: FrameSink;
	private cancelIdle = () => {};
	private isStopped = false;
	private wastedBytes = 0;
	/** The message before, if it waits to be let in: messages stay in order. */
	private last: Promise<void> = Promise.resolve();

	constructor(
		private readonly deps: SocketChannelDeps,
		private readonly owner: SocketChannelOwner,
	) {
		const { limits, clock, metrics } = deps;
		this.messages = new TokenBucket(limits.socketMessagesPerSecond, limits.socketMessageBurst, clock.now());
		this.bytes = new TokenBucket(limits.socketBytesPerSecond, limits.socketBurstBytes, clock.now());
		this.sink = {
			push: (frame) => {
				metrics.frame("websocket", "out");
				deps.send(frame);
			},
			end: () => this.over(),
		};
		this.waitForSign();
	}

	/** Takes a message of so many bytes. `read` is not called if it is one too many. */
	receive(size: number, read: () => SocketMessage): void {
		if (this.isStopped) return this.waste(size);
		this.waitForSign();
		const now = this.deps.clock.now();
		const isOver = this.messages.take(now) > 0 || this.bytes.take(now, size) > 0;
		this.last = this.last
			.then(() => (isOver || this.isStopped ? undefined : this.deps.admit(size)))
			.then((admission) => {
				if (admission?.kind === "ok") this.take(read);
				else this.refuse(admission?.reason ?? "sessionRate", "rate_limited", TOO_MUCH);
			})
			.catch((error: unknown) => this.owner.onBroken(error));
	}

	/** What was under way when the socket was refused is read and thrown away. Who goes on is not listened to. */
	private waste(size: number): void {
		this.wastedBytes += size;
		if (this.wastedBytes > MAX_WASTED_BYTES) this.owner.onGoesOn();
	}

	/** Closes the socket; nothing more of what it sends counts. */
	refuse(reason: DropReason | undefined, error: GatewayErrorBody["error"], message: string): void {
		if (this.isStopped) return;
		if (reason !== undefined) this.deps.metrics.dropped(reason);
		this.stop();
		this.owner.onRefused(error, message);
	}

	private take(read: () => SocketMessage): void {
		const { deps } = this;
		if (this.isStopped) return;
		if (!deps.isAllowed()) return this.refuse("unauthorized", "unauthorized", "the bearer token has ended");
		// Pings keep a socket open, so they need the session as frames do.
		const session = deps.session();
		if (session === undefined) return this.refuse("unknownSession", "unknown_session", "no such session");
		const message = read();
		if (message.kind === "ping") return deps.send({ pong: message.ping });
		if (message.kind === "refused") return this.refuse("malformed", "bad_request", message.problem);
		deps.metrics.frame("websocket", "in");
		const problem = session.receive(message.frame, this.sink);
		// The session has counted it.
		if (problem !== undefined) this.refuse(undefined, "bad_request", problem);
	}

	/** The socket has closed. */
	stop(): void {
		if (this.isStopped) return;
		this.isStopped = true;
		this.cancelIdle();
		this.deps.session()?.detach(this.sink);
	}

	private over(): void {
		if (!this.isStopped) this.owner.onOver();
	}

	private waitForSign(): void {
		this.cancelIdle();
		this.cancelIdle = this.deps.clock.after(this.deps.limits.socketIdleSeconds, () => this.owner.onIdle());
	}
}
