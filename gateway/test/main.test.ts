import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, it } from "node:test";

const MAIN = join(import.meta.dirname, "../src/main.ts");
const GOOD = {
	TOWNSFOLK_TOKEN: "a-token-of-24-characters",
	LETTA_MODEL: "openai-compatible/test",
	// Nobody listens there: the gateway runs without its back end.
	LETTA_APP_SERVER_URL: "ws://127.0.0.1:9",
	PORT: "0",
};

/** Then a process that does not end when it is told to is killed, and has no exit code. */
const PATIENCE_MS = 20_000;

const HEADERS = { authorization: `Bearer ${GOOD.TOWNSFOLK_TOKEN}`, "content-type": "application/json" };
const openSession = (address: string, serverId: string) =>
	fetch(`${address}/v1/sessions`, {
		method: "POST",
		headers: HEADERS,
		body: JSON.stringify({ protocol: 1, placeId: 1, serverId, memoryMode: "session" }),
	});

const running = new Set<ChildProcess>();

/** Starts the gateway as its own process. */
function startMain(env: Record<string, string>) {
	const child = spawn(process.execPath, ["--import", "tsx", MAIN], {
		env: { PATH: process.env.PATH ?? "", ...env },
		stdio: ["ignore", "pipe", "pipe"],
	});
	running.add(child);
	const output = { text: "" };
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding("utf8").on("data", (text: string) => (output.text += text));
	}
	const ended = once(child, "close").then(([code]) => code as number | null);
	const stop = () => {
		child.kill("SIGTERM");
		const patience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
		return ended.finally(() => clearTimeout(patience));
	};
	const listening = async () => {
		for (;;) {
			const address = /Server listening at (http:\/\/[^"]+)/.exec(output.text)?.[1];
			if (address !== undefined) return address;
			if (child.exitCode !== null) throw new Error(output.text);
			await once(child.stdout, "data");
		}
	};
	return { child, output, ended, listening, stop };
}

describe("the gateway's process", () => {
	// A test that fails leaves none behind.
	afterEach(() => {
		for (const child of running) child.kill("SIGKILL");
		running.clear();
	});

	it("does not start with a wrong variable, and says which", async () => {
		const { output, ended } = startMain({ ...GOOD, PORT: "http", TOWNSFOLK_TOEKN: "x" });
		assert.equal(await ended, 1);
		assert.match(output.text, /PORT is "http"; allowed is a whole number from 0 to 65535/);
		assert.match(output.text, /TOWNSFOLK_TOEKN is not a variable of the gateway/);
	});

	it("is the start script's own child, because tsx would kill it while it stops", () => {
		const { scripts } = JSON.parse(readFileSync(join(MAIN, "../../package.json"), "utf8")) as {
			scripts: Record<string, string>;
		};
		assert.equal(scripts.start, "node --import tsx src/main.ts");
	});

	it("does not start on a port that is taken", async () => {
		const first = startMain(GOOD);
		const port = new URL(await first.listening()).port;
		const second = startMain({ ...GOOD, PORT: port });
		assert.equal(await second.ended, 1);
		assert.match(second.output.text, /The gateway does not start: .*EADDRINUSE/);
		first.child.kill("SIGKILL");
		await first.ended;
	});

	it("does not start at an address that is not this machine's", async () => {
		// Reserved for documentation (RFC 5737).
		const { output, ended } = startMain({ ...GOOD, HOST: "192.0.2.1" });
		assert.equal(await ended, 1);
		assert.match(output.text, /The gateway does not start: .*192\.0\.2\.1/);
	});

	// Windows has no SIGTERM: the process would be ended as by a crash.
	const skip = process.platform === "win32";
	it("answers an open poll and ends with 0 when it is told to stop", { skip }, async () => {
		const { child, output, ended, listening } = startMain(GOOD);
		const address = await listening();
		const headers = { authorization: `Bearer ${GOOD.TOWNSFOLK_TOKEN}`, "content-type": "application/json" };
		const post = (path: string, body: unknown) =>
			fetch(address + path, { method: "POST", headers, body: JSON.stringify(body) });
		const opened = await post("/v1/sessions", {
			protocol: 1,
			placeId: 1,
			serverId: "s",
			memoryMode: "session",
		});
		const { sessionId } = (await opened.json()) as { sessionId: string };
		const poll = post(`/v1/sessions/${sessionId}/frames?wait=25`, { seq: 1, ack: 0, ops: [] });
		// The gateway has the poll when it answers a later request on another connection.
		const health = (await (await fetch(`${address}/healthz`)).json()) as {
			status: string;
			backend: { isUp: boolean };
		};
		assert.deepEqual([health.status, health.backend.isUp], ["degraded", false]);
		assert.equal((await fetch(`${address}/readyz`)).status, 503);

		child.kill("SIGTERM");
		assert.equal((await poll).status, 200);
		assert.equal(await ended, 0);
		assert.match(output.text, /"stopped"/);
		assert.doesNotMatch(output.text, new RegExp(GOOD.TOWNSFOLK_TOKEN));
	});

	it("ends with 0 when its log's reader ended just before", { skip }, async () => {
		const { child, listening, stop } = startMain(GOOD);
		await listening();
		child.stdout.destroy();
		assert.equal(await stop(), 0);
	});

	it("serves on when its log's reader has ended, and ends with 0 when it is told to", { skip }, async () => {
		const { child, listening, stop } = startMain({ ...GOOD, LOG_LEVEL: "trace" });
		const address = await listening();
		child.stdout.destroy();
		// Each of them is logged.
		for (const serverId of ["a", "b", "c"]) {
			assert.equal((await openSession(address, serverId)).status, 201);
		}
		assert.equal(await stop(), 0);
	});
});
