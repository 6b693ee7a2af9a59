import type { FastifyReply, FastifyRequest } from "fastify";
import type { GatewayAddress } from "../fleet/session-store.ts";
import type { Found, SessionRegistry } from "../session/session-registry.ts";
import { keyOf } from "./authenticate.ts";
import { sendError, sendRetry, sendStoreAway } from "./errors.ts";

/** A request that another gateway has sent on. It is answered here or not at all: it never goes in a circle. */
export const FORWARDED = "x-townsfolk-forwarded";

type Reached = { readonly kind: "answered" } | { readonly kind: "gone" } | { readonly kind: "failed" };

const codeOf = (error: unknown): unknown => (error as { cause?: { code?: unknown } }).cause?.code;

/** Nobody listens there: the process is gone. A time-out says nothing of the kind. */
const isGone = (error: unknown): boolean => codeOf(error) === "ECONNREFUSED";

/** Aborts when the client hangs up. */
export function hangUpSignal(reply: FastifyReply): AbortSignal {
	const controller = new AbortController();
	reply.raw.once("close", () => controller.abort());
	return controller.signal;
}

async function forward(request: FastifyRequest, reply: FastifyReply, to: GatewayAddress): Promise<Reached> {
	const hasBody = request.body !== undefined && request.body !== null;
	try {
		const answer = await fetch(new URL(request.url, to.url), {
			method: request.method,
			headers: {
				authorization: request.headers.authorization ?? "",
				[FORWARDED]: request.id,
				...(hasBody && { "content-type": "application/json" }),
			},
			...(hasBody && { body: JSON.stringify(request.body) }),
			signal: hangUpSignal(reply),
		});
		const text = await answer.text();
		for (const name of ["content-type", "retry-after"]) {
			const value = answer.headers.get(name);
			if (value !== null) void reply.header(name, value);
		}
		await reply.code(answer.status).send(text);
		return { kind: "answered" };
	} catch (error) {
		request.log.warn(
			{ to: to.url, reason: String(codeOf(error) ?? error) },
			"another gateway did not answer",
		);
		return { kind: isGone(error) ? "gone" : "failed" };
	}
}

/** The session for a request with one in its path; otherwise the request is answered, by another gateway where it is there. */
export async function findSession(
	sessions: SessionRegistry,
	sessionId: string,
	{ request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<Extract<Found, { kind: "here" }> | undefined> {
	let found = await sessions.find(sessionId, keyOf(request));
	if (found.kind === "elsewhere" && request.headers[FORWARDED] === undefined) {
		const reached = await forward(request, reply, found.gateway);
		if (reached.kind === "answered") return undefined;
		if (reached.kind === "gone") found = await sessions.find(sessionId, keyOf(request), found.gateway.id);
	}
	if (found.kind === "here") return found;
	if (found.kind === "elsewhere") sendRetry(reply, "shutting_down", "the session is at another gateway", 1);
	else if (found.kind === "storeAway") sendStoreAway(reply);
	else sendError(reply, "unknown_session", "no such session");
	return undefined;
}
