import type { Server } from "node:http";
import type { Socket } from "node:net";

/**
 * Tracks the connections that carry no request. When a server closes, Node closes those that have carried one before and waits
 * for the others. Returns a function that closes them all, and every later connection too.
 */
export function watchUnusedConnections(server: Server): () => void {
	const unused = new Set<Socket>();
	let isClosing = false;
	server.on("connection", (socket: Socket) => {
		if (isClosing) return void socket.destroy();
		unused.add(socket);
		socket.once("close", () => unused.delete(socket));
	});
	server.on("request", ({ socket }, response) => {
		unused.delete(socket);
		response.once("close", () => {
			if (!socket.destroyed) unused.add(socket);
		});
	});
	server.on("upgrade", ({ socket }) => unused.delete(socket));
	return () => {
		isClosing = true;
		for (const socket of unused) socket.destroy();
	};
}
