import assert from "node:assert/strict";
import { test } from "node:test";
import { createWorld } from "../src/index.ts";
import { attempt } from "./support/attempt.ts";
import { createScriptedWorld } from "./support/scripted-world.ts";
import { projectWith, writeProject } from "./support/write-project.ts";

const EVENT =
	"local heard, e = {}, Instance.new('BindableEvent') local function note(x) table.insert(heard, x) end ";

test("signals, immediate as the documentation gives it for the default", async (t) => {
	const { world, logs } = await createScriptedWorld(t, {});
	await world.start();
	const check = (name: string, luau: string, expected: unknown) =>
		t.test(name, async () => assert.deepEqual(await attempt(world, EVENT + luau), expected));

	await check("run their handlers at once", "e.Event:Connect(note) e:Fire('a') note('b') return heard", [
		"a",
		"b",
	]);
	await check(
		"stop on Disconnect",
		"local c = e.Event:Connect(note) c:Disconnect() e:Fire(1) return { #heard, c.Connected }",
		[0, false],
	);
	await check("run Once once", "e.Event:Once(note) e:Fire(1) e:Fire(2) return heard", [1]);
	await check(
		"do not run what was disconnected while they fire",
		"local c e.Event:Connect(function() c:Disconnect() note('first') end) c = e.Event:Connect(note) e:Fire('second') return heard",
		["first"],
	);
	await check(
		"resume who waits, with the arguments",
		"task.spawn(function() note({ e.Event:Wait() }) end) e:Fire(1, 2) return heard",
		[[1, 2]],
	);
	await check(
		"want a function",
		"e.Event:Connect(5)",
		"error: Attempt to connect failed: Passed value is not a function",
	);
	await check(
		"copy tables that bindables carry",
		"local t = { 1 } e.Event:Connect(function(x) note(x ~= t and x[1] == 1) end) e:Fire(t) return heard",
		[true],
	);

	await t.test("do not let one handler's error stop another", async () => {
		const luau =
			"e.Event:Connect(function() error('boom') end) e.Event:Connect(note) e:Fire('ok') return heard";
		assert.deepEqual(await attempt(world, EVENT + luau), ["ok"]);
		assert.equal(
			logs.filter(({ level, message }) => level === "error" && message.endsWith("boom")).length,
			1,
		);
	});

	await t.test("end when they fire each other without end", async () => {
		assert.equal(
			await attempt(world, EVENT + "e.Event:Connect(function() e:Fire() end) e:Fire() return true"),
			true,
		);
		assert.ok(
			logs.some(
				({ message }) => message === "Maximum event re-entrancy depth exceeded for BindableEvent.Event",
			),
		);
	});
});

test("signals, deferred where the place says so", async (t) => {
	const projectFile = writeProject(t, {
		"default.project.json": projectWith({ Workspace: { $properties: { SignalBehavior: "Deferred" } } }),
	});
	const world = await createWorld({ projectFile, clock: "virtual" });
	t.after(world.shutdown);
	const errors: string[] = [];
	world.on("log", ({ level, message }) => level === "error" && errors.push(message));
	await world.start();
	const check = (name: string, luau: string, expected: unknown) =>
		t.test(name, async () => assert.deepEqual(await attempt(world, EVENT + luau), expected));

	await check(
		"run their handlers at the end of the resumption point",
		"e.Event:Connect(note) e:Fire('a') note('b') task.wait() return heard",
		["b", "a"],
	);
	await check(
		"drop what is pending on Disconnect",
		"local c = e.Event:Connect(note) e:Fire(1) c:Disconnect() task.wait() return heard",
		[],
	);
	await check(
		"run what is pending when a Destroy disconnects",
		"e.Event:Connect(note) e:Fire(1) e:Destroy() task.wait() return heard",
		[1],
	);
	await check("run Once once", "e.Event:Once(note) e:Fire(1) e:Fire(2) task.wait() return heard", [1]);

	await t.test("nest ten deep and no deeper", async () => {
		const luau = "local n = 0 e.Event:Connect(function() n += 1 e:Fire() end) e:Fire() task.wait() return n";
		assert.equal(await attempt(world, EVENT + luau), 10);
		assert.deepEqual(errors, ["Maximum event re-entrancy depth exceeded for BindableEvent.Event"]);
	});

	await t.test("on the clients too", async () => {
		await world.join({ name: "Alex" });
		const luau = EVENT + "e.Event:Connect(note) e:Fire('a') note('b') task.wait() return heard";
		assert.deepEqual(await attempt(world, luau, "Alex"), ["b", "a"]);
	});
});
