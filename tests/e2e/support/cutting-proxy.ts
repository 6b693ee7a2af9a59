import type { Socket } from "node:net";
import { startRelay } from "./relay.ts";

/** A way to a server that can be cut. */
export interface CuttingProxy {
	/** The server's address as seen through the proxy. */
	readonly url: string;
	/** How many HTTP requests have been seen to begin. */
	readonly requests: () => number;
	/** Breaks the connections of WebSockets. */
	readonly cut: () => void;
	readonly close: () => void;
}

const REQUEST_LINE = /^(GET|POST|DELETE) \S+ HTTP\/1\.1\r\n/gm;

/** Passes everything on to the server at `target`. */
export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
	const upgraded = new Set<Socket>();
	let requests = 0;
	const relay = await startRelay(Number(new URL(target).port), (client) => {
		client.on("close", () => upgraded.delete(client));
		client.on("data", (chunk) => {
			const text = chunk.toString("latin1");
			if (/^GET \/v1\/connect/.test(text)) upgraded.add(client);
			else if (!upgraded.has(client)) requests += text.match(REQUEST_LINE)?.length ?? 0;
		});
	});
	return {
		url: `http://127.0.0.1:${relay.port}`,
		requests: () => requests,
		cut: () => [...upgraded].forEach((client) => client.resetAndDestroy()),
		close: relay.close,
	};
}
