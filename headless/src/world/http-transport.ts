import { gzipSync } from "node:zlib";
import type { EngineHttpRequest, HttpFailure } from "../host/protocol.ts";

/** A request as it leaves the world. */
export interface WorldHttpRequest {
	readonly url: string;
	readonly method: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array | undefined;
	/** Aborts when the world stops waiting or shuts down. */
	readonly signal: AbortSignal;
}

export interface WorldHttpResponse {
	readonly status: number;
	readonly statusMessage?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
}

/** Carries a request out. A rejection means that the request got no answer. */
export type HttpTransport = (request: WorldHttpRequest) => Promise<WorldHttpResponse>;

/** Sends requests over the network. */
export const fetchTransport: HttpTransport = async ({ url, method, headers, body, signal }) => {
	const response = await fetch(url, { method, headers, body, signal });
	return {
		status: response.status,
		statusMessage: response.statusText,
		headers: Object.fromEntries(response.headers),
		body: new Uint8Array(await response.arrayBuffer()),
	};
};

/** The engine's request as it goes over the wire, with its body encoded. */
export async function outgoingRequest(
	request: EngineHttpRequest,
	signal: AbortSignal,
): Promise<WorldHttpRequest> {
	const headers: Record<string, string> = Object.fromEntries(Object.entries(request.headers));
	let body = bodyOf(request);
	if (body !== undefined && request.compress === "gzip") {
		// Not in zlib's threads: requests could overtake one another, and no run would be repeatable.
		body = gzipSync(body);
		headers["Content-Encoding"] = "gzip";
	}
	return { url: request.url, method: request.method, headers, body, signal };
}

function bodyOf({ body, bodyBase64 }: EngineHttpRequest): Uint8Array | undefined {
	if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, "base64");
	return body === undefined ? undefined : Buffer.from(body, "utf8");
}

/** A response's body for the engine: text if it is UTF-8, otherwise base64. */
export function incomingBody(body: string | Uint8Array = ""): { body: string } | { bodyBase64: string } {
	if (typeof body === "string") return { body };
	try {
		return { body: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body) };
	} catch {
		return { bodyBase64: Buffer.from(body).toString("base64") };
	}
}

/** The kind of failure of a rejected request. */
export function classifyFailure(error: unknown): HttpFailure {
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	const code = String((cause as { code?: unknown } | undefined)?.code ?? "");
	const message = cause instanceof Error ? cause.message || code : String(cause);
	return { kind: failureKind(code, message), message };
}

const NEVER_CONNECTED = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH"]);

/** By `Enum.HttpError`'s descriptions. */
function failureKind(code: string, message: string): HttpFailure["kind"] {
	if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "dns";
	if (code === "ETIMEDOUT" || (code.startsWith("UND_ERR_") && code.endsWith("_TIMEOUT"))) return "timeout";
	if (code.includes("CERT") || code.includes("SELF_SIGNED") || code.includes("VERIFY_LEAF"))
		return "certificate";
	if (code.startsWith("ERR_TLS_") || code.startsWith("ERR_SSL_")) return "tls";
	if (code === "UND_ERR_ABORTED" || code === "ABORT_ERR") return "aborted";
	if (code === "UND_ERR_SOCKET" && message.includes("other side closed")) return "closed";
	if (message.includes("redirect count exceeded")) return "redirects";
	// Only what failed before anything was sent. A connection that breaks later may have delivered the request.
	return NEVER_CONNECTED.has(code) ? "connect" : "other";
}
