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

async function forward(
	request: FastifyRequest,
	reply: FastifyReply,
	{ to, moved }: { readonly to: GatewayAddress; readonly moved: AbortSignal },
): Promise<Reached> {
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
			signal: AbortSignal.any([hangUpSignal(reply), moved]),
		});
		const text = await answer.text();
		for (const name of ["content-type", "retry-after"]) {
			const value = answer.headers.get(name);
			if (value !== null) void reply.header(name, value);
		}
		await reply.code(answer.status).send(text);
		return { kind: "answered" };
	} catch (error) {
		const reason = moved.aborted ? "it gave no sign of life" : String(codeOf(error) ?? error);
		request.log.warn({ to: to.url, reason }, "another gateway did not answer");
		return { kind: isGone(error) ? "gone" : "failed" };
	}
}

interface Exchange {
	readonly request: FastifyRequest;
	readonly reply: FastifyReply;
}

/**
 * Has another gateway answer. Resolves to undefined then, and otherwise to where the session is. A machine that is gone refuses no
 * connection and ends none: so while the other is asked, the store says whether it lives.
 */
async function askOwner(
	sessions: SessionRegistry,
	sessionId: string,
	owner: GatewayAddress,
	{ request, reply }: Exchange,
): Promise<Found | undefined> {
	const moved = new AbortController();
	const stop = sessions.watch(sessionId, keyOf(request), owner, (found) => moved.abort(found));
	const reached = await forward(request, reply, { to: owner, moved: moved.signal });
	stop();
	if (reached.kind === "answered") return undefined;
	if (moved.signal.aborted) return moved.signal.reason as Found;
	return sessions.find(sessionId, keyOf(request), reached.kind === "gone" ? owner.id : undefined);
}

/** The session for a request with one in its path; otherwise the request is answered, by another gateway where it is there. */
export async function findSession(
	sessions: SessionRegistry,
	sessionId: string,
	{ request, reply }: Exchange,
): Promise<Extract<Found, { kind: "here" }> | undefined> {
	let found: Found | undefined = await sessions.find(sessionId, keyOf(request));
	if (found.kind === "elsewhere" && request.headers[FORWARDED] === undefined)
		found = await askOwner(sessions, sessionId, found.gateway, { request, reply });
	if (found === undefined) return undefined;
	if (found.kind === "here") return found;
	if (found.kind === "elsewhere") sendRetry(reply, "shutting_down", "the session is at another gateway", 1);
	else if (found.kind === "storeAway") sendStoreAway(reply);
	else sendError(reply, "unknown_session", "no such session");
	return undefined;
}
