import type { GatewayErrorBody } from "../wire.ts";
import type { GatewayLimits } from "../limits.ts";
import type { GameSession } from "../session/game-session.ts";
import type { FrameSink } from "../session/push-feed.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Clock } from "../timing/clock.ts";
import { TokenBucket } from "../timing/token-bucket.ts";
import type { SocketMessage } from "./read-message.ts";

export interface SocketChannelDeps {
	readonly clock: Clock;
	readonly limits: GatewayLimits;
	/** Undefined once it has ended. */
	readonly session: () => GameSession | undefined;
	readonly metrics: Metrics;
	readonly send: (message: object) => void;
}

export interface SocketChannelOwner {
	/** The socket has to be closed, because of what came. */
	readonly onRefused: (error: GatewayErrorBody["error"], message: string) => void;
	readonly onIdle: () => void;
	/** The session goes on elsewhere, or has ended. */
	readonly onOver: () => void;
}

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
		if (this.isStopped) return;
		this.waitForSign();
		const now = this.deps.clock.now();
		if (this.messages.take(now) > 0 || this.bytes.take(now, size) > 0) {
			this.deps.metrics.dropped("sessionRate");
			return this.owner.onRefused("rate_limited", "too many messages, or too many bytes");
		}
		const message = read();
		if (message.kind === "ping") return this.deps.send({ pong: message.ping });
		if (message.kind === "refused") this.deps.metrics.dropped("malformed");
		if (message.kind === "refused") return this.owner.onRefused("bad_request", message.problem);
		const session = this.deps.session();
		if (session === undefined) return this.owner.onRefused("unknown_session", "no such session");
		this.deps.metrics.frame("websocket", "in");
		const problem = session.receive(message.frame, this.sink);
		if (problem !== undefined) this.owner.onRefused("bad_request", problem);
	}

	/** The socket has closed. */
	stop(): void {
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
