import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { DEPLOY, NGINX, NO_NGINX } from "./support/nginx.ts";
import { setUpFile } from "./support/setup.ts";

/** docs/hosting.md: the commands for nginx and the certificate, as they stand there, in a copy of Debian's /etc/nginx. */

const ROOT = join(DEPLOY, "..");
const GUIDE = readFileSync(join(ROOT, "docs/hosting.md"), "utf8");

/** The shell commands below a heading, up to the next one. */
function commandsBelow(heading: string): string {
	const start = GUIDE.indexOf(`\n${heading}\n`);
	assert.notEqual(start, -1, `there is no heading "${heading}"`);
	const section = GUIDE.slice(start + heading.length + 1).split(/\n#/)[0]!;
	return [...section.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, block]) => block).join("\n");
}

const isRoot = process.getuid?.() === 0;
const SKIP =
	NO_NGINX || (isRoot && existsSync("/etc/nginx/nginx.conf") ? false : "needs root and Debian's nginx");

test("every file of deploy/ that the guide and deploy/README.md name is there", () => {
	const text = `${GUIDE}\n${readFileSync(join(DEPLOY, "README.md"), "utf8")}`;
	const named = [...text.matchAll(/(?<![\w/-])deploy\/[\w./@-]*\w/g)].map(([path]) => path);
	assert.ok(named.length >= 8, named.join(", "));
	assert.deepEqual(
		named.filter((path) => !existsSync(join(ROOT, path)) && !path.endsWith(".env")),
		[],
	);
});

describe("docs/hosting.md", { skip: SKIP }, () => {
	const { folder, authority } = setUpFile();
	const { certFile, keyFile } = authority.issue("good", { dnsName: "npc.example.org" });

	/** What stands for the programs that would change this machine. `certbot` does as the real one: it writes the certificate. */
	function stubs(etc: string): string {
		const live = `${etc}/letsencrypt/live/townsfolk`;
		return [
			`export DOMAIN=npc.example.org EMAIL=you@example.org`,
			`systemctl() { echo "systemctl $*"; }`,
			`certbot() { echo "certbot $*"; mkdir -p ${live}; cp ${certFile} ${live}/fullchain.pem; cp ${keyFile} ${live}/privkey.pem; }`,
			`nginx() { ${NGINX} -c ${etc}/nginx/nginx.conf -e stderr "$@"; }`,
		].join("\n");
	}

	test("gives an nginx that takes its configuration, before and after the certificate", () => {
		const etc = join(folder, "etc");
		const own = (text: string) =>
			text
				.replaceAll("/etc/nginx", `${etc}/nginx`)
				.replaceAll("/etc/letsencrypt", `${etc}/letsencrypt`)
				.replaceAll("/var/www", join(folder, "www"))
				.replaceAll("/var/log/nginx", folder)
				.replaceAll("/opt/townsfolk", ROOT);
		mkdirSync(etc);
		cpSync("/etc/nginx", join(etc, "nginx"), { recursive: true, dereference: true });
		for (const name of ["nginx.conf"]) {
			const file = join(etc, "nginx", name);
			writeFileSync(file, own(readFileSync(file, "utf8")).replace("/run/nginx.pid", `${folder}/nginx.pid`));
		}
		// The shipped configuration names paths as well: the copies that the guide makes are put right as they are read.
		const script = own(commandsBelow("### 5. nginx and the certificate")).replaceAll(
			'npc.example.com/$DOMAIN/"',
			`npc.example.com/$DOMAIN/; s|/etc/letsencrypt|${etc}/letsencrypt|; s|/var/log/nginx|${folder}|; s|/var/www|${folder}/www|"`,
		);
		const { status, stdout, stderr } = spawnSync("bash", ["-euc", `${stubs(etc)}\n${script}`], {
			encoding: "utf8",
		});
		assert.equal(status, 0, stderr);
		assert.equal(stderr.match(/test is successful/g)?.length, 2, stderr);
		assert.match(
			stdout,
			/systemctl restart nginx[^]*certbot certonly[^]*systemctl reload nginx[^]*certbot renew/,
		);
		const read = (path: string) => readFileSync(join(etc, path), "utf8");
		assert.match(read("nginx/nginx.conf"), /worker_connections 8192;/);
		assert.match(read("nginx/sites-enabled/townsfolk.conf"), /server_name npc\.example\.org;/);
		assert.ok(!existsSync(join(etc, "nginx/sites-enabled/default")));
		execFileSync("test", ["-x", join(etc, "letsencrypt/renewal-hooks/deploy/reload-nginx")]);
	});
});
