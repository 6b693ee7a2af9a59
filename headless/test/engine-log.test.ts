import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt } from "./support/attempt.ts";
import { createScriptedWorld } from "./support/scripted-world.ts";

test("the output", async (t) => {
	const { world, logs } = await createScriptedWorld(t, {});
	await world.start();
	const run = async (luau: string) => {
		logs.length = 0;
		const answer = await attempt(world, luau);
		return { answer, lines: logs.map(({ level, message }) => `${level}: ${message}`) };
	};

	await t.test("takes print and warn, words joined by spaces", async () => {
		const { lines } = await run(
			"print('a', 1, nil, true, workspace, Vector3.one) warn('careful', Enum.Material.Grass)",
		);
		assert.deepEqual(lines, ["output: a 1 nil true Workspace 1, 1, 1", "warn: careful Enum.Material.Grass"]);
	});

	await t.test("survives bytes that are not text", async () => {
		const { lines } = await run("print('a\\255b\\0c')");
		assert.deepEqual(lines, ["output: a\uFFFDb\0c"]);
	});

	await t.test("takes structured messages, with the context put into the template", async () => {
		const { lines, answer } = await run(`local L = game:GetService("LogService")
			L:Info("{who} has {n}", { who = "Alex", n = 2 }) L:Warn("plain {x}") L:Output("out") L:Log(Enum.MessageType.MessageInfo, "logged")
			local ok, e = pcall(function() L:Error("failed: {why}", { why = "late" }) end) return { ok, tostring(e), e.context.why }`);
		assert.deepEqual(lines, [
			"info: Alex has 2",
			"warn: plain {x}",
			"output: out",
			"info: logged",
			"error: failed: late",
		]);
		assert.deepEqual(answer, [false, "failed: late", "late"]);
	});

	await t.test("is heard by LogService, which a listener's own print does not set off again", async () => {
		const { answer } = await run(`local L, heard = game:GetService("LogService"), {}
			local c = L.MessageOut:Connect(function(m, t) table.insert(heard, m .. " " .. t.Name) print("echo") end)
			warn("x") c:Disconnect() return heard`);
		assert.deepEqual(answer, ["x MessageWarning"]);
	});

	await t.test("has a history", async () => {
		const { answer } = await run(
			`local h = (warn("kept") or game:GetService("LogService")):GetLogHistory() return { h[#h].message, h[#h].messageType.Name }`,
		);
		assert.deepEqual(answer, ["kept", "MessageWarning"]);
	});

	await t.test("takes what test runners report", async () => {
		const { lines, answer } = await run(`local T = game:GetService("TestService")
			T:Message("started") T:Check(true, "fine") T:Check(false, "wrong") T:Error("bad") T:Warn(false, "odd") return { T.ErrorCount, T.TestCount, T.WarnCount }`);
		assert.deepEqual(lines, ["info: started", "error: Check failed: wrong", "error: bad", "warn: Warn: odd"]);
		assert.deepEqual(answer, [2, 2, 1]);
	});

	await t.test("has no use of the host's clock in Stats", async () => {
		await world.setOption("heartbeatSeconds", 0.02);
		const { answer } = await run(
			"local S = game:GetService('Stats') return { S.HeartbeatTime, S.HeartbeatTimeMs, S.InstanceCount > 10, S:GetTotalMemoryUsageMb() > 1 }",
		);
		assert.deepEqual(answer, [0.02, 20, true, true]);
		await assert.rejects(world.setOption("nope", 1), /there is no option nope/);
		await assert.rejects(world.setOption("avatars", "yes"), /the option avatars is a boolean, not a string/);
	});
});
