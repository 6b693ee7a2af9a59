import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startTestGateway } from "./support/gateway.ts";
import { DEPLOY } from "./support/nginx.ts";
import { setUpFile } from "./support/setup.ts";

/** What failed when the Compose file met a Docker daemon, and needs no Docker to be seen. */

const COMPOSE = readFileSync(join(DEPLOY, "compose/compose.yaml"), "utf8");

function service(name: string): string {
	const rest = COMPOSE.split(new RegExp(`^ {2}${name}:.*$`, "m"))[1];
	assert.ok(rest !== undefined, `there is no service ${name}`);
	return rest.split(/^ {0,2}\S/m)[0]!;
}

test("the App Server finds the machine's own model by the name that the guide connects", () => {
	const guide = readFileSync(join(DEPLOY, "README.md"), "utf8");
	const host = guide.match(/--base-url http:\/\/([\w.]+):/)![1]!;
	assert.match(service("app-server"), new RegExp(`extra_hosts: \\["${host}:host-gateway"\\]`));
});

/** The services by name, in the file's order. */
const SERVICES = [...COMPOSE.match(/^services:\n([^]*?)^\S/m)![1]!.matchAll(/^ {2}([\w-]+):/gm)].map(
	([, name]) => name!,
);
const GATEWAYS = SERVICES.filter((name) => name.startsWith("gateway"));

/** The end of a service's fixed address in the network that nginx and the gateways share. */
const edgeAddress = (name: string): string | undefined =>
	service(name).match(/edge: \{ ipv4_address: "\$\{EDGE_NETWORK:-10\.87\.87\}(\.\d+)" \}/)?.[1];

/** A setting of a service's environment, with the network's default. */
function setting(name: string, key: string): string {
	const value = service(name).match(new RegExp(`^ {6}${key}: (.+)$`, "m"));
	assert.ok(value !== null, `${name} has no ${key}`);
	return value[1]!.replaceAll("${EDGE_NETWORK:-10.87.87}", "10.87.87");
}

const addressOf = (name: string): string => `10.87.87${edgeAddress(name)}`;

test("nginx knows the addresses of all gateways without asking anybody, and they stay the same", () => {
	const upstream = readFileSync(join(DEPLOY, "compose/upstream.conf"), "utf8");
	const asked = [...upstream.matchAll(/^\tserver ([\w-]+):8787\b/gm)].map(([, name]) => name);
	assert.deepEqual(asked, GATEWAYS);
	const known = [...service("nginx").matchAll(/"([\w-]+):\$\{EDGE_NETWORK:-10\.87\.87\}(\.\d+)"/g)];
	assert.deepEqual(
		known.map(([, name, end]) => [name, end]),
		GATEWAYS.map((name) => [name, edgeAddress(name)]),
	);
});

test("no container is given the address of a gateway that is away", () => {
	const members = SERVICES.filter((name) => /\bedge\b/.test(service(name)));
	assert.deepEqual(members, ["nginx", ...GATEWAYS]);
	const addresses = members.map(edgeAddress);
	assert.ok(!addresses.includes(undefined), addresses.join(", "));
	assert.equal(new Set(addresses).size, members.length, addresses.join(", "));
});

test("gateways listen where nginx and the other gateway are, and believe nobody else", () => {
	const believed = ["nginx", ...GATEWAYS].map(addressOf).join(",");
	assert.equal(setting("gateway-1", "TOWNSFOLK_TRUSTED_PROXIES"), believed);
	assert.doesNotMatch(service("gateway-2"), /TOWNSFOLK_TRUSTED_PROXIES/);
	for (const name of GATEWAYS) {
		assert.equal(setting(name, "HOST"), addressOf(name));
		assert.equal(setting(name, "TOWNSFOLK_ADVERTISE_URL"), `http://${addressOf(name)}:8787`);
	}
});

test("every container comes back after a crash, and its log does not grow without end", () => {
	for (const name of SERVICES)
		if (!service(name).includes("<<: *gateway")) assert.match(service(name), /<<: \*(always|hardened)/, name);
	assert.match(COMPOSE, /^x-always: &always\n {2}restart: unless-stopped\n {2}logging: .*max-size/m);
	assert.match(COMPOSE, /^x-hardened: &hardened\n {2}<<: \*always/m);
});

test("nginx and certbot end when they are told to", () => {
	assert.match(service("nginx"), /stop_signal: SIGTERM/);
	assert.match(service("certbot"), /init: true/);
});

test("nginx asks a gateway that did not answer again within seconds", () => {
	for (const path of ["compose/upstream.conf", "nginx/upstream.conf"]) {
		const servers = readFileSync(join(DEPLOY, path), "utf8").match(/^\tserver .*/gm)!;
		for (const line of servers) assert.match(line, / fail_timeout=[1-3]s;/, path);
	}
});

/** Runs a service's health check here. */
function healthOf(name: string, environment: Readonly<Record<string, string>>): Promise<number | null> {
	const script = service(name)
		.match(/\s-e(?:,|\n\s+-)\s"([^"]+)"/)![1]!
		.replace(/\n\s*/g, " ");
	const child = spawn(process.execPath, ["-e", script], { env: { ...process.env, ...environment } });
	return new Promise((resolve) => child.on("exit", resolve));
}

test("Docker calls a gateway unhealthy while NPCs would not answer", async () => {
	const gateway = await startTestGateway();
	try {
		const environment = { HOST: "127.0.0.1", PORT: String(gateway.port) };
		assert.equal(await healthOf("gateway-1", environment), 0);
		gateway.setUp(false);
		assert.equal(await healthOf("gateway-1", environment), 1);
	} finally {
		await gateway.close();
	}
});

test("Redis takes the gateways' connections, whatever its build has as the default", () => {
	assert.match(service("redis"), /"--protected-mode",\s+"no",/);
});

const { folder } = setUpFile();

/** Runs the container's script with these programs in the place of the real ones. */
function startScript(name: string, programs: Readonly<Record<string, string>>) {
	const own = join(folder, name);
	const [bin, from, to] = ["bin", "from", "conf.d"].map((part) => join(own, part)) as [
		string,
		string,
		string,
	];
	for (const path of [own, bin, from, to]) mkdirSync(path);
	for (const [program, lines] of Object.entries(programs))
		writeFileSync(join(bin, program), `#!/bin/sh\ncd ${own}\n${lines}\n`, { mode: 0o755 });
	for (const path of ["nginx/townsfolk.conf", "nginx/townsfolk-http.conf", "compose/upstream.conf"])
		writeFileSync(join(from, path.split("/")[1]!), readFileSync(join(DEPLOY, path)));
	writeFileSync(join(own, "fullchain.pem"), "");
	// As the image has it.
	writeFileSync(join(own, "nginx.conf"), "events {\n    worker_connections  1024;\n}\n");
	const { status, stderr } = spawnSync("sh", [join(DEPLOY, "compose/nginx-start.sh")], {
		encoding: "utf8",
		env: {
			PATH: `${bin}:${process.env.PATH}`,
			DOMAIN: "npc.example.org",
			TOWNSFOLK_CONFIG: from,
			NGINX_CONFIG: to,
			NGINX_MAIN: join(own, "nginx.conf"),
			CERTIFICATE: join(own, "fullchain.pem"),
		},
	});
	assert.equal(status, 0, stderr);
	return (path: string) => readFileSync(join(own, path), "utf8");
}

test("nginx in a container logs to its output, and takes as many connections as its limits allow", () => {
	// `sleep` ends the script's watch at once, which would go on after nginx has ended.
	const read = startScript("start", { nginx: "", sleep: "kill $PPID" });
	const config = read("conf.d/townsfolk.conf");
	assert.match(config, /server_name npc\.example\.org;/);
	assert.deepEqual(config.match(/access_log \S+/g), ["access_log /dev/stdout"]);
	const allowed = Number(config.match(/limit_conn townsfolk_all (\d+)/)![1]);
	// One to the client and one to the gateway.
	const connections = Number(read("nginx.conf").match(/worker_connections (\d+);/)?.[1]);
	assert.ok(connections >= 2 * allowed, `${connections} for ${allowed} clients`);
});

test("nginx in a container reads each new certificate once, and again where it could not", () => {
	// Certificates come in the second and the fourth pause. The reload after the fourth fails.
	const read = startScript("watch", {
		nginx: `[ "$1" = -s ] || exit 0; echo "$(cat pauses) pauses: $(cat fullchain.pem)" >> reloads; [ "$(cat pauses)" != 4 ]`,
		sleep: `pauses=$(($(cat pauses 2>/dev/null || echo 0) + 1)); echo $pauses > pauses
			case $pauses in 2 | 4) echo "certificate $pauses" > fullchain.pem ;; 7) kill $PPID ;; esac`,
	});
	assert.deepEqual(read("reloads").trim().split("\n"), [
		"1 pauses: ",
		"2 pauses: certificate 2",
		"4 pauses: certificate 4",
		"5 pauses: certificate 4",
	]);
});
