import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { executeLuau } from "../stand-ins/edit-session.ts";
import { type FakeOpenCloudOptions, startFakeOpenCloud } from "../stand-ins/open-cloud/fake-open-cloud.ts";
import { environment, FAILING, PASSING, specProject } from "./support/programs.ts";
import { runLine, VirtualClock } from "./support/terminal.ts";

const KEY = "the-key";
const WAITS_FOR_EVER = 'it("waits", function() while true do task.wait(1) end end)';

/** The command line against the fake, which runs its scripts in the headless engine. */
async function cloudLine(
	t: TestContext,
	specs: Readonly<Record<string, string>>,
	{
		argv = [],
		env = {},
		...settings
	}: Partial<FakeOpenCloudOptions> & { argv?: string[]; env?: object } = {},
) {
	const project = specProject(t, specs);
	const clock = new VirtualClock();
	const fake = await startFakeOpenCloud({
		key: KEY,
		universe: "11",
		place: "22",
		now: clock.now,
		execute: (luau) => executeLuau({ projectFile: project, luau, timeoutSeconds: 5 }),
		...settings,
	});
	t.after(fake.close);
	const line = [
		"cloud",
		"--universe",
		"11",
		"--place",
		"22",
		"--url",
		fake.url,
		"--project",
		project,
		...argv,
	];
	const run = await runLine(line, { clock, env: environment(t, { ROBLOX_API_KEY: KEY, ...env }) });
	return { ...run, waited: clock.seconds, exchanges: fake.exchanges };
}

describe("npm run roblox -- cloud", () => {
	test("publishes the place, runs the specs of each room and prints what npm test prints", async (t) => {
		const { code, output, exchanges } = await cloudLine(t, {
			town: PASSING,
			"net/sum": PASSING,
			"wire/sum": PASSING,
		});
		assert.equal(code, 0, output);
		assert.match(
			output,
			/^Published the test place 22 as version 1\.\nRunning the specs on Roblox's servers, in tasks: 3 …$/m,
		);
		for (const room of ["net", "wire", "the rest"])
			assert.match(output, new RegExp(`^  \\d/3 ${room}: done`, "m"));
		assert.match(output, /^\| specs on Roblox \| 3 \| 0 \| 0 \| [\d.]+ \|$/m);
		assert.match(output, /^3 passed, 0 failed$/m);
		assert.ok(exchanges.every(({ status }) => status === 200));
	});

	test("counts as left out only what no task runs", async (t) => {
		const specs = { town: PASSING, "net/sum": PASSING, "net/more": PASSING, "roblox/body": FAILING };
		const { code, output } = await cloudLine(t, specs);
		assert.equal(code, 0, output);
		assert.match(output, /^Spec files left out: 1\. They need a running game/m);
		assert.match(output, /^3 passed, 0 failed$/m);
		const rooms = await cloudLine(t, { "net/sum": PASSING, "roblox/body": FAILING });
		assert.match(rooms.output, /^Spec files left out: 1\. /m);
		const none = await cloudLine(t, { town: PASSING, "net/sum": PASSING });
		assert.doesNotMatch(none.output, /left out/);
	});

	test("exits 1 when a spec fails, and names it", async (t) => {
		const { code, output } = await cloudLine(t, { "net/sum": PASSING, "net/wrong": FAILING });
		assert.equal(code, 1);
		assert.match(output, /^FAILED ServerScriptService\.Specs\.net > wrong > errs – ünicode 🙂$/m);
		assert.match(output, /^1 passed, 1 failed$/m);
	});

	test("a room that takes too long fails, with the end of its log, and the others count", async (t) => {
		const slow = `print("before the wait")\n${WAITS_FOR_EVER}`;
		const { code, output } = await cloudLine(t, { "net/sum": PASSING, "slow/slow": slow });
		assert.equal(code, 1);
		assert.match(
			output,
			/^FAILED the specs of slow\n {4}the specs took longer than the 300 s that a task may take/m,
		);
		assert.match(output, /^ {4}before the wait$/m);
		assert.match(output, /^1 passed, 1 failed$/m);
	});

	test("reads a long log page by page", async (t) => {
		const talkative = 'for line = 1, 25 do print("line", line) end\nit("talks", function() end)';
		const { output, exchanges } = await cloudLine(
			t,
			{ "net/talk": talkative },
			{ argv: ["--logs"], messagesPerPage: 10 },
		);
		const lines = [...output.matchAll(/^line\s+(\d+)$/gm)].map(([, line]) => Number(line));
		assert.deepEqual(
			lines,
			Array.from({ length: 25 }, (_, index) => index + 1),
		);
		assert.ok(exchanges.filter(({ operation }) => operation === "listLogs").length >= 3);
	});

	test("keeps to five new tasks a minute, and says that it waits", async (t) => {
		const rooms = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((room) => [`room${room}/sum`, PASSING]));
		const { code, output, exchanges } = await cloudLine(t, rooms, { taskSeconds: 0 });
		assert.equal(code, 0, output);
		assert.deepEqual(
			exchanges.filter(({ status }) => status === 429),
			[],
		);
		assert.match(output, /^ {2}Open Cloud allows 5 of these requests a minute: waiting \d+ s$/m);
	});

	test("waits as long as a refusal asks, and goes on", async (t) => {
		const faults = { createTask: [{ status: 429, retryAfter: "40" }], getTask: [{ status: 429 }] };
		const { code, output, waited } = await cloudLine(t, { "net/sum": PASSING }, { faults });
		assert.equal(code, 0, output);
		assert.match(output, /^ {2}Open Cloud asks for patience: waiting 40 s$/m);
		assert.ok(waited >= 42, `waited ${waited} s`);
	});

	test("gives up when the rate limit refuses for ever", async (t) => {
		const faults = { createTask: Array.from({ length: 9 }, () => ({ status: 429 })) };
		const { code, output } = await cloudLine(t, { "net/sum": PASSING }, { faults });
		assert.equal(code, 1);
		assert.match(output, /Open Cloud's rate limit refused the request 6 times\. Try again later\.$/);
	});

	test("asks again where Open Cloud fails or breaks off, but makes no task twice", async (t) => {
		const faults = { getTask: [{ status: 503 }, { kind: "breaks" as const }] };
		assert.equal((await cloudLine(t, { "net/sum": PASSING }, { faults })).code, 0);
		const failing = await cloudLine(t, { "net/sum": PASSING }, { faults: { createTask: [{ status: 500 }] } });
		assert.equal(failing.code, 1);
		assert.match(failing.output, /Open Cloud failed \(500\)/);
		assert.equal(failing.exchanges.filter(({ operation }) => operation === "createTask").length, 1);
	});

	test("says that the key is missing, and sends nothing", async (t) => {
		const { code, output, exchanges } = await cloudLine(
			t,
			{ sum: PASSING },
			{ env: { ROBLOX_API_KEY: " " } },
		);
		assert.equal(code, 2);
		assert.match(
			output,
			/^The key is missing: set ROBLOX_API_KEY to an Open Cloud API key with universe-places:write and/,
		);
		assert.equal(exchanges.length, 0);
	});

	test("says that the key is refused, without showing it", async (t) => {
		const { code, output } = await cloudLine(t, { sum: PASSING }, { env: { ROBLOX_API_KEY: "stale-key" } });
		assert.equal(code, 1);
		assert.match(output, /^Open Cloud refuses the key in ROBLOX_API_KEY\. It needs .* \(401\)/);
		assert.doesNotMatch(output, /stale-key/);
	});

	for (const [id, problem] of [
		["universe", /^Open Cloud knows no such game or place \(404\)/],
		["place", /^The place does not belong to this game \(409\)/],
	] as const) {
		test(`says that the ${id} is wrong`, async (t) => {
			const { code, output } = await cloudLine(t, { sum: PASSING }, { [id]: "99" });
			assert.equal(code, 1);
			assert.match(output, problem);
		});
	}

	test("an Open Cloud that cannot be reached is said so", async (t) => {
		const env = environment(t, { ROBLOX_API_KEY: KEY });
		const argv = ["cloud", "--universe", "1", "--place", "2", "--url", "http://127.0.0.1:1"];
		const { code, output } = await runLine(argv, { env });
		assert.equal(code, 1);
		assert.match(output, /^Open Cloud cannot be reached: /);
	});

	test("the key does not cross a network in clear", async (t) => {
		const env = environment(t, { ROBLOX_API_KEY: KEY });
		const argv = ["cloud", "--universe", "1", "--place", "2", "--url", "http://example.com"];
		const { code, output } = await runLine(argv, { env });
		assert.equal(code, 2);
		assert.match(output, /^--url begins with https:\/\/, or with http:\/\/ on this machine/);
	});

	for (const [argv, problem] of [
		[["cloud", "--place", "2"], /^--universe is missing/],
		[["cloud", "--universe", "1x", "--place", "2"], /^--universe is a number of digits, not "1x"/],
		[["cloud", "--universe", "1", "--place", "2", "--key", KEY], /^Unknown option '--key'/],
	] as const) {
		test(`"${argv.join(" ")}" is refused`, async () => {
			const { code, output } = await runLine(argv);
			assert.equal(code, 2);
			assert.match(output, problem);
		});
	}
});
