import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type Server } from "node:http";
import { bearerOf } from "../http/bearer-token.ts";
import type { Metrics } from "./metrics.ts";

export interface MetricsServerOptions {
	readonly host: string;
	readonly port: number;
	/** What Prometheus must present; needed where others reach the address. */
	readonly token?: string;
}

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Serves `/metrics` on a listener of its own, so that the public one never shows them. */
export function serveMetrics(metrics: Metrics, { host, port, token }: MetricsServerOptions): Promise<Server> {
	const isAllowed = (header: string | undefined) =>
		token === undefined || timingSafeEqual(digest(bearerOf(header) ?? ""), digest(token));
	const server = createServer((request, response) => {
		const end = (status: number, body: string) =>
			response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${body}\n`);
		if (!isAllowed(request.headers.authorization)) return end(401, "the metrics need their token");
		if (request.method !== "GET" || request.url !== "/metrics") return end(404, "only GET /metrics is here");
		metrics.registry.metrics().then(
			(text) => response.writeHead(200, { "content-type": metrics.registry.contentType }).end(text),
			() => end(500, "the metrics cannot be read"),
		);
	});
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, host, () => resolve(server));
	});
}
