import type { FastifyReply } from "fastify";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { keyOf } from "./authenticate.ts";
import { sendError, sendRetry } from "./errors.ts";
import { readFrame } from "./read-op.ts";
import { clientFrame, frameQuery, sessionParams } from "./schemas.ts";
import type { RouteDeps } from "./session-routes.ts";

/** Aborts when the client hangs up: then nobody reads the poll's answer. */
function hangUpSignal(reply: FastifyReply): AbortSignal {
	const controller = new AbortController();
	reply.raw.once("close", () => controller.abort());
	return controller.signal;
}

/** The exchange of frames: ops in, events out, with long-poll. */
export function frameRoute({
	sessions,
	metrics,
}: Pick<RouteDeps, "sessions" | "metrics">): FastifyPluginAsyncTypebox {
	return async (app) => {
		const schema = { params: sessionParams, querystring: frameQuery, body: clientFrame };
		app.post("/v1/sessions/:sessionId/frames", { schema }, async (request, reply) => {
			const session = sessions.get(request.params.sessionId, keyOf(request));
			if (session === undefined) return sendError(reply, "unknown_session", "no such session");
			metrics.frame("http", "in");
			const waitSeconds = Number(request.query.wait ?? 0);
			const frame = readFrame(request.body, request);
			const result = await session.exchange(frame, waitSeconds, hangUpSignal(reply));
			switch (result.kind) {
				case "ok":
					metrics.frame("http", "out");
					return result.frame;
				case "badAck":
					return sendError(reply, "bad_request", result.problem);
				case "rateLimited":
					return sendRetry(reply, "rate_limited", "too many frames", result.retryAfterSeconds);
			}
		});
	};
}
