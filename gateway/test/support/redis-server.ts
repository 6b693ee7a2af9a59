import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { Redis } from "ioredis";

const PROGRAM = "redis-server";

/** Why tests with a real Redis are skipped; false where there is one. */
export const NO_REDIS: string | false =
	spawnSync(PROGRAM, ["--version"]).status === 0 ? false : `${PROGRAM} is not installed`;

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}

export interface RedisServer {
	readonly url: string;
	/** A connection of the test's own, closed with the server. */
	readonly connect: () => Redis;
	/** Ends the process at once. */
	readonly kill: () => Promise<void>;
	/** Starts it again at the same port. */
	readonly start: () => Promise<void>;
	readonly close: () => Promise<void>;
}

/** A real Redis on loopback that keeps nothing on disk. */
export async function startRedis(): Promise<RedisServer> {
	const port = await freePort();
	const clients: Redis[] = [];
	let child: ChildProcess | undefined;

	async function kill(): Promise<void> {
		if (child === undefined) return;
		const over = once(child, "exit");
		child.kill("SIGKILL");
		await over;
		child = undefined;
	}

	async function start(): Promise<void> {
		const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
		const started = spawn(PROGRAM, args, { stdio: ["ignore", "pipe", "inherit"] });
		child = started;
		for await (const chunk of started.stdout) if (String(chunk).includes("Ready to accept")) break;
		started.stdout.resume();
	}

	await start();
	return {
		url: `redis://127.0.0.1:${port}`,
		connect: () => {
			const client = new Redis(port, "127.0.0.1");
			client.on("error", () => {});
			clients.push(client);
			return client;
		},
		kill,
		start,
		close: async () => {
			for (const client of clients) client.disconnect();
			await kill();
		},
	};
}
