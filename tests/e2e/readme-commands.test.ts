import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { startScriptedModel, type ScriptedModel } from "@townsfolk/playtest";
import { parseOptions } from "../../playtest/src/cli/options.ts";
import { eventually } from "./support/town.ts";

/** The commands of gateway/README.md, run as they stand there; only paths, ports and the model are this test's. */

const ROOT = join(import.meta.dirname, "../..");

/** The shell commands of a document, block by block, without the list's indentation. */
function shellBlocks(file: string): string[] {
	const text = readFileSync(join(ROOT, file), "utf8");
	return [...text.matchAll(/^( *)```sh\n([^]*?)^ *```$/gm)].map(([, indent, block]) =>
		block!.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
	);
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

describe("the commands of the gateway's README", () => {
	const folder = mkdtempSync(join(tmpdir(), "townsfolk-readme-"));
	const running: ChildProcess[] = [];
	let model: ScriptedModel;
	let printed = "";
	let own: (text: string) => string;
	let ports: { appServer: number; gateway: number };

	before(async () => {
		model = await startScriptedModel({ wordsPerSecond: 200 });
		ports = { appServer: await freePort(), gateway: await freePort() };
		own = (text) =>
			text
				.replaceAll("/var/lib/letta", join(folder, "letta"))
				.replaceAll("/etc/townsfolk", join(folder, "etc"))
				.replaceAll("http://127.0.0.1:11434/v1", model.baseUrl)
				.replaceAll("llama3.1:latest", model.modelId)
				.replaceAll(":4500", `:${ports.appServer}`)
				.replaceAll("localhost:8787", `localhost:${ports.gateway}`);
	});

	after(async () => {
		for (const { pid } of running) if (pid !== undefined) endGroup(pid);
		await model.close();
		rmSync(folder, { recursive: true, force: true });
	});

	function endGroup(pid: number): void {
		try {
			process.kill(-pid, "SIGKILL");
		} catch {
			// It has ended already.
		}
	}

	/** Ends the shell with all that it has started when this process is gone, and with it the other end of standard input. */
	const ENDS_WITH_US = "exec 3<&0 0</dev/null; { cat <&3 >/dev/null; kill -KILL 0; } &";

	/** A shell that stays: its last command runs on. */
	function startShell(commands: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
		const child = spawn("bash", ["-euc", `${ENDS_WITH_US}\n${own(commands)}`], {
			cwd: ROOT,
			env: { ...process.env, ...env },
			detached: true,
			stdio: ["pipe", "pipe", "pipe"],
		});
		for (const stream of [child.stdout!, child.stderr!])
			stream.on("data", (chunk: Buffer) => (printed += chunk.toString()));
		running.push(child);
		return child;
	}

	const isUp = async (url: string, child: ChildProcess) => {
		assert.equal(child.exitCode, null, printed);
		return fetch(url).then(
			({ ok }) => ok || undefined,
			() => undefined,
		);
	};

	test("unpack and start the App Server, start the gateway, play a scene, and hold a talk by hand", async () => {
		const [unpack, startAppServer, startGateway, play, , keys, talk] = shellBlocks("gateway/README.md");
		mkdirSync(join(folder, "etc"));
		const appServer = startShell(`${unpack}\n${startAppServer}`);
		const readyz = `http://127.0.0.1:${ports.appServer}/readyz`;
		await eventually("the App Server is ready", () => isUp(readyz, appServer), 120);

		// A shell in which somebody has played with a model of their own.
		const shell = {
			TOWNSFOLK_LLM_KEY: "sk-of-npm-start",
			PORT: String(ports.gateway),
			LETTA_APP_SERVER_URL: `ws://127.0.0.1:${ports.appServer}`,
		};
		const gateway = startShell(startGateway!, shell);
		await eventually(
			"the gateway is ready",
			() => isUp(`http://127.0.0.1:${ports.gateway}/readyz`, gateway),
			60,
		);

		const played = promisify(execFile)("bash", ["-euc", `${own(play!)} < /dev/null`], { cwd: ROOT });
		const { stdout: scene } = await played;
		console.log(scene);
		assert.match(scene, /every line was answered/);

		const { stdout: listed } = await promisify(execFile)("bash", ["-euc", own(keys!)], { cwd: ROOT });
		assert.match(listed, /harbour/);

		const { stdout } = await promisify(execFile)("bash", ["-euc", own(talk!)], { cwd: folder });
		console.log(stdout);
		for (const part of ['"sessionId":', '"event":"agentReady"', '"event":"sentence"', '"event":"turnDone"'])
			assert.ok(stdout.includes(part), `${part} is not in ${stdout}`);
		assert.doesNotMatch(stdout, /"error"/);
	});

	test("leave no door open: the App Server wants its token", async () => {
		const { WebSocket } = await import("ws");
		const socket = new WebSocket(`ws://127.0.0.1:${ports.appServer}/ws`);
		const status = await new Promise((resolve) => {
			socket.on("unexpected-response", (_, { statusCode }) => resolve(statusCode));
			socket.on("open", () => resolve("open"));
			socket.on("error", () => {});
		});
		socket.terminate();
		assert.equal(status, 401);
	});
});

describe("the commands of README and CONTRIBUTING", () => {
	const commands = ["README.md", "CONTRIBUTING.md"].flatMap((file) => {
		const text = readFileSync(join(ROOT, file), "utf8");
		const inline = [...text.matchAll(/`((?:npm|node) [^`\n]+)`/g)].map(([, command]) => command!);
		const blocks = shellBlocks(file).flatMap((block) => block.split("\n"));
		return [...inline, ...blocks].map((command) => command.replace(/ +#.*/, "").trim());
	});

	test("to play are understood by npm start", () => {
		const starts = commands.filter((command) => command.startsWith("npm start -- "));
		assert.ok(starts.length >= 2, commands.join("; "));
		for (const command of starts) {
			const request = parseOptions(command.split(" ").slice(3), { TOWNSFOLK_LETTA_KEY: "k" });
			assert.notEqual(request.kind, "invalid", `${command}: ${JSON.stringify(request)}`);
		}
	});

	test("to run one spec file and one test file run", async () => {
		const ones = commands.filter((command) => command.startsWith("node "));
		assert.equal(ones.length, 2, ones.join("; "));
		for (const command of ones) await promisify(execFile)("bash", ["-euc", command], { cwd: ROOT });
	});

	test("to list what there is help", async () => {
		for (const command of ["npm run load -- --help", "npm run bench -- --help", "npm test -- --help"]) {
			const { stdout } = await promisify(execFile)("bash", ["-euc", command], { cwd: ROOT });
			assert.match(stdout, /npm (run load|run bench|test) \[?--/, command);
		}
	});
});
