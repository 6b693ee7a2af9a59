import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Admission, RateLimits } from "../guard/rate-limits.ts";
import type { GameKey } from "../keys/game-key.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { WIRE_LIMITS } from "../wire.ts";
import { bearerOf } from "./bearer-token.ts";
import { sendError, sendRetry } from "./errors.ts";
import { takeInflatedBytes } from "./inflate-body.ts";

export interface AuthenticateDeps {
	readonly keys: KeyRing;
	readonly rates: RateLimits;
	readonly metrics: Metrics;
	readonly isStopping: () => boolean;
}

/** A body that is read to its end although the request is refused, so that the connection can be used again. */
const MAX_IDLE_BYTES = 16_384;

const known = new WeakMap<FastifyRequest, GameKey>();

/** The key of a request that was let in. */
export function keyOf(request: FastifyRequest): GameKey {
	const key = known.get(request);
	if (key === undefined) throw new Error("a route without a key");
	return key;
}

function bytesOf({ headers }: FastifyRequest): number {
	const length = Number(headers["content-length"] ?? 0);
	return Number.isFinite(length) ? Math.min(length, WIRE_LIMITS.maxBodyBytes) : WIRE_LIMITS.maxBodyBytes;
}

function refuse(reply: FastifyReply, { retryAfterSeconds }: Extract<Admission, { kind: "refused" }>) {
	return sendRetry(reply, "rate_limited", "too many requests", retryAfterSeconds);
}

/** Lets only requests with a key reach the routes of `api`, and no more of them than the key may send. */
export function authenticate(
	api: FastifyInstance,
	{ keys, rates, metrics, isStopping }: AuthenticateDeps,
): void {
	api.addHook("onRequest", async (request, reply) => {
		const token = bearerOf(request.headers.authorization);
		const key = token === undefined ? undefined : keys.identify(token);
		if (key === undefined) {
			const admission = await rates.admitStranger(request.ip);
			// A body that is still to come is not waited for.
			void reply.headers({ "www-authenticate": "Bearer", connection: "close" });
			metrics.dropped(admission.kind === "refused" ? admission.reason : "unauthorized");
			if (admission.kind === "refused") return refuse(reply, admission);
			return sendError(reply, "unauthorized", "the bearer token is missing or wrong");
		}
		const admission = await rates.admit(key, bytesOf(request));
		if (admission.kind === "refused") {
			metrics.dropped(admission.reason);
			// Reading a large body only to throw it away would be half of what the flood wants.
			if (bytesOf(request) > MAX_IDLE_BYTES) void reply.header("connection", "close");
			return refuse(reply, admission);
		}
		known.set(request, key);
		return undefined;
	});
	api.addHook("onSend", async (_request, reply) => {
		if (reply.statusCode === 404) metrics.dropped("unknownSession");
		else if (reply.statusCode === 426) metrics.dropped("protocol");
		else if (reply.statusCode === 503) metrics.dropped(isStopping() ? "stopping" : "storeAway");
	});
	// A compressed body says how long it is only now. It has been inflated, so it is the next ones that cost nothing.
	api.addHook("preValidation", async (request, reply) => {
		const bytes = takeInflatedBytes(request);
		if (bytes === 0) return undefined;
		const admission = await rates.admitBytes(keyOf(request), bytes);
		if (admission.kind === "ok") return undefined;
		metrics.dropped(admission.reason);
		return refuse(reply, admission);
	});
	// The same for one that could not be read.
	api.addHook("onError", async (request) => {
		const bytes = takeInflatedBytes(request);
		if (bytes > 0) await rates.admitBytes(keyOf(request), bytes);
	});
}
