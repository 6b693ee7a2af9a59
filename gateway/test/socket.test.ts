import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, it } from "node:test";
import { WebSocketServer } from "ws";
import { createSocketOpener } from "../src/backend/app-server/socket.ts";
import { until } from "./support/fake-clock.ts";

describe("a socket", () => {
	const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
	after(() => server.close());

	async function open() {
		if (server.address() === null) await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		const calls: string[] = [];
		const url = `ws://127.0.0.1:${port}`;
		const socket = createSocketOpener({ url, allowsOpenServer: true, timeoutSeconds: 5 })({
			onOpen: () => calls.push("open"),
			onText: (text) => calls.push(text),
			onAlive: () => calls.push("alive"),
			onClose: () => calls.push("close"),
		});
		const [peer] = (await once(server, "connection")) as [import("ws").WebSocket];
		await until(() => calls.length > 0);
		return { socket, peer, calls };
	}

	it("counts a message and the answer to a ping as signs of life", async () => {
		const { socket, peer, calls } = await open();
		peer.send("hello");
		await until(() => calls.length === 3);
		socket.ping();
		await until(() => calls.length === 4);
		assert.deepEqual(calls, ["open", "alive", "hello", "alive"]);
		socket.destroy();
		await until(() => calls.length === 5);
		assert.equal(calls.at(-1), "close");
	});

	it("reports its end once if nobody listens", async () => {
		const free = createServer().listen(0, "127.0.0.1");
		await once(free, "listening");
		const { port } = free.address() as AddressInfo;
		await new Promise((resolve) => free.close(resolve));
		const reasons: string[] = [];
		createSocketOpener({ url: `ws://127.0.0.1:${port}`, timeoutSeconds: 5 })({
			onOpen: () => reasons.push("open"),
			onText: () => {},
			onAlive: () => {},
			onClose: (reason) => reasons.push(reason),
		});
		await until(() => reasons.length > 0);
		assert.match(reasons.join(), /^connect ECONNREFUSED/);
	});
});
