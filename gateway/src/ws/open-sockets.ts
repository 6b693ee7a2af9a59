import type { GatewayLimits } from "../limits.ts";
import type { Clock } from "../timing/clock.ts";
import { TokenBucket } from "../timing/token-bucket.ts";

/** How many sockets each key opens, and each session holds. */
export class OpenSockets {
	private readonly openings = new Map<string, TokenBucket>();
	/** Functions that end a session's sockets, the oldest first. */
	private readonly bySession = new Map<string, Set<() => void>>();

	constructor(
		private readonly clock: Clock,
		private readonly limits: Pick<GatewayLimits, "socketsPerSecond" | "socketBurst" | "maxSocketsPerSession">,
	) {}

	/** 0 if the key may open a socket now; otherwise the seconds until it may. */
	takeOpening(keyId: string): number {
		const { socketsPerSecond, socketBurst } = this.limits;
		const now = this.clock.now();
		const bucket = this.openings.get(keyId) ?? new TokenBucket(socketsPerSecond, socketBurst, now);
		this.openings.set(keyId, bucket);
		return bucket.take(now);
	}

	/** Notes a new socket of the session's. Its oldest one ends if it has too many: a game relies on the newest. */
	add(sessionId: string, end: () => void): void {
		const own = this.bySession.get(sessionId) ?? new Set();
		this.bySession.set(sessionId, own);
		own.add(end);
		const [oldest] = own;
		if (own.size <= this.limits.maxSocketsPerSession) return;
		own.delete(oldest!);
		oldest!();
	}

	/** The socket has closed. */
	remove(sessionId: string, end: () => void): void {
		const own = this.bySession.get(sessionId);
		own?.delete(end);
		if (own?.size === 0) this.bySession.delete(sessionId);
	}
}
