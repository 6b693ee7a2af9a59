import type { WebSocket } from "ws";
import type { GatewayLimits } from "../limits.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Clock } from "../timing/clock.ts";
import { TokenBucket } from "../timing/token-bucket.ts";

export interface ControlFrameDeps {
	readonly clock: Clock;
	readonly limits: GatewayLimits;
	readonly metrics: Metrics;
}

/**
 * Answers the pings of RFC 6455, which are no messages: libraries send and answer them by themselves. A socket may send as many of
 * them as messages. The answers of one that never reads would pile up otherwise, since `ws` keeps them all.
 */
export function answerPings(socket: WebSocket, { clock, limits, metrics }: ControlFrameDeps): void {
	const bucket = new TokenBucket(limits.socketMessagesPerSecond, limits.socketMessageBurst, clock.now());

	function mayGoOn(): boolean {
		if (socket.readyState !== socket.OPEN) return false;
		if (bucket.take(clock.now()) === 0) return true;
		metrics.dropped("sessionRate");
		socket.terminate();
		return false;
	}

	socket.on("ping", (data: Buffer) => {
		if (mayGoOn()) socket.pong(data);
	});
	socket.on("pong", mayGoOn);
}
