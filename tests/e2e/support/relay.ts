import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Passes connections on to another port. A test refuses, watches or breaks them. */
export interface Relay {
	readonly port: number;
	/** The clients' ends of the connections now. */
	readonly clients: ReadonlySet<Socket>;
	readonly close: () => void;
}

/** @param onClient gets each client before it is connected; one that it destroys is refused */
export async function startRelay(to: number, onClient: (client: Socket) => void): Promise<Relay> {
	const clients = new Set<Socket>();
	const server = createServer((client) => {
		onClient(client);
		if (client.destroyed) return;
		const upstream = connect(to, "127.0.0.1");
		clients.add(client);
		const end = () => {
			clients.delete(client);
			client.destroy();
			upstream.destroy();
		};
		client.pipe(upstream).pipe(client);
		for (const side of [client, upstream]) side.on("error", end).on("close", end);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		port: (server.address() as AddressInfo).port,
		clients,
		close: () => {
			for (const client of clients) client.destroy();
			server.close();
		},
	};
}
