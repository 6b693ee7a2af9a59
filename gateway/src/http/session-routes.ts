import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { RateLimits } from "../guard/rate-limits.ts";
import { WIRE_LIMITS, type OpenSessionResponse, type ProtocolVersion } from "../wire.ts";
import type { GatewayLimits } from "../limits.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { SessionRegistry } from "../session/session-registry.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { TokenBucket } from "../timing/token-bucket.ts";
import { settledWithin, type Clock } from "../timing/clock.ts";
import { keyOf } from "./authenticate.ts";
import { sendError, sendRetry, sendStoreAway } from "./errors.ts";
import { findSession } from "./forward.ts";
import { ENCODINGS } from "./inflate-body.ts";
import { openSessionRequest, sessionParams } from "./schemas.ts";

const PROTOCOL: ProtocolVersion = 1;

/** How long a game should wait for another gateway, or for this one to be back. */
const STOPPING_RETRY_SECONDS = 1;

/** How long a game should wait when the gateway is full. */
const FULL_RETRY_SECONDS = 30;

export interface RouteDeps {
	readonly sessions: SessionRegistry;
	readonly keys: KeyRing;
	readonly metrics: Metrics;
	readonly clock: Clock;
	readonly limits: GatewayLimits;
	readonly isStopping: () => boolean;
	readonly rates: RateLimits;
}

/** Routes to open a session, to see its blocks and to end it. */
export function sessionRoutes({
	sessions,
	keys,
	metrics,
	clock,
	limits,
	isStopping,
	rates,
}: RouteDeps): FastifyPluginAsyncTypebox {
	const openings = new Map<string, TokenBucket>();

	/** 0 if the key may open a session now; otherwise the seconds until it may. */
	function takeOpening(keyId: string): number {
		const { sessionsPerSecond, sessionBurst } = limits;
		const bucket = openings.get(keyId) ?? new TokenBucket(sessionsPerSecond, sessionBurst, clock.now());
		openings.set(keyId, bucket);
		return bucket.take(clock.now());
	}

	return async (app) => {
		app.post("/v1/sessions", { schema: { body: openSessionRequest } }, async (request, reply) => {
			if (isStopping())
				return sendRetry(reply, "shutting_down", "the gateway is stopping", STOPPING_RETRY_SECONDS);
			const { protocol } = request.body;
			if (protocol !== PROTOCOL) {
				const message = `this gateway speaks protocol ${PROTOCOL}, the game ${protocol}`;
				return sendError(reply, "unsupported_protocol", message);
			}
			const key = keyOf(request);
			if (!keys.mayOpen(key, request.body.placeId)) {
				metrics.dropped("forbidden");
				return sendError(reply, "forbidden", `the key is not for place ${request.body.placeId}`);
			}
			const waitSeconds = takeOpening(key.id);
			if (waitSeconds > 0) {
				metrics.dropped("openings");
				return sendRetry(reply, "rate_limited", "too many sessions are opened at once", waitSeconds);
			}
			const opened = await sessions.open(request.body, key);
			if (opened.kind === "storeAway") return sendStoreAway(reply);
			if (opened.kind === "full") {
				metrics.dropped("full");
				const message = "the gateway, or the key, has as many sessions as it may";
				return sendRetry(reply, "rate_limited", message, FULL_RETRY_SECONDS);
			}
			const body: OpenSessionResponse = {
				sessionId: opened.session.identity.sessionId,
				maxWaitSeconds: limits.maxWaitSeconds,
				encodings: ENCODINGS,
			};
			return reply.code(201).send(body);
		});

		const params = { schema: { params: sessionParams } };

		app.get("/v1/sessions/:sessionId/blocks", params, async (request, reply) => {
			const found = await findSession(sessions, request.params.sessionId, { request, reply });
			if (found === undefined) return reply;
			// They may be several times as long as a frame, so a look at them counts as the longest frame.
			const admission = await rates.admitBytes(keyOf(request), WIRE_LIMITS.maxBodyBytes);
			if (admission.kind === "ok") return found.session.blocks();
			metrics.dropped(admission.reason);
			return sendRetry(reply, "rate_limited", "too many looks at blocks", admission.retryAfterSeconds);
		});

		app.delete("/v1/sessions/:sessionId", params, async (request, reply) => {
			const { sessionId } = request.params;
			if ((await findSession(sessions, sessionId, { request, reply })) === undefined) return reply;
			// The game has half a minute in all to shut down, so it does not wait for slow deletions.
			await settledWithin(clock, limits.sessionCloseSeconds, sessions.end(sessionId));
			return reply.code(204).send();
		});
	};
}
