import assert from "node:assert/strict";
import { test } from "node:test";
import type { FrameCosts, SideCosts } from "../src/index.ts";
import { createScriptedWorld } from "./support/scripted-world.ts";

/** Takes the VM some milliseconds. */
const WORK = "local sum = 0 for i = 1, 300000 do sum += i end";

test("while costs are measured, a frame", async (t) => {
	const { world } = await createScriptedWorld(t, {});
	await world.start();
	const frames: FrameCosts[] = [];
	world.on("costs", (costs) => frames.push(costs));
	/** What the server's threads cost after `luau` was run. */
	const serverCosts = async (luau: string, seconds = 0.2) => {
		frames.length = 0;
		await world.evaluate("server", luau);
		await world.run(seconds);
		const sides = frames.flatMap(({ server }) => (server === undefined ? [] : [server]));
		const labels = new Map<string, number>();
		for (const { label, ms } of sides.flatMap((side) => side.labels))
			labels.set(label, (labels.get(label) ?? 0) + ms);
		const largestOf = ({ steps }: SideCosts) => Math.max(...steps);
		const [worst] = [...sides].sort((a, b) => largestOf(b) - largestOf(a));
		return {
			largest: worst?.largest,
			steps: sides.flatMap(({ steps }) => steps),
			labels,
			long: sides.flatMap((side) => side.long),
			kilobytes: sides.reduce((sum, { kilobytes }) => sum + kilobytes, 0),
		};
	};

	await t.test("reports nothing before they are asked for", async () => {
		await serverCosts(`task.delay(0, function() ${WORK} end)`);
		assert.deepEqual(frames, []);
		await world.setOption("costs", true);
	});

	await t.test(
		"has a step for each resumption of a script's thread, and none for the host's own work",
		async () => {
			const { steps } = await serverCosts(
				`${WORK} task.delay(0, function() ${WORK} task.wait() ${WORK} end)`,
			);
			assert.equal(steps.length, 2);
			assert.ok(steps.every((ms) => ms > 0.1));
		},
	);

	await t.test("counts a thread that another starts as part of that one's step", async () => {
		const { steps } = await serverCosts(`task.delay(0, function() task.spawn(function() ${WORK} end) end)`);
		assert.equal(steps.length, 1);
	});

	await t.test("counts what the engine's events resume, but not the engine's own threads", async () => {
		const addItem = (listen: string) => `local part = Instance.new("Part", workspace) ${listen}
			game:GetService("Debris"):AddItem(part, 0.05)`;
		assert.equal((await serverCosts(addItem(""))).steps.length, 0);
		const listen = `part.Destroying:Connect(function() ${WORK} end)`;
		assert.equal((await serverCosts(addItem(listen))).steps.length, 1);
	});

	await t.test("charges time to the innermost label, also after an error or a wait", async () => {
		const { labels, steps } = await serverCosts(`task.delay(0, function()
			debug.profilebegin("outer") ${WORK}
			debug.profilebegin("inner") ${WORK} ${WORK} debug.profileend()
			pcall(function() task.spawn(function() debug.profilebegin("lost") task.wait() end) end)
			${WORK} debug.profileend() ${WORK} end)`);
		assert.deepEqual([...labels.keys()].sort(), ["inner", "lost", "other", "outer"]);
		const sum = [...labels.values()].reduce((total, ms) => total + ms, 0);
		const whole = steps.reduce((total, ms) => total + ms, 0);
		assert.ok(Math.abs(sum - whole) < 0.01, `${sum} ms by label, ${whole} ms of steps`);
		assert.ok(labels.get("lost")! < labels.get("outer")!, JSON.stringify([...labels]));
	});

	await t.test("leaves out the time of reading the clock", async () => {
		const began = process.cpuUsage();
		const { steps } = await serverCosts(
			"task.delay(0, function() for i = 1, 20000 do debug.profilebegin('work') debug.profileend() end end)",
		);
		const { user, system } = process.cpuUsage(began);
		const measured = steps.reduce((total, ms) => total + ms, 0);
		const all = (user + system) / 1000;
		assert.ok(measured < all / 2, `${measured} ms of ${all} ms, most of which were readings`);
	});

	await t.test("leaves out what the engine reads once about a class or an enum", async () => {
		const began = process.cpuUsage();
		const { steps } = await serverCosts(`task.delay(0, function()
			for _, name in { "Explosion", "SpotLight", "TextBox", "ScrollingFrame", "Beam", "Trail", "Seat" } do
				Instance.new(name)
			end
			return Enum.KeyCode.A, Enum.Material.Grass, Enum.Font.Code
		end)`);
		const { user, system } = process.cpuUsage(began);
		const measured = steps.reduce((total, ms) => total + ms, 0);
		const all = (user + system) / 1000;
		assert.ok(measured < all * 0.4, `${measured} ms of ${all} ms, most of which was reading the schema`);
	});

	await t.test("tells of its longest step when it was and what it did", async () => {
		const { largest, steps } = await serverCosts(`
			task.delay(0, function() debug.profilebegin("short") ${WORK} debug.profileend() end)
			task.delay(0, function() debug.profilebegin("long") ${WORK} ${WORK} ${WORK} debug.profileend() end)`);
		assert.ok(largest !== undefined);
		assert.ok(largest.at > 0 && largest.at <= world.now(), `${largest.at} of ${world.now()}`);
		const labels = largest.labels.map(({ label }) => label).filter((label) => label !== "other");
		assert.deepEqual(labels, ["long"]);
		const ms = largest.labels.reduce((sum, label) => sum + label.ms, 0);
		assert.ok(Math.abs(ms - Math.max(...steps)) < 0.01, `${ms} of ${steps.join(" ")}`);
	});

	await t.test("tells what each step of more than two milliseconds did", async () => {
		const last = (seconds: number) =>
			`local began = os.clock() while os.clock() - began < ${seconds} do for i = 1, 1000 do end end`;
		const { long } = await serverCosts(`
			task.delay(0, function() debug.profilebegin("long") ${last(0.004)} debug.profileend() end)
			task.delay(0, function() debug.profilebegin("short") ${last(0.0005)} debug.profileend() end)
			task.delay(0, function() debug.profilebegin("longer") ${last(0.006)} debug.profileend() end)`);
		const labels = long.map((step) => step.labels.find(({ label }) => label !== "other")?.label);
		assert.deepEqual(labels, ["long", "longer"]);
		for (const { ms, labels } of long) {
			const sum = labels.reduce((total, label) => total + label.ms, 0);
			assert.ok(ms > 2 && Math.abs(sum - ms) < 0.01, `${sum} by label of ${ms} ms`);
		}
	});

	await t.test("counts new memory", async () => {
		const { kilobytes } = await serverCosts(
			"task.delay(0, function() local kept = table.create(100000, 1) _G.kept = kept end)",
		);
		assert.ok(kilobytes >= 1500, `${kilobytes} kB`);
	});

	await t.test("lets scripts see time pass, also beyond its own length, and never backwards", async () => {
		await serverCosts(`_G.times = {} local function note() table.insert(_G.times, os.clock()) end
			task.delay(0, function() note() ${WORK} note()
				while os.clock() - _G.times[1] < 0.3 do ${WORK} end note() ${WORK} note() end)
			task.delay(0.05, note)`);
		const times = (await world.evaluate("server", "return _G.times")) as number[];
		assert.equal(times.length, 5);
		assert.ok(
			times.every((time, index) => index === 0 || time > times[index - 1]!),
			times.join(" "),
		);
	});
});
