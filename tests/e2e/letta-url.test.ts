import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import Letta from "@letta-ai/letta-client";
import { createOfficialCalls } from "@townsfolk/simulator/testing";
import { eventually } from "./support/town.ts";

/** `npm start -- --letta-url`: the place speaks with a server of Letta's REST API itself. Only that server is a fake. */

const ROOT = join(import.meta.dirname, "../..");
const KEY = "sk-let-only-this-test-knows-it";
const DEFINITIONS = join(ROOT, "place/ServerStorage/Npcs");
/** Everybody who lives in the place. */
const NPCS = readdirSync(DEFINITIONS)
	.map((file) => JSON.parse(readFileSync(join(DEFINITIONS, file), "utf8")).attributes.DisplayName as string)
	.sort();
/** By which the place finds its agents. */
const TAG = "townsfolk";

/** A started program and what it has printed. */
interface Program {
	readonly child: ChildProcess;
	readonly text: () => string;
	/** Resolves to the exit code. */
	readonly over: Promise<number>;
}

function run(args: ReadonlyArray<string>, env: NodeJS.ProcessEnv = {}): Program {
	const child = spawn(process.execPath, ["--import", "tsx", ...args], {
		cwd: ROOT,
		env: { ...process.env, ...env },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let text = "";
	for (const stream of [child.stdout!, child.stderr!])
		stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
	return { child, text: () => text, over: once(child, "close").then(([code]) => code as number) };
}

/** Of a fake that has been started. */
const addressOf = (program: Program) =>
	eventually("the fake listens", () => /http:\/\/[\d.]+:\d+/.exec(program.text())?.[0]);

describe("npm start with a server of Letta's REST API", () => {
	let fake: Program;
	let url: string;
	let calls: ReturnType<typeof createOfficialCalls>;
	let town: Program | undefined;

	before(async () => {
		fake = run(["simulator/src/letta-cloud/main.ts", "--port", "0", "--key", KEY]);
		url = await addressOf(fake);
		calls = createOfficialCalls(new Letta({ apiKey: KEY, baseURL: url, logLevel: "off" }));
	});

	afterEach(() => town?.child.kill("SIGKILL"));
	after(() => fake.child.kill());

	function start(key: string, ...args: string[]): Program {
		return startAt(url, key, ...args);
	}

	function startAt(at: string, key: string, ...args: string[]): Program {
		const options = ["--letta-url", at, ...args];
		town = run(["playtest/src/main.ts", ...options], { TOWNSFOLK_LETTA_KEY: key });
		return town;
	}

	const printed = (program: Program, what: string) =>
		eventually(
			`“${what}” is printed`,
			() => {
				assert.equal(program.child.exitCode, null, `ended too early:\n${program.text()}`);
				return program.text().includes(what) || undefined;
			},
			120,
		);

	/** The logs of a run, by name. */
	function logsOf({ child }: Program): Record<string, string> {
		const folder = join(ROOT, ".townsfolk", "runs", `${child.pid}-1`);
		return Object.fromEntries(
			readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
		);
	}

	test("plays a scene to its end by agents of that server, which are gone afterwards, and says its key nowhere", async () => {
		const program = start(KEY, "--scene", "first-meeting");
		await printed(program, "Alex walks to Pip");
		const agents = await calls.listAgents([TAG]);
		assert.deepEqual(agents.map(({ name }) => name).sort(), NPCS);
		for (const { name, id } of agents)
			assert.match(program.text(), new RegExp(`${name} +${id}  letta/letta-free`));

		const code = await program.over;
		console.log(program.text());
		assert.equal(code, 0);
		assert.match(program.text(), /every line was answered/);
		assert.match(program.text(), /the place closes +no agent is left/);
		assert.doesNotMatch(program.text(), /App Server|gateway/);
		assert.deepEqual(await calls.listAgents([TAG]), []);

		const logs = logsOf(program);
		assert.deepEqual(Object.keys(logs), ["game.log"]);
		assert.match(logs["game.log"]!, /agent verified/);
		for (const text of [program.text(), ...Object.values(logs), fake.text()])
			assert.ok(!text.includes(KEY), "the key is in an output or a log");
	});

	test("leaves no agent behind when it is told to end, in a scene or while agents are being made", async () => {
		for (const moment of ["Alex walks", "has joined"]) {
			const program = start(KEY);
			await printed(program, moment);
			program.child.kill("SIGTERM");
			assert.equal(await program.over, 143, program.text());
			assert.doesNotMatch(program.text(), /not everything ended/);
			assert.deepEqual(await calls.listAgents([TAG]), [], moment);
		}
	});

	test("ends at once with a message, and makes nothing, when the key is a wrong one", async () => {
		const program = start("another-key");
		const startedAt = performance.now();
		assert.equal(await program.over, 1);
		const seconds = (performance.now() - startedAt) / 1000;
		console.log(`ended after ${seconds.toFixed(1)} s\n${program.text()}`);
		assert.match(program.text(), /--letta-url: .* does not take the key \(401 Unauthorized\)/);
		assert.ok(!program.text().includes("another-key"));
		assert.ok(!program.text().includes("the place"), "the place was not started");
		assert.deepEqual(await calls.listAgents([TAG]), []);
	});

	test("ends at once, and leaves no agent, when the plan has no room for all whom a scene needs", async (t) => {
		const small = run([
			"simulator/src/letta-cloud/main.ts",
			"--port",
			"0",
			"--key",
			KEY,
			"--max-agents",
			"3",
		]);
		t.after(() => small.child.kill());
		const program = startAt(await addressOf(small), KEY);
		assert.equal(await program.over, 1);
		console.log(program.text());
		const [, seconds] = /Not every NPC has a mind after (\d+) s/.exec(program.text()) ?? [];
		assert.ok(Number(seconds) < 30, "it did not wait for what will not come");
		assert.equal(program.text().match(/\w+: Letta's plan allows no more agents/g)?.length, NPCS.length - 3);
		assert.match(program.text(), /no agent is left/);
	});
});
