import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "node:test";
import { createStartWatch } from "../src/parts/start-watch.ts";

test("a start waits for the world's clock, which is slow on a busy machine", async () => {
	const watch = createStartWatch("game.log");
	let worldNow = 0;
	const settled = watch.settle(() => worldNow);
	await sleep(500);
	watch.take({ peer: "server", level: "error", message: "said late", time: 0.1 });
	worldNow = 0.3;
	await assert.rejects(settled, /\n {2}said late\n/);
});

test("a start that fails tells of warnings too, before the errors that they explain", async () => {
	const watch = createStartWatch("game.log");
	const say = (level: "warn" | "error", message: string) =>
		watch.take({ peer: "server", level, message, time: 0.1 });
	say("error", "Mara has no home");
	say("warn", "the cafe has no name");
	await assert.rejects(
		watch.settle(() => performance.now()),
		/\n {2}! the cafe has no name\n {2}Mara has no home\n/,
	);
});
