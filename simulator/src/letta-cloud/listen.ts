import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { FakeLettaCloud } from "./fake-letta-cloud.ts";
import { type CloudResponse, ConnectionLost } from "./wire.ts";

/** The fake over HTTP, on loopback. */
export interface ListeningCloud {
	/** `http://127.0.0.1:<port>` */
	readonly url: string;
	readonly close: () => Promise<void>;
}

async function readBody(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString("utf8");
}

async function writeResponse(response: ServerResponse, { status, headers, body, isCut }: CloudResponse) {
	if (typeof body !== "string") {
		response.writeHead(status, { ...headers });
		for await (const chunk of body) response.write(chunk);
		response.end();
		return;
	}
	const length = Buffer.byteLength(body);
	// A byte more than will come.
	response.writeHead(status, { ...headers, "content-length": isCut === true ? length + 1 : length });
	if (isCut !== true) response.end(body);
	else response.write(body, () => response.destroy());
}

async function serve(
	cloud: FakeLettaCloud,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const abort = new AbortController();
	response.on("close", () => abort.abort());
	const body = await readBody(request);
	try {
		const answer = await cloud.handle({
			method: request.method ?? "GET",
			url: request.url ?? "/",
			headers: Object.fromEntries(
				Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
			),
			...(body === "" ? {} : { body }),
			signal: abort.signal,
		});
		await writeResponse(response, answer);
	} catch (error) {
		request.socket.destroy();
		if (!(error instanceof ConnectionLost)) throw error;
	}
}

/** `port` 0 takes a free one. Rejects when the port is taken. */
export async function listen(cloud: FakeLettaCloud, port = 0): Promise<ListeningCloud> {
	const server = createServer((request, response) => void serve(cloud, request, response));
	await new Promise<void>((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, "127.0.0.1", resolve);
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}
