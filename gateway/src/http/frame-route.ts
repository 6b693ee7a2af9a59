import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { sendError, sendRetry, sendStoreAway } from "./errors.ts";
import { findSession, hangUpSignal } from "./forward.ts";
import { readFrame } from "./read-op.ts";
import { clientFrame, frameQuery, sessionParams } from "./schemas.ts";
import type { RouteDeps } from "./session-routes.ts";

/** The exchange of frames: ops in, events out, with long-poll. */
export function frameRoute({
	sessions,
	metrics,
}: Pick<RouteDeps, "sessions" | "metrics">): FastifyPluginAsyncTypebox {
	return async (app) => {
		const schema = { params: sessionParams, querystring: frameQuery, body: clientFrame };
		app.post("/v1/sessions/:sessionId/frames", { schema }, async (request, reply) => {
			const found = await findSession(sessions, request.params.sessionId, { request, reply });
			if (found === undefined) return reply;
			metrics.frame("http", "in");
			const { wait = 0, rest = 0, idle = 0 } = request.query;
			const times = { waitSeconds: Number(wait), restSeconds: Number(rest), idleSeconds: Number(idle) };
			const frame = readFrame(request.body, request);
			const result = await found.session.exchange(frame, times, hangUpSignal(reply));
			switch (result.kind) {
				case "ok":
					metrics.frame("http", "out");
					return result.frame;
				case "ended":
					return sendError(reply, "unknown_session", "the session has ended");
				case "storeAway":
					return sendStoreAway(reply);
				case "badAck":
					return sendError(reply, "bad_request", result.problem);
				case "rateLimited":
					return sendRetry(reply, "rate_limited", "too many frames", result.retryAfterSeconds);
			}
		});
	};
}
