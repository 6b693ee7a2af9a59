import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { WebSocket } from "ws";
import { ensureAppServer, startAppServer, startScriptedModel } from "../src/index.ts";
import type { AppServer, AppServerExit } from "../src/index.ts";
import { findFreePort } from "../src/app-server/free-port.ts";
import { endsWithin, isAlive } from "./support/processes.ts";

const FAKE = join(import.meta.dirname, "fixtures", "fake-letta.mjs");
const OWNER = join(import.meta.dirname, "fixtures", "owner.ts");
const CACHE = join(import.meta.dirname, "..", "..", ".townsfolk", "cache");
const LLM = { baseUrl: "http://127.0.0.1:9/v1" };

describe("the App Server's process", () => {
	let stateDir: string;
	let server: AppServer | undefined;

	const behave = (behaviour: string) => writeFileSync(join(stateDir, "behaviour"), behaviour);
	const start = async () => (server = await startAppServer({ lettaJs: FAKE, stateDir, llm: LLM }));
	const ready = async () => (await fetch(`${server!.url.replace("ws:", "http:")}/readyz`)).ok;

	beforeEach(() => (stateDir = mkdtempSync(join(tmpdir(), "townsfolk-app-server-"))));
	afterEach(async () => {
		await server?.stop();
		server = undefined;
		rmSync(stateDir, { recursive: true, force: true });
	});

	it("is ready when start returns, and gone when stop returns", async () => {
		const { pid, stop } = await start();
		const started = pid()!;
		assert.ok(await ready());
		await stop();
		assert.equal(isAlive(started), false);
		assert.equal(pid(), undefined);
		await stop();
	});

	it("tells of an end that nobody asked for, and only of that", async () => {
		const { onExit, kill, restart, stop } = await start();
		const exits: AppServerExit[] = [];
		onExit((exit) => exits.push(exit));
		await restart();
		await kill();
		assert.deepEqual(exits, [{ code: null, signal: "SIGKILL" }]);
		await restart();
		await stop();
		assert.equal(exits.length, 1);
	});

	it("comes back on the same port as another process", async () => {
		const { pid, kill, restart, url } = await start();
		const first = pid();
		await kill();
		await restart();
		assert.notEqual(pid(), first);
		assert.equal(server!.url, url);
		assert.ok(await ready());
	});

	it("takes another port when a stranger has got its port first", async (t) => {
		const stranger = createServer((request, response) =>
			response.writeHead(request.url === "/readyz" ? 200 : 401).end(),
		);
		t.after(() => stranger.close());
		stranger.listen(0, "127.0.0.1");
		await once(stranger, "listening");
		const { port: taken } = stranger.address() as AddressInfo;
		const ports = [taken, await findFreePort()];
		const [, free] = ports;
		server = await startAppServer({
			lettaJs: FAKE,
			stateDir,
			llm: LLM,
			findPort: async () => ports.shift()!,
		});
		assert.equal(server.url, `ws://127.0.0.1:${free}`);
	});

	it("writes nothing that other users may read", async () => {
		if (process.platform === "win32") return;
		await start();
		assert.equal(statSync(join(stateDir, "calls")).mode & 0o077, 0);
		assert.equal(statSync(join(stateDir, "home", "transcript")).mode & 0o077, 0);
	});

	it("fails with the end of its log when it crashes while it starts", async () => {
		behave("crash");
		await assert.rejects(start(), /ended while it started \(code 3\)[\s\S]*cannot start/);
	});

	it("fails and leaves no process when it is never ready", async () => {
		behave("never ready");
		const starting = startAppServer({ lettaJs: FAKE, stateDir, llm: LLM, readyTimeoutSeconds: 0.5 });
		await assert.rejects(starting, /not ready after 0\.5 s/);
	});

	it("says why the model's endpoint was refused", async () => {
		behave("refuse");
		await assert.rejects(
			start(),
			/did not accept the model endpoint http:\/\/127\.0\.0\.1:9\/v1: .*bad endpoint/,
		);
	});

	it("gets its token from a file that only its owner may read, and the model's key not by an argument", async () => {
		const llm = { baseUrl: "http://user:a-password@127.0.0.1:9/v1", apiKey: "sk-the-model-key" };
		server = await startAppServer({ lettaJs: FAKE, stateDir, llm });
		const file = join(stateDir, "app-server-token");
		const token = readFileSync(file, "utf8");
		assert.match(token, /^[\w-]{32}$/);
		assert.equal(server.token, token);
		if (process.platform !== "win32") assert.equal(statSync(file).mode & 0o777, 0o600);
		const [connect, listen] = readFileSync(join(stateDir, "calls"), "utf8").trim().split("\n");
		const { seen, args } = JSON.parse(connect!) as Record<"seen" | "args", string[]>;
		assert.deepEqual(args.slice(-4), ["--base-url", llm.baseUrl, "--api-key", llm.apiKey]);
		assert.doesNotMatch(seen.join(" "), /the-model-key|a-password/);
		assert.ok(listen!.includes(`"--ws-auth","capability-token","--ws-token-file","${file}"`));
		assert.ok(!listen!.includes(token));
	});

	it("does not repeat a key or a password when the model's endpoint is refused", async () => {
		behave("refuse");
		const llm = { baseUrl: "http://user:a-password@127.0.0.1:9/v1", apiKey: "sk-the-model-key" };
		const starting = startAppServer({ lettaJs: FAKE, stateDir, llm });
		await assert.rejects(starting, (error: Error) => {
			assert.doesNotMatch(error.message, /the-model-key|a-password/);
			return /127\.0\.0\.1:9\/v1: .*bad endpoint/.test(error.message);
		});
	});

	it("runs with its own home and none of our keys", async () => {
		process.env.LETTA_API_KEY = "not for the server";
		try {
			await start();
		} finally {
			delete process.env.LETTA_API_KEY;
		}
		const settings = readFileSync(join(stateDir, "home", ".letta", "settings.json"), "utf8");
		assert.deepEqual(JSON.parse(settings), { reflectionTrigger: "off", sessionContextEnabled: false });
		if (process.platform !== "linux") return;
		const environment = readFileSync(`/proc/${server!.pid()}/environ`, "utf8");
		assert.ok(environment.includes(`HOME=${stateDir}`));
		assert.ok(!environment.includes("not for the server"));
	});

	for (const signal of ["SIGTERM", "SIGKILL"] as const) {
		it(`ends when the process that started it ends by ${signal}`, async () => {
			behave("deaf");
			const owner = spawn(process.execPath, [...process.execArgv, OWNER, FAKE, stateDir, LLM.baseUrl], {
				stdio: ["ignore", "pipe", "inherit"],
			});
			const [output] = (await once(owner.stdout, "data")) as [Buffer];
			const pid = Number(output.toString());
			assert.ok(isAlive(pid));
			owner.kill(signal);
			assert.ok(await endsWithin(pid, 3), `process ${pid} is an orphan`);
		});
	}

	it("is the real one, takes the scripted model, and lets nobody in without the token", async (t) => {
		const lettaJs = await ensureAppServer({ cacheDir: CACHE });
		const model = await startScriptedModel();
		t.after(() => model.close());
		server = await startAppServer({ lettaJs, stateDir, llm: model });
		const address = server.url.replace("ws:", "http:");
		for (const authorization of ["", "Bearer wrong"]) {
			const socket = new WebSocket(`${server.url}/ws`, { headers: { authorization } });
			const [error] = (await once(socket, "error")) as [Error];
			assert.match(error.message, /401/);
			assert.equal((await fetch(`${address}/app-server-info`, { headers: { authorization } })).status, 401);
		}
		const headers = { authorization: `Bearer ${server.token}` };
		const socket = new WebSocket(`${server.url}/ws`, { headers });
		await once(socket, "open");
		socket.close();
		const info = await fetch(`${address}/app-server-info`, { headers });
		const { success, letta_code_version } = (await info.json()) as Record<string, unknown>;
		assert.deepEqual({ success, letta_code_version }, { success: true, letta_code_version: "0.32.18" });
	});
});
