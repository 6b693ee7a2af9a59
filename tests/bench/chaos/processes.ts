import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { demandNginx } from "../programs.ts";

/** Real programs that a run starts, kills and starts again. */

const ROOT = join(import.meta.dirname, "../../..");
const START_SECONDS = 30;

export async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}

const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach((child) => child.kill("SIGKILL")));

export interface ProgramOptions {
	readonly command: string;
	readonly args: ReadonlyArray<string>;
	readonly env?: Readonly<Record<string, string>>;
	readonly logFile: string;
	/** Resolves to true once it serves. */
	readonly isReady: () => Promise<boolean>;
}

/** A program that can be killed and started again. */
export class Program {
	private child: ChildProcess | undefined;

	constructor(private readonly options: ProgramOptions) {}

	async start(): Promise<void> {
		const { command, args, env, logFile, isReady } = this.options;
		const log = createWriteStream(logFile, { flags: "a" });
		const child = spawn(command, args, {
			cwd: ROOT,
			env: { ...process.env, ...env },
			stdio: ["ignore", "pipe", "pipe"],
		});
		child.stdout.pipe(log);
		child.stderr.pipe(log);
		running.add(child);
		this.child = child;
		const deadline = performance.now() + START_SECONDS * 1000;
		while (!(await isReady())) {
			if (child.exitCode !== null || performance.now() > deadline)
				throw new Error(`${command} does not start; see ${logFile}`);
			await sleep(20);
		}
	}

	kill(): Promise<void> {
		return this.stop("SIGKILL");
	}

	/** Lets it close in order. */
	end(): Promise<void> {
		return this.stop("SIGTERM");
	}

	signal(name: NodeJS.Signals): void {
		this.child?.kill(name);
	}

	private async stop(signal: NodeJS.Signals): Promise<void> {
		const { child } = this;
		if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
		const ended = once(child, "exit");
		child.kill(signal);
		await ended;
		running.delete(child);
	}
}

export function listens(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, "127.0.0.1");
		const settle = (isOpen: boolean) => {
			socket.destroy();
			resolve(isOpen);
		};
		socket.once("connect", () => settle(true)).once("error", () => settle(false));
	});
}

export async function startRedis(folder: string): Promise<Program & { readonly url: string }> {
	const port = await freePort();
	const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
	const program = new Program({
		command: "redis-server",
		args,
		logFile: join(folder, "redis.log"),
		isReady: () => listens(port),
	});
	await program.start();
	return Object.assign(program, { url: `redis://127.0.0.1:${port}` });
}

/** Every request goes to the next gateway, so that sessions land on all of them. */
function nginxConfig(folder: string, port: number, gateways: ReadonlyArray<number>): string {
	const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
	return `
worker_processes 2;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
events { worker_connections 1024; }
http {
	access_log off;
	${temp.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(" ")}
	map $http_upgrade $connection_header { default upgrade; "" ""; }
	upstream gateways { ${gateways.map((gateway) => `server 127.0.0.1:${gateway} fail_timeout=1s;`).join(" ")} }
	server {
		listen 127.0.0.1:${port};
		client_max_body_size 1100k;
		location / {
			proxy_pass http://gateways;
			proxy_http_version 1.1;
			proxy_set_header Connection $connection_header;
			proxy_set_header Upgrade $http_upgrade;
			proxy_connect_timeout 3s;
			proxy_read_timeout 90s;
			proxy_buffering off;
		}
	}
}
`;
}

export async function startNginx(
	folder: string,
	gateways: ReadonlyArray<number>,
): Promise<Program & { readonly port: number }> {
	const nginx = demandNginx();
	const port = await freePort();
	const own = join(folder, "nginx");
	mkdirSync(own);
	writeFileSync(join(own, "nginx.conf"), nginxConfig(own, port, gateways));
	const program = new Program({
		command: nginx,
		args: ["-p", own, "-c", join(own, "nginx.conf"), "-e", join(own, "error.log"), "-g", "daemon off;"],
		logFile: join(folder, "nginx.log"),
		isReady: () => listens(port),
	});
	await program.start();
	return Object.assign(program, { port });
}

export interface GatewayProcess extends Program {
	readonly port: number;
	/** How many game servers it has; 0 while it is away. */
	readonly sessions: () => Promise<number>;
}

export async function startGatewayProcess(
	env: Readonly<Record<string, string>>,
	logFile: string,
): Promise<GatewayProcess> {
	const port = await freePort();
	const health = async () => {
		const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
		return response?.ok === true ? ((await response.json()) as { sessions: number }) : undefined;
	};
	const isReady = async () =>
		(await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.status === 200;
	const program = new Program({
		command: process.execPath,
		args: ["--import", "tsx", "gateway/src/main.ts"],
		env: { ...env, PORT: `${port}` },
		logFile,
		isReady,
	});
	await program.start();
	return Object.assign(program, { port, sessions: async () => (await health())?.sessions ?? 0 });
}

/** A way to a port on which the WebSockets can be cut. */
export async function startCutter(to: number) {
	const upgraded = new Set<Socket>();
	const clients = new Set<Socket>();
	const server = createServer((client) => {
		const upstream = connect(to, "127.0.0.1");
		clients.add(client);
		const end = () => {
			clients.delete(client);
			upgraded.delete(client);
			client.destroy();
			upstream.destroy();
		};
		client.on("data", (chunk) => {
			if (/^GET \/v1\/connect/.test(chunk.toString("latin1"))) upgraded.add(client);
		});
		client.pipe(upstream).pipe(client);
		for (const side of [client, upstream]) side.on("error", end).on("close", end);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		port: (server.address() as AddressInfo).port,
		/** How many were cut. */
		cut: (): number => {
			const sockets = [...upgraded];
			for (const socket of sockets) socket.resetAndDestroy();
			return sockets.length;
		},
		close: () => {
			for (const client of clients) client.destroy();
			server.close();
		},
	};
}
