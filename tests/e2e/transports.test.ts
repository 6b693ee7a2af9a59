import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type CuttingProxy, startCuttingProxy } from "./support/cutting-proxy.ts";
import { eventually, FIVE, keepReticent, type ReadyTown, startReadyTown } from "./support/town.ts";

/** WebSocket and HTTP between the place and the gateway, through the whole chain. */

const SENTENCES = ["One loaf is warm.", "Two are on the shelf.", "Three are in the oven.", "Four are sold."];

/** An NPC that says the same again would be kept back. */
const OTHERS = [
	"The first is rye.",
	"The second has seeds.",
	"The third is for Odette.",
	"The last is mine.",
];

let proxy: CuttingProxy;
let town: ReadyTown;

before(async () => {
	town = await startReadyTown("Mara", {
		prepare: keepReticent(FIVE),
		model: { wordsPerSecond: 8 },
		reachGateway: async (url) => {
			proxy = await startCuttingProxy(url);
			return proxy.url;
		},
	});
});

after(async () => {
	await town?.stop();
	proxy?.close();
});

const bubblesSince = (count: number) =>
	town.shown
		.slice(count)
		.filter(({ speaker, surface }) => speaker === "Mara" && surface === "bubble")
		.map(({ text }) => text);

/** Waits for the town's first, second, … socket to carry frames. */
const overSocket = (count: number) =>
	eventually(
		`socket ${count} carries frames`,
		() =>
			town.logs.game.newest(200).filter((line) => line.includes("frames go over a WebSocket")).length >=
				count || undefined,
		60,
	);

/** Waits until the last requests over HTTP have been sent: a busy machine is late with them. */
async function quiet(): Promise<void> {
	for (let seen = -1; seen !== proxy.requests();) {
		seen = proxy.requests();
		await sleep(2000);
	}
}

describe("a town with a WebSocket", () => {
	test("talks over it, and makes no request for that", async () => {
		await overSocket(1);
		await quiet();
		const before = proxy.requests();
		town.model!.replyWith(() => SENTENCES.join(" "));
		const reply = await town.ask("Mara", "Mara, what is there?");
		assert.deepEqual(reply.bubbles, SENTENCES);
		assert.equal(proxy.requests(), before);
	});

	test("falls back to HTTP in the middle of a reply: each sentence is shown once, in order", async () => {
		town.model!.replyWith(() => OTHERS.join(" "));
		const shownBefore = town.shown.length;
		const requestsBefore = proxy.requests();
		await town.stage.say("Mara, and once more?");
		await eventually("the first bubble", () => bubblesSince(shownBefore).length > 0 || undefined);
		proxy.cut();
		await eventually("the last bubble", () => bubblesSince(shownBefore).length >= OTHERS.length || undefined);
		await sleep(1000);
		assert.deepEqual(bubblesSince(shownBefore), OTHERS);
		assert.ok(proxy.requests() > requestsBefore, "the rest came over HTTP");
	});

	test("answers a line that was typed while the socket broke, once", async () => {
		await overSocket(2);
		town.model!.replyWith(() => "I am here.");
		const shownBefore = town.shown.length;
		proxy.cut();
		await town.stage.say("Mara, are you there?");
		await eventually("the answer", () => bubblesSince(shownBefore).length > 0 || undefined);
		await sleep(2000);
		assert.deepEqual(bubblesSince(shownBefore), ["I am here."]);
		const asked = town.model!.requests.filter(({ body }) =>
			JSON.stringify(body.messages?.at(-1)).includes("are you there"),
		);
		assert.equal(asked.length, 1, "the model was asked once");
	});

	test("goes back to a socket that holds, and says nothing of it to the player", async () => {
		await overSocket(3);
		await quiet();
		town.model!.replyWith(() => "All is well.");
		const before = proxy.requests();
		const reply = await town.ask("Mara", "Mara, is all well?");
		assert.deepEqual(reply.bubbles, ["All is well."]);
		assert.equal(proxy.requests(), before);
		assert.deepEqual(town.complaints, []);
	});
});
