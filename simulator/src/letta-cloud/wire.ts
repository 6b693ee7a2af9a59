/** A request to the fake, as it leaves a client. */
export interface CloudRequest {
	readonly method: string;
	/** Whole, or from the path on. */
	readonly url: string;
	/** Any case. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: string;
	/** Aborted when the client gives up. The request is carried out all the same, as at Letta. */
	readonly signal?: AbortSignal;
}

export interface CloudResponse {
	readonly status: number;
	/** Lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/** Whole, or as it comes: server-sent events. */
	readonly body: string | AsyncIterable<string>;
	/** The connection ends with the body, before the length that the headers promise. */
	readonly isCut?: boolean;
}

/** Why a connection gives no answer; `code` is what Node's sockets say. */
export class ConnectionLost extends Error {
	constructor(readonly code: "ECONNREFUSED" | "ECONNRESET" | "ENOTFOUND" | "UND_ERR_SOCKET") {
		super(`the fake was told to: ${code}`);
	}
}

export function jsonResponse(
	status: number,
	body: unknown,
	headers: Readonly<Record<string, string>> = {},
): CloudResponse {
	return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

export function headerOf(request: CloudRequest, name: string): string | undefined {
	const found = Object.entries(request.headers).find(([key]) => key.toLowerCase() === name);
	return found?.[1];
}

/** Seconds, from, to. */
export type Range = readonly [from: number, to: number];
