import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
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

test("Redis takes the gateways' connections, whatever its build has as the default", () => {
	assert.match(service("redis"), /"--protected-mode",\s+"no",/);
});

const { folder } = setUpFile();

test("nginx in a container logs to its output", () => {
	const to = join(folder, "conf.d");
	const bin = join(folder, "bin");
	const certificate = join(folder, "fullchain.pem");
	mkdirSync(to);
	mkdirSync(bin);
	writeFileSync(join(bin, "nginx"), "#!/bin/sh\n", { mode: 0o755 });
	// Ends the script's watch at once, which would go on after nginx has ended.
	writeFileSync(join(bin, "sleep"), "#!/bin/sh\nkill $PPID\n", { mode: 0o755 });
	writeFileSync(certificate, "");
	const from = join(folder, "from");
	mkdirSync(from);
	for (const path of ["nginx/townsfolk.conf", "nginx/townsfolk-http.conf", "compose/upstream.conf"])
		writeFileSync(join(from, path.split("/")[1]!), readFileSync(join(DEPLOY, path)));
	const { status, stderr } = spawnSync("sh", [join(DEPLOY, "compose/nginx-start.sh")], {
		encoding: "utf8",
		env: {
			PATH: `${bin}:${process.env.PATH}`,
			DOMAIN: "npc.example.org",
			TOWNSFOLK_CONFIG: from,
			NGINX_CONFIG: to,
			CERTIFICATE: certificate,
		},
	});
	assert.equal(status, 0, stderr);
	const config = readFileSync(join(to, "townsfolk.conf"), "utf8");
	assert.match(config, /server_name npc\.example\.org;/);
	assert.deepEqual(config.match(/access_log \S+/g), ["access_log /dev/stdout"]);
});
