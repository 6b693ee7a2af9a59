import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { createAppServerBackend, createGateway } from "@townsfolk/gateway";
import { ensureAppServer, startAppServer, startScriptedModel } from "@townsfolk/playtest";
import { TOKEN } from "./support/gateway.ts";
import { DEPLOY, NO_NGINX, startNginx, type Nginx } from "./support/nginx.ts";
import { setUpFile } from "./support/setup.ts";

/** The whole chain over HTTPS: the compiled place, nginx, the gateway, a real Letta App Server and the scripted model. */

const ROOT = join(DEPLOY, "..");

describe("the place behind nginx", { skip: NO_NGINX }, () => {
	const { folder, authority } = setUpFile();
	const cleanups: (() => Promise<unknown>)[] = [];
	/** The paths that came to the gateway. */
	const asked: string[] = [];
	let nginx: Nginx;

	before(async () => {
		const model = await startScriptedModel({ wordsPerSecond: 200 });
		cleanups.unshift(() => model.close());
		const lettaJs = await ensureAppServer({ cacheDir: join(ROOT, ".townsfolk/cache") });
		const stateDir = mkdtempSync(join(folder, "letta-"));
		const appServer = await startAppServer({ lettaJs, stateDir, llm: model });
		cleanups.unshift(() => appServer.stop());
		const backend = createAppServerBackend({
			url: appServer.url,
			token: appServer.token,
			model: `openai-compatible/${model.modelId}`,
			agentDataDirs: appServer.agentDataDirs,
		});
		const gateway = createGateway({ token: TOKEN, backend });
		gateway.addHook("onRequest", async ({ url }) => void asked.push(url.split("?")[0]!));
		await gateway.listen({ host: "127.0.0.1", port: 0 });
		cleanups.unshift(() => gateway.close());
		const { port } = gateway.server.address() as AddressInfo;
		nginx = await startNginx({ folder, certificate: authority.issue("good"), gatewayPorts: [port] });
		cleanups.unshift(() => nginx.stop());
	});
	after(async () => {
		for (const cleanup of cleanups) await cleanup();
	});

	/** An npm script's program, in a process that knows the test's certificate authority. */
	const run = (token: string, program: string, ...args: string[]) => {
		const env = {
			...process.env,
			NODE_EXTRA_CA_CERTS: authority.caFile,
			TOWNSFOLK_GATEWAY_TOKEN: token,
			NODE_TEST_CONTEXT: undefined,
		};
		const all = ["--import", "tsx", join(ROOT, program), ...args];
		const child = promisify(execFile)(process.execPath, all, { cwd: ROOT, env });
		child.child.stdin?.end();
		return child;
	};

	for (const transport of ["auto", "http"]) {
		test(`plays a scene with the transport ${transport}, and nginx refuses none of its requests`, async () => {
			asked.splice(0);
			const options = ["--gateway-url", nginx.url, "--transport", transport];
			const { stdout } = await run(TOKEN, "playtest/src/main.ts", ...options);
			console.log(stdout);
			assert.match(stdout, /every line was answered/);
			assert.equal(asked.includes("/v1/connect"), transport === "auto", asked.join(" "));
			const lines = nginx.accessLog().split("\n");
			assert.deepEqual(
				lines.filter((line) => / (413|429|5\d\d) /.test(line)),
				[],
			);
		});
	}

	const check = (token: string) => {
		const port = String(nginx.httpPort);
		const options = ["--at", "127.0.0.1", "--ca", authority.caFile, "--http-port", port];
		return run(token, "deploy/check/main.ts", nginx.url, ...options);
	};

	test("is all right for deploy:check, with a table and exit code 0", async () => {
		const { stdout } = await check(TOKEN);
		console.log(stdout);
		assert.match(stdout, /\| time-outs +\| ok +\| a poll may wait 25 s/);
		assert.match(stdout, /Game servers can use this gateway/);
	});

	test("is found wrong by deploy:check with another token, with exit code 1", async () => {
		await assert.rejects(
			check("not-the-token-of-it"),
			({ code, stdout }: { code: number; stdout: string }) => {
				assert.match(stdout, /\| token +\| WRONG +\| the gateway does not take the token/);
				return code === 1;
			},
		);
	});
});
