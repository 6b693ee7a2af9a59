import type { FastifyReply } from "fastify";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { keyOf } from "./authenticate.ts";
import { sendError } from "./errors.ts";
import { readOp } from "./read-op.ts";
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
			const requestId = request.id;
			const frame = { ...request.body, requestId, ops: request.body.ops.map((raw) => readOp(raw, request)) };
			const result = await session.exchange(frame, waitSeconds, hangUpSignal(reply));
			switch (result.kind) {
				case "ok":
					metrics.frame("http", "out");
					return result.frame;
				case "badAck": {
					metrics.dropped("malformed");
					const message = `ack: ${request.body.ack} was never sent, the last event is ${result.lastSeq}`;
					return sendError(reply, "bad_request", message);
				}
				case "rateLimited":
					void reply.header("retry-after", Math.ceil(result.retryAfterSeconds));
					return sendError(reply, "rate_limited", "too many frames");
			}
		});
	};
}
