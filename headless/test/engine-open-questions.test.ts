import assert from "node:assert/strict";
import { test } from "node:test";
import { attempt } from "./support/attempt.ts";
import { createScriptedWorld } from "./support/scripted-world.ts";

/** Where Roblox's documentation is silent, an option answers either way. */

const REQUEST = `
	local HttpService = game:GetService("HttpService")
	local function request(fields)
		fields.Url = fields.Url or "http://example.com:8080/path"
		return HttpService:RequestAsync(fields).StatusCode
	end
`;

test("a secret goes over plain http, or does not", async (t) => {
	const http = async () => ({ status: 200 });
	const { world } = await createScriptedWorld(t, {}, { http, secrets: { key: "s" } });
	const inHeader = `${REQUEST} return request({ Headers = { A = HttpService:GetSecret("key") } })`;
	const inUrl = `${REQUEST} return request({ Url = HttpService:GetSecret("key"):AddPrefix("http://example.com/") })`;
	const encrypted = inHeader.replace("http://example.com:8080", "https://example.com");
	assert.equal(await attempt(world, inHeader), 200);
	await world.setOption("secretsOverHttp", false);
	assert.match(String(await attempt(world, inHeader)), /Secrets can only be sent over https$/);
	assert.match(String(await attempt(world, inUrl)), /Secrets can only be sent over https$/);
	assert.equal(await attempt(world, encrypted), 200);
	assert.equal(await attempt(world, `${REQUEST} return request({ Headers = { A = "no secret" } })`), 200);
});

test("the longest Timeout is what the world says, and the default with it", async (t) => {
	const seconds: number[] = [];
	const { world } = await createScriptedWorld(
		t,
		{},
		{ http: () => new Promise(() => {}), waitForHttp: false },
	);
	await world.setOption("maxTimeoutSeconds", 20);
	assert.match(
		String(await attempt(world, `${REQUEST} return request({ Timeout = 21 })`)),
		/at most 20 seconds$/,
	);
	const startedAt = world.now();
	assert.match(String(await attempt(world, `${REQUEST} return request({})`)), /HttpError: Timedout/);
	seconds.push(world.now() - startedAt);
	assert.ok(Math.abs(seconds[0] - 20) < 1, `${seconds[0]} s`);
});

test("requests beyond those that may be under way at once fail, and their places become free", async (t) => {
	const http = async () => ({ status: 200 });
	const { world } = await createScriptedWorld(t, {}, { http });
	await world.setOption("requestsAtOnce", 3);
	const five = `${REQUEST}
		local done = {}
		for _ = 1, 5 do
			task.spawn(function()
				local ok, result = pcall(request, {})
				table.insert(done, if ok then result else tostring(result))
			end)
		end
		while #done < 5 do task.wait() end
		return done`;
	for (let round = 0; round < 2; round++) {
		const done = (await world.evaluate("server", five)) as unknown[];
		const failed = done.filter((each) => each !== 200);
		assert.equal(failed.length, 2, JSON.stringify(done));
		assert.match(String(failed[0]), /HttpError: TooManyOutstandingRequests/);
	}
});

test("the server sees the MoveDirection of a character that a client moves, or does not", async (t) => {
	const { world } = await createScriptedWorld(t, {});
	await world.start();
	const alex = await world.join({ name: "Alex" });
	await alex.moveTo({ x: 200, y: 3, z: 0 });
	await world.run(0.5);
	const length = 'return game:GetService("Players").Alex.Character.Humanoid.MoveDirection.Magnitude';
	assert.equal(Math.round(Number(await world.evaluate("server", length))), 1);
	await world.setOption("moveDirectionReplicates", false);
	assert.equal(await world.evaluate("server", length), 0);
	const own = 'return game:GetService("Players").LocalPlayer.Character.Humanoid.MoveDirection.Magnitude';
	assert.equal(Math.round(Number(await world.evaluate("Alex", own))), 1);
});
