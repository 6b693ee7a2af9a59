import type { IncomingHttpHeaders } from "node:http";
import { request } from "node:https";
import { TOKEN } from "./gateway.ts";
import type { Nginx } from "./nginx.ts";

export interface Sent {
	readonly method?: string;
	readonly path: string;
	/** Null: none. Default: the gateway's. */
	readonly token?: string | null;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: unknown;
	/** Which client it is: loopback has many addresses. */
	readonly from?: string;
}

export interface Received {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly text: string;
	readonly milliseconds: number;
}

/** One request on a connection of its own. Rejects when it gets no answer. */
export function send(nginx: Pick<Nginx, "port">, ca: string, sent: Sent): Promise<Received> {
	const { method = "GET", path, token = TOKEN, headers = {}, body, from } = sent;
	const text = body === undefined ? undefined : JSON.stringify(body);
	const all: Record<string, string> = { host: "localhost", ...headers };
	if (token !== null) all.authorization = `Bearer ${token}`;
	if (text !== undefined) all["content-type"] = "application/json";
	const startedAt = performance.now();
	return new Promise((resolve, reject) => {
		const outgoing = request({
			host: "127.0.0.1",
			port: nginx.port,
			servername: "localhost",
			localAddress: from,
			ca,
			method,
			path,
			headers: all,
			agent: false,
		});
		outgoing.on("error", reject);
		outgoing.on("response", (response) => {
			let received = "";
			response.setEncoding("utf8").on("data", (chunk: string) => (received += chunk));
			response.on("error", reject);
			response.on("end", () =>
				resolve({
					status: response.statusCode!,
					headers: response.headers,
					text: received,
					milliseconds: performance.now() - startedAt,
				}),
			);
		});
		outgoing.end(text);
	});
}

/** How many answers have which status: `{ 200: 3, 429: 1 }`. */
export function countStatuses(answers: ReadonlyArray<Received>): Record<number, number> {
	const counts: Record<number, number> = {};
	for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
	return counts;
}
