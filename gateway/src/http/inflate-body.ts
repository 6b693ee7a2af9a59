import { gunzipSync } from "node:zlib";
import type { FastifyRequest } from "fastify";
import { WIRE_LIMITS } from "../wire.ts";
import { refusal } from "./errors.ts";

/** What the `Content-Encoding` of a request may be, besides none. Said to every game that opens a session. */
export const ENCODINGS: ReadonlyArray<string> = ["gzip"];

const grown = new WeakMap<FastifyRequest, number>();

/** By how many bytes a request's body was longer than what came over the wire. Says so once, so that it is counted once. */
export function takeInflatedBytes(request: FastifyRequest): number {
	const bytes = grown.get(request) ?? 0;
	grown.delete(request);
	return bytes;
}

function gunzip(body: Buffer): Buffer {
	try {
		// It stops at the limit, however much more there is. What fits takes a few milliseconds, as reading its JSON does.
		return gunzipSync(body, { maxOutputLength: WIRE_LIMITS.maxBodyBytes });
	} catch (error) {
		const isTooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
		throw isTooLarge ? refusal("too_large", "too large") : refusal("bad_request", "this is not gzip");
	}
}

/** Roblox does not document that it names the encoding. JSON never begins like this (RFC 1952, 2.3.1). */
const looksLikeGzip = (body: Buffer) => body[0] === 0x1f && body[1] === 0x8b;

function isGzip(body: Buffer, encoding: string): boolean {
	if (encoding === "identity") return looksLikeGzip(body);
	if (encoding === "gzip" || encoding === "x-gzip") return true;
	throw refusal("bad_request", `content-encoding: this gateway reads ${ENCODINGS.join(", ")}`);
}

/** The body as it was before it was compressed. Throws an error with a status and with words for the stranger. */
export function inflateBody(body: Buffer, request: FastifyRequest): Buffer {
	const encoding = (request.headers["content-encoding"] ?? "identity").toLowerCase();
	if (!isGzip(body, encoding)) return body;
	// What is refused has cost as much as what is taken.
	grown.set(request, WIRE_LIMITS.maxBodyBytes);
	const inflated = gunzip(body);
	grown.set(request, Math.max(0, inflated.length - body.length));
	return inflated;
}
