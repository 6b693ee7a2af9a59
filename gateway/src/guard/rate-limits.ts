import { isIPv6 } from "node:net";
import { RateLimiterMemory, RateLimiterRes, type RateLimiterAbstract } from "rate-limiter-flexible";
import type { GameKey } from "../keys/game-key.ts";
import { RATE_LIMITS, type RateLimitValues } from "../limits.ts";

export type Admission =
	| { readonly kind: "ok" }
	| {
			readonly kind: "refused";
			readonly reason: "keyRate" | "keyBytes" | "strangerRate";
			readonly retryAfterSeconds: number;
	  };

/** Asked before a body or a message is read, so that a flood costs next to nothing. Every transport asks the same one. */
export interface RateLimits {
	/** A request, or a message over a socket, with a key. `bytes`: how long it says that it is. */
	readonly admit: (key: GameKey, bytes: number) => Promise<Admission>;
	/** Bytes of a request that was let in, beyond those that it said it had. */
	readonly admitBytes: (key: GameKey, bytes: number) => Promise<Admission>;
	/** Somebody without a key that works. The answer is the same for all addresses of one network. */
	readonly admitStranger: (address: string) => Promise<Admission>;
}

const OK: Admission = { kind: "ok" };

/** Whoever has one IPv6 address has 2⁶⁴ of them. */
export function networkOf(address: string): string {
	if (!isIPv6(address)) return address;
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
	if (mapped !== undefined) return mapped;
	const [head = "", tail] = address.split("::");
	const left = head === "" ? [] : head.split(":");
	const right = tail === undefined || tail === "" ? [] : tail.split(":");
	const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
	const groups = [...left, ...Array<string>(zeros).fill("0"), ...right];
	return groups
		.slice(0, 4)
		.map((group) => group.replace(/^0+(?=.)/, "").toLowerCase())
		.join(":");
}

async function take(
	limiter: RateLimiterAbstract,
	who: string,
	points: number,
	reason: Extract<Admission, { kind: "refused" }>["reason"],
): Promise<Admission> {
	try {
		await limiter.consume(who, points);
		return OK;
	} catch (refusal) {
		// A limiter that breaks lets everybody in: the sessions have limits of their own.
		if (!(refusal instanceof RateLimiterRes)) return OK;
		return { kind: "refused", reason, retryAfterSeconds: refusal.msBeforeNext / 1000 };
	}
}

/** Limits in this process's memory. */
export function createRateLimits(values: Partial<RateLimitValues> = {}): RateLimits {
	const limits = { ...RATE_LIMITS, ...values };
	const requests = new RateLimiterMemory({ points: limits.keyRequestsPerSecond, duration: 1 });
	const bytes = new RateLimiterMemory({ points: limits.keyBytesPerSecond, duration: 1 });
	const strangers = new RateLimiterMemory({ points: limits.strangerRequestsPerMinute, duration: 60 });
	return {
		admit: async ({ id }, length) => {
			const byCount = await take(requests, id, 1, "keyRate");
			return byCount.kind === "ok" ? take(bytes, id, length, "keyBytes") : byCount;
		},
		admitBytes: ({ id }, length) => take(bytes, id, length, "keyBytes"),
		admitStranger: (address) => take(strangers, networkOf(address), 1, "strangerRate"),
	};
}

/** For a gateway whose time is not the machine's, as in a simulation. */
export const NO_RATE_LIMITS: RateLimits = {
	admit: async () => OK,
	admitBytes: async () => OK,
	admitStranger: async () => OK,
};
