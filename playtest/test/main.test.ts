import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { endsWithin, isAlive } from "./support/processes.ts";

const RUNS = join(import.meta.dirname, "..", "..", ".townsfolk", "runs");
const MAIN = join(import.meta.dirname, "..", "src", "main.ts");

describe("npm start, without a terminal", () => {
	let main: ChildProcess | undefined;
	let text = "";

	function start(...args: string[]): ChildProcess {
		text = "";
		main = spawn(process.execPath, [...process.execArgv, MAIN, ...args], {
			stdio: ["pipe", "pipe", "pipe"],
		});
		for (const stream of [main.stdout!, main.stderr!])
			stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
		return main;
	}

	/** The first group of the pattern in what was printed, when it is. */
	async function printed(pattern: RegExp): Promise<string> {
		for (;;) {
			const found = pattern.exec(text);
			if (found !== null) return found[1] ?? "";
			assert.equal(main!.exitCode, null, `ended too early:\n${text}`);
			await sleep(50);
		}
	}

	afterEach(() => main?.kill("SIGKILL"));

	it("refuses an option that it does not know, by name", async () => {
		const [code] = (await once(start("--sceen", "first-meeting"), "close")) as [number];
		assert.equal(code, 2);
		assert.match(text, /Unknown option '--sceen'/);
	});

	it("ends with a message when the model does not answer", async () => {
		const [code] = (await once(start("--llm-url", "http://127.0.0.1:9/v1"), "close")) as [number];
		assert.equal(code, 1);
		assert.match(text, /--llm-url: no answer from http:\/\/127\.0\.0\.1:9\/v1\/models/);
	});

	it("plays lines that are piped in, and ends", async () => {
		const child = start();
		child.stdin!.end("/walk Mara\nHello, Mara!\n/foo\n");
		const [code] = (await once(child, "close")) as [number];
		assert.equal(code, 0, text);
		assert.match(text, /Alex walks to Mara[^]*Alex +says +Hello, Mara![^]*Mara +bubble[^]*no command \/foo/);
		assert.doesNotMatch(text, /The scene is over/);
	});

	it("waits for what an NPC says where Talk is pressed by a line that is piped in", async () => {
		const child = start();
		child.stdin!.end("/walk Mara\n/talk\n");
		const [code] = (await once(child, "close")) as [number];
		assert.equal(code, 0, text);
		assert.match(text, /Alex presses Talk at Mara[^]*Mara +bubble/);
	});

	it("ends everything in order when it is stopped in the middle of the scene", async () => {
		const child = start();
		const appServer = Number(await printed(/Letta App Server .* process (\d+)/));
		await printed(/says +Hello!/);
		assert.ok(isAlive(appServer));
		child.kill("SIGTERM");
		const [code] = (await once(child, "close")) as [number];
		assert.equal(code, 143, text);
		assert.equal(isAlive(appServer), false, "the App Server is an orphan");
		assert.doesNotMatch(text, /not everything ended/);
		assert.equal(text.slice(text.indexOf("SIGTERM: ending")).trim(), "SIGTERM: ending");
		assert.deepEqual(readdirSync(join(RUNS, `${child.pid}-1`)).sort(), [
			"app-server",
			"game.log",
			"gateway.log",
		]);
		assert.deepEqual(readdirSync(join(RUNS, `${child.pid}-1`, "app-server")), ["app-server.log"]);
	});

	it("leaves nothing behind when it is killed", async () => {
		const child = start();
		const appServer = Number(await printed(/Letta App Server .* process (\d+)/));
		child.kill("SIGKILL");
		assert.ok(await endsWithin(appServer, 3), "the App Server is an orphan");
	});
});
