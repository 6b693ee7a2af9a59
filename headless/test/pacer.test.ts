import assert from "node:assert/strict";
import { test } from "node:test";
import { createRealPacer, createVirtualPacer } from "../src/world/pacer.ts";

const wallSeconds = () => performance.now() / 1000;

async function secondsFor(work: () => Promise<void>): Promise<number> {
	const startedAt = wallSeconds();
	await work();
	return wallSeconds() - startedAt;
}

test("the real clock holds frames back to the wall clock", async () => {
	const pacer = createRealPacer(wallSeconds);
	const taken = await secondsFor(async () => {
		for (let frame = 1; frame <= 4; frame++) await pacer.beforeFrame(frame * 0.05);
	});
	assert.ok(taken > 0.14, `${taken} s`);
});

test("the real clock does not hurry after a long pause", async () => {
	let wall = 0;
	const pacer = createRealPacer(() => wall);
	await pacer.beforeFrame(0.05);
	wall += 60;
	await pacer.beforeFrame(0.1);
	const taken = await secondsFor(() => pacer.beforeFrame(0.2));
	assert.ok(taken > 0.08, `the frame after the pause waited ${taken} s, not the 0.1 s to its turn`);
});

test("the virtual clock runs freely while nothing is awaited", async () => {
	const pacer = createVirtualPacer(wallSeconds, {
		isPending: () => false,
		nextAnswer: async () => undefined,
	});
	const taken = await secondsFor(async () => {
		for (let frame = 1; frame <= 300; frame++) await pacer.beforeFrame(frame);
	});
	assert.ok(taken < 20, `${taken} s for 300 s of the world`);
});

test("the virtual clock keeps to the wall clock while an answer is awaited, and goes on when it comes", async () => {
	let isPending = true;
	let answer = () => {};
	const answered = new Promise<void>((resolve) => (answer = resolve));
	const pacer = createVirtualPacer(wallSeconds, { isPending: () => isPending, nextAnswer: () => answered });
	await pacer.beforeFrame(1);
	const held = await secondsFor(() => pacer.beforeFrame(1.1));
	assert.ok(held > 0.08, `held back ${held} s of 0.1 s`);
	setTimeout(() => {
		isPending = false;
		answer();
	}, 30);
	const woken = await secondsFor(() => pacer.beforeFrame(100));
	assert.ok(woken < 20, `woken after ${woken} s, not the 99 s it was ahead`);
	const free = await secondsFor(() => pacer.beforeFrame(1000));
	assert.ok(free < 20, `${free} s for 900 s of the world`);
});
