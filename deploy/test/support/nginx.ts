import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Certificate } from "./certificates.ts";

/** A real nginx with the files of deploy/nginx, on loopback and on free ports. */

export const DEPLOY = join(import.meta.dirname, "../..");

/** The program's path; undefined where nginx or openssl is not installed. */
export const NGINX = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx"].find(existsSync);

/** For `skip` of node:test. */
export const NO_NGINX =
	NGINX === undefined ? "no nginx on this machine: apt-get install nginx-light brings it" : false;

export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

/** Replaces a text that must be there: a configuration that has moved on must not make a test that tests nothing. */
export function edit(text: string, ...changes: ReadonlyArray<readonly [string, string]>): string {
	return changes.reduce((before, [find, replace]) => {
		if (!before.includes(find)) throw new Error(`"${find}" is not in the configuration`);
		return before.replaceAll(find, replace);
	}, text);
}

export interface NginxOptions {
	readonly folder: string;
	readonly certificate: Certificate;
	readonly gatewayPorts: ReadonlyArray<number>;
	/** Faults: changes to townsfolk.conf. */
	readonly changes?: ReadonlyArray<readonly [string, string]>;
	/** Changes to townsfolk-http.conf. */
	readonly httpChanges?: ReadonlyArray<readonly [string, string]>;
	/** More for the server, before its first location. */
	readonly serverExtra?: string;
}

export interface Nginx {
	readonly port: number;
	readonly httpPort: number;
	/** `https://localhost:<port>` */
	readonly url: string;
	readonly pid: number;
	/** What nginx has logged of requests, and its errors. */
	readonly accessLog: () => string;
	readonly errorLog: () => string;
	/** Reads the configuration anew, as certbot's hook has it done. */
	readonly reload: () => void;
	readonly stop: () => Promise<void>;
}

interface Ports {
	readonly https: number;
	readonly http: number;
}

/** The configuration as it is shipped, with this test's ports, paths and name. */
function configure(folder: string, { https, http }: Ports, options: NginxOptions): void {
	const { certificate, gatewayPorts, changes = [], httpChanges = [], serverExtra = "" } = options;
	const read = (name: string) => readFileSync(join(DEPLOY, "nginx", name), "utf8");
	const own: ReadonlyArray<readonly [string, string]> = [
		["listen [::]:443 ssl http2", "# listen [::]:443 ssl http2"],
		["listen 443 ssl http2", `listen 127.0.0.1:${https} ssl http2`],
		["/etc/letsencrypt/live/townsfolk/fullchain.pem", certificate.certFile],
		["/etc/letsencrypt/live/townsfolk/privkey.pem", certificate.keyFile],
		["/var/log/nginx/townsfolk.log", join(folder, "access.log")],
		// On a machine that runs all tests at once, the test itself is a slow client.
		["client_body_timeout 10s", "client_body_timeout 60s"],
		["\n\tlocation / {\n", `\n\t${serverExtra}\n\tlocation / {\n`],
	];
	const files = {
		"upstream.conf": edit(read("upstream.conf"), [
			"server 127.0.0.1:8787 fail_timeout=2s;",
			gatewayPorts.map((port) => `server 127.0.0.1:${port} fail_timeout=2s;`).join("\n\t"),
		]),
		"townsfolk.conf": edit(edit(read("townsfolk.conf"), ...changes), ...own).replace(
			"npc.example.com",
			"localhost",
		),
		"townsfolk-http.conf": edit(
			edit(read("townsfolk-http.conf"), ...httpChanges),
			["listen [::]:80;", ""],
			["listen 80;", `listen 127.0.0.1:${http};`],
			["npc.example.com", "localhost"],
			["/var/www/townsfolk-acme", join(folder, "acme")],
		),
		"nginx.conf": mainConfig(folder),
	};
	for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

/** As Debian's, as far as the other files depend on it. */
function mainConfig(folder: string): string {
	const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
		.map((kind) => `\t${kind}_temp_path ${folder}/${kind};`)
		.join("\n");
	return [
		"worker_processes 2;",
		`pid ${folder}/nginx.pid;`,
		`error_log ${folder}/error.log info;`,
		readFileSync(join(DEPLOY, "nginx/worker-limits.conf"), "utf8"),
		"events {\n\tworker_connections 8192;\n}",
		`http {\n\taccess_log off;\n${temp}`,
		"\tinclude upstream.conf;\n\tinclude townsfolk-http.conf;\n\tinclude townsfolk.conf;\n}\n",
	].join("\n");
}

async function isOpen(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, "127.0.0.1");
		socket.on("connect", () => resolve(true));
		socket.on("error", () => resolve(false));
		socket.on("close", () => resolve(false));
		socket.on("connect", () => socket.destroy());
	});
}

const readLog = (file: string): string => (existsSync(file) ? readFileSync(file, "utf8") : "");

async function untilOpen(port: number, child: ChildProcess, folder: string): Promise<void> {
	for (let tries = 0; tries < 200; tries++) {
		if (child.exitCode !== null) break;
		if (await isOpen(port)) return;
		await sleep(50);
	}
	throw new Error(`nginx does not start: ${readLog(join(folder, "error.log"))}`);
}

/** Ended with this process. */
const running = new Set<ChildProcess>();
process.once("exit", () => running.forEach((child) => child.kill("SIGTERM")));

export async function startNginx(options: NginxOptions): Promise<Nginx> {
	const folder = mkdtempSync(join(options.folder, "nginx-"));
	chmodSync(folder, 0o755);
	mkdirSync(join(folder, "acme"));
	const ports = { https: await freePort(), http: await freePort() };
	configure(folder, ports, options);
	const args = ["-p", folder, "-c", join(folder, "nginx.conf")];
	// Says what is wrong in the configuration, which a started nginx only logs.
	execFileSync(NGINX!, [...args, "-t", "-q"], { stdio: ["ignore", "pipe", "pipe"], encoding: "utf8" });
	const child = spawn(NGINX!, [...args, "-g", "daemon off;"], { stdio: "ignore" });
	running.add(child);
	const stop = async () => {
		running.delete(child);
		if (child.exitCode === null) {
			const closed = new Promise((resolve) => child.once("close", resolve));
			child.kill("SIGTERM");
			await closed;
		}
		rmSync(folder, { recursive: true, force: true });
	};
	await untilOpen(ports.https, child, folder).catch(async (error: unknown) => {
		await stop();
		throw error;
	});
	return {
		port: ports.https,
		httpPort: ports.http,
		url: `https://localhost:${ports.https}`,
		pid: child.pid!,
		accessLog: () => readLog(join(folder, "access.log")),
		errorLog: () => readLog(join(folder, "error.log")),
		reload: () => void child.kill("SIGHUP"),
		stop,
	};
}
