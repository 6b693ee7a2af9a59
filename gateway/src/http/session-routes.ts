import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { OpenSessionResponse, ProtocolVersion } from "../wire.ts";
import type { GatewayLimits } from "../limits.ts";
import type { SessionRegistry } from "../session/session-registry.ts";
import { TokenBucket } from "../timing/token-bucket.ts";
import { settledWithin, type Clock } from "../timing/clock.ts";
import { sendError } from "./errors.ts";
import { openSessionRequest, sessionParams } from "./schemas.ts";

const PROTOCOL: ProtocolVersion = 1;

/** How long a game should wait when the gateway is full. */
const FULL_RETRY_SECONDS = 30;

export interface RouteDeps {
	readonly sessions: SessionRegistry;
	readonly clock: Clock;
	readonly limits: GatewayLimits;
	readonly isStopping: () => boolean;
}

/** Routes to open a session, to see its blocks and to end it. */
export function sessionRoutes({ sessions, clock, limits, isStopping }: RouteDeps): FastifyPluginAsyncTypebox {
	const openings = new TokenBucket(limits.sessionsPerSecond, limits.sessionBurst, clock.now());
	return async (app) => {
		app.post("/v1/sessions", { schema: { body: openSessionRequest } }, async (request, reply) => {
			if (isStopping()) return sendError(reply, "shutting_down", "the gateway is stopping");
			const { protocol } = request.body;
			if (protocol !== PROTOCOL) {
				const message = `this gateway speaks protocol ${PROTOCOL}, the game ${protocol}`;
				return sendError(reply, "unsupported_protocol", message);
			}
			const waitSeconds = openings.take(clock.now());
			if (waitSeconds > 0) {
				void reply.header("retry-after", Math.ceil(waitSeconds));
				return sendError(reply, "rate_limited", "too many sessions are opened at once");
			}
			const session = sessions.open(request.body);
			if (session === undefined) {
				void reply.header("retry-after", FULL_RETRY_SECONDS);
				return sendError(reply, "rate_limited", `the gateway has ${limits.maxSessions} sessions already`);
			}
			const body: OpenSessionResponse = {
				sessionId: session.identity.sessionId,
				maxWaitSeconds: limits.maxWaitSeconds,
			};
			return reply.code(201).send(body);
		});

		const params = { schema: { params: sessionParams } };

		app.get("/v1/sessions/:sessionId/blocks", params, async (request, reply) => {
			const session = sessions.get(request.params.sessionId);
			if (session === undefined) return sendError(reply, "unknown_session", "no such session");
			return session.blocks();
		});

		app.delete("/v1/sessions/:sessionId", params, async (request, reply) => {
			const { sessionId } = request.params;
			if (sessions.get(sessionId) === undefined) {
				return sendError(reply, "unknown_session", "no such session");
			}
			// The game has half a minute in all to shut down, so it does not wait for slow deletions.
			await settledWithin(clock, limits.sessionCloseSeconds, sessions.end(sessionId));
			return reply.code(204).send();
		});
	};
}
