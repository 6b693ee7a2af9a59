import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a server that can be cut. */
export interface CuttingProxy {
	/** The server's address as seen through the proxy. */
	readonly url: string;
	/** How many of the connections now have carried a WebSocket's upgrade. */
	readonly sockets: () => number;
	/** How many HTTP requests have been seen to begin. */
	readonly requests: () => number;
	/** Breaks the connections of WebSockets. */
	readonly cut: () => void;
	readonly close: () => void;
}

const REQUEST_LINE = /^(GET|POST|DELETE) \S+ HTTP\/1\.1\r\n/gm;

/** Passes everything on to the server at `target`. */
export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
	const { hostname, port } = new URL(target);
	const all = new Set<Socket>();
	const upgraded = new Set<Socket>();
	let requests = 0;
	const server = createServer((client) => {
		const upstream = connect(Number(port), hostname);
		all.add(client);
		const end = () => {
			all.delete(client);
			upgraded.delete(client);
			client.destroy();
			upstream.destroy();
		};
		client.on("data", (chunk) => {
			const text = chunk.toString("latin1");
			if (/^GET \/v1\/connect/.test(text)) upgraded.add(client);
			else if (!upgraded.has(client)) requests += text.match(REQUEST_LINE)?.length ?? 0;
		});
		client.pipe(upstream).pipe(client);
		for (const side of [client, upstream]) side.on("error", end).on("close", end);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		sockets: () => upgraded.size,
		requests: () => requests,
		cut: () => [...upgraded].forEach((client) => client.resetAndDestroy()),
		close: () => {
			for (const client of all) client.destroy();
			server.close();
		},
	};
}
