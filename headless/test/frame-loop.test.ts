import assert from "node:assert/strict";
import { test } from "node:test";
import { createFrameLoop } from "../src/world/frame-loop.ts";

const FREE = { beforeFrame: () => new Promise<void>((resolve) => setImmediate(resolve)) };

function createLoop(frame: (now: number) => void = () => undefined) {
	const times: number[] = [];
	const loop = createFrameLoop({
		stepSeconds: 0.1,
		pacer: FREE,
		frame: async (now) => {
			times.push(now);
			frame(now);
		},
		onFault: () => undefined,
	});
	return { loop, times };
}

test("a long run has exactly the frames that fit", async () => {
	const { loop, times } = createLoop();
	await loop.run(1);
	assert.equal(times.length, 10);
	// 1.2 + 0.3 is a little more than 15 frames of 0.1, in floating point.
	await loop.run(0.2);
	await loop.run(0.3);
	assert.equal(times.length, 15);
	await loop.run(30);
	assert.equal(times.length, 315);
	assert.ok(Math.abs(loop.now() - 31.5) < 1e-9);
});

test("frames asked for at once run one after another", async () => {
	let isBusy = false;
	const loop = createFrameLoop({
		stepSeconds: 0.1,
		pacer: FREE,
		frame: async () => {
			assert.equal(isBusy, false);
			isBusy = true;
			await new Promise(setImmediate);
			isBusy = false;
		},
		onFault: () => undefined,
	});
	await Promise.all([loop.step(), loop.run(0.5), loop.step()]);
	assert.equal(isBusy, false);
});

test("runUntil tries its condition after every frame, and gives up at its timeout", async () => {
	const { loop, times } = createLoop();
	assert.equal(await loop.runUntil(() => times.length === 3, 10), true);
	assert.equal(times.length, 3);
	assert.equal(await loop.runUntil(() => false, 1), false);
	assert.equal(times.length, 13);
});

test("waiting for a command runs frames, beside a run that is under way too", async () => {
	const { loop, times } = createLoop();
	const settleAt = (count: number) =>
		new Promise<string>((resolve) => {
			const poll = () => (times.length >= count ? resolve("done") : setImmediate(poll));
			poll();
		});
	assert.equal(await loop.runUntilSettled(settleAt(2)), "done");
	const before = times.length;
	const [, result] = await Promise.all([loop.run(1), loop.runUntilSettled(settleAt(before + 5))]);
	assert.equal(result, "done");
	assert.equal(times.length, before + 10, "the run is as long as it was asked to be");
});

test("a condition may itself wait for commands", async () => {
	const { loop } = createLoop();
	const condition = async () =>
		loop.runUntilSettled(new Promise<boolean>((resolve) => setTimeout(resolve, 5, true)));
	assert.equal(await loop.runUntil(condition, 10), true);
});

test("sleepers wake when the world's time has passed", async () => {
	const { loop } = createLoop();
	const woken: number[] = [];
	void loop.sleep(0.3).then(() => woken.push(loop.now()));
	void loop.sleep(0.1).then(() => woken.push(loop.now()));
	await loop.run(1);
	assert.deepEqual(
		woken.map((time) => time.toFixed(1)),
		["0.1", "0.3"],
	);
});

test("after a fault nothing runs, and waiting ends with the fault", async () => {
	const { loop, times } = createLoop((now) => {
		if (now > 0.25) throw new Error("broken engine");
	});
	await assert.rejects(loop.run(1), /broken engine/);
	await assert.rejects(loop.step(), /broken engine/);
	await assert.rejects(loop.runUntilSettled(new Promise(() => undefined)), /broken engine/);
	assert.equal(times.length, 3);
	assert.equal(loop.isUsable(), false);
});

test("what several callers wait for at the same time takes one frame", async () => {
	const { loop, times } = createLoop();
	let given = 0;
	const command = () => {
		given += 1;
		return new Promise<void>((resolve) => {
			const poll = () => (times.length > 0 ? resolve() : setImmediate(poll));
			poll();
		});
	};
	await Promise.all(Array.from({ length: 20 }, () => loop.runUntilSettled(command())));
	assert.equal(given, 20);
	assert.ok(times.length <= 2, `${times.length} frames`);
});
