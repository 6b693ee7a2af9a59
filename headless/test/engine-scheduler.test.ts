import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt } from "./support/attempt.ts";
import { createScriptedWorld } from "./support/scripted-world.ts";

const NOTES = "local heard = {} local function note(x) table.insert(heard, x) end ";

test("threads", async (t) => {
	const { world, logs } = await createScriptedWorld(t, {});
	await world.start();
	const run = (luau: string, peer = "server") => attempt(world, NOTES + luau, peer);

	await t.test(
		"spawn runs now, defer at the end of the resumption point, delay and wait on a later frame",
		async () => {
			const luau = `
			task.delay(0, note, "delay") task.defer(note, "defer") task.spawn(note, "spawn") note("here")
			task.wait() note("waited") return heard`;
			assert.deepEqual(await run(luau), ["spawn", "here", "defer", "delay", "waited"]);
		},
	);

	await t.test("waits end in the order of their times, whatever the order of asking", async () => {
		const luau =
			"for _, s in { 0.3, 0.1, 0.2, 0.1 } do task.delay(s, note, s) end task.wait(0.5) return heard";
		assert.deepEqual(await run(luau), [0.1, 0.1, 0.2, 0.3]);
	});

	await t.test("a wait is never shorter than asked for, and at most a frame longer", async () => {
		const luau =
			"for _, s in { 0, 1 / 30, 0.1, 1 } do local w = task.wait(s) note(w >= s and w < s + 2 / 30) end return heard";
		assert.deepEqual(await run(luau), [true, true, true, true]);
	});

	await t.test("a cancelled thread does not come back", async () => {
		const luau = `
			local delayed = task.delay(0.1, note, "delayed") task.cancel(delayed)
			local waiting = task.spawn(function() task.wait(0.1) note("waited") end) task.cancel(waiting)
			local deferred = task.defer(note, "deferred") task.cancel(deferred)
			task.wait(0.3) return { #heard, coroutine.status(waiting) }`;
		assert.deepEqual(await run(luau), [0, "dead"]);
		assert.equal(await run("task.cancel(coroutine.running())"), "error: cannot cancel thread");
	});

	await t.test("a coroutine of a script's own can wait", async () => {
		const luau =
			"local co = coroutine.wrap(function() note(1) task.wait(0.1) note(2) end) co() task.wait(0.3) return heard";
		assert.deepEqual(await run(luau), [1, 2]);
	});

	await t.test("yields pass through pcall", async () => {
		assert.deepEqual(await run("return { pcall(function() task.wait() return 'through' end) }"), [
			true,
			"through",
		]);
	});

	await t.test("an error ends its own thread only, and is logged with the script's lines", async () => {
		await run("task.spawn(function() local function inner() error('boom') end inner() end) return 1");
		const [error] = logs.filter(({ level }) => level === "error");
		assert.equal(error?.message, "evaluate:1: boom");
		assert.match(error?.trace ?? "", /^evaluate:1 function inner\nevaluate:1/);
	});

	await t.test("a traceback has the script's lines only", async () => {
		logs.length = 0;
		await run("task.spawn(function() workspace.Nope = 1 end) return 1");
		assert.equal(logs[0]?.trace?.trim(), "evaluate:1");
	});

	await t.test("the engine's own errors stand at the script's line", async () => {
		const answer = await world.evaluate(
			"server",
			"\n\nlocal ok, e = pcall(function()\nreturn workspace.Nope end) return e",
		);
		assert.equal(answer, 'evaluate:4: Nope is not a valid member of Workspace "Workspace"');
	});

	await t.test("threads that defer each other without end are dropped, loudly", async () => {
		logs.length = 0;
		assert.equal(await run("local function again() task.defer(again) end again() return 1"), 1);
		assert.match(logs[0]?.message ?? "", /threads defer each other without end/);
	});

	await t.test("what is not offered says so", async () => {
		assert.match(
			String(await run("task.desynchronize()")),
			/task\.desynchronize exists in Roblox but is not implemented/,
		);
		assert.match(String(await run("task.spawn(5)")), /invalid argument #1 \(function or thread expected\)/);
	});

	await t.test("time stands still within a frame and moves by frames", async () => {
		const luau =
			"task.wait() local a = os.clock() for i = 1, 1e5 do end note(os.clock() == a) task.wait() note(math.round((os.clock() - a) * 30)) return heard";
		assert.deepEqual(await run(luau), [true, 1]);
	});

	await t.test("the phases of a frame come in Roblox's order", async () => {
		const phases = (names: string[], peer: string) =>
			run(
				`local R = game:GetService("RunService") local on = true
				for _, n in { ${names.map((name) => `"${name}"`).join(", ")} } do R[n]:Connect(function() if on then note(n) end end) end
				R.Heartbeat:Wait() table.clear(heard) task.spawn(function() task.wait() note("wait") end) R.Heartbeat:Wait() on = false return heard`,
				peer,
			);
		const shared = ["PreAnimation", "PreSimulation", "PostSimulation", "Heartbeat"];
		const withWait = ["PreAnimation", "PreSimulation", "PostSimulation", "wait", "Heartbeat"];
		assert.deepEqual(await phases(shared, "server"), withWait);
		await world.join({ name: "Alex" });
		assert.deepEqual(await phases(["PreRender", ...shared], "Alex"), ["PreRender", ...withWait]);
	});

	await t.test("only clients render", async () => {
		assert.equal(
			await run("return game:GetService('RunService').PreRender"),
			"error: PreRender can only be used on the client",
		);
		assert.deepEqual(
			await run(
				"local R = game:GetService('RunService') return { R:IsServer(), R:IsClient(), R:IsStudio(), R:IsRunning() }",
			),
			[true, false, true, true],
		);
		assert.deepEqual(
			await run("local R = game:GetService('RunService') return { R:IsServer(), R:IsClient() }", "Alex"),
			[false, true],
		);
	});
});
