import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { SPEECH } from "../../src/server/constants/rules.ts";
import { type BackEndTurn, watchBackEnd } from "./support/back-end-turns.ts";
import { eventually, type ReadyTown, startReadyTown } from "./support/town.ts";

/** A model that does not come to an end, through the whole chain: place → gateway → Letta App Server → model. */

/** Hours of talk at the model's speed. */
const RAMBLE = Array.from({ length: 20_000 }, (_, index) => `Loaf number ${index + 1} is ready.`).join(" ");
const WORDS_PER_SECOND = 40;

let town: ReadyTown;
/** All turns of the town, with the time of their beginning or end. */
const turns: (BackEndTurn & { readonly at: number })[] = [];
const startedAt = performance.now();
const now = () => Math.round(performance.now() - startedAt) / 1000;

before(async () => {
	town = await startReadyTown("Mara", {
		model: { wordsPerSecond: WORDS_PER_SECOND },
		transport: "http",
		wrapBackend: watchBackEnd((turn) => turns.push({ ...turn, at: now() })),
	});
});

after(() => town?.stop());

function bubblesSince(count: number): string[] {
	return town.shown
		.slice(count)
		.filter(({ speaker, surface }) => speaker === "Mara" && surface === "bubble")
		.map(({ text }) => text);
}

/** The model rambles on about some words, and has another answer to anything else. */
function ramblesAbout(words: string, answer: string): void {
	town.model!.replyWith(({ heard }) => (heard.at(-1)?.text.includes(words) === true ? RAMBLE : answer));
}

const ends = () => turns.filter(({ state }) => state !== "sent");

describe("a model that rambles without end", () => {
	test("is heard for four sentences; then its agent is stopped, and the next line is answered", async () => {
		ramblesAbout("everything", "Here I am, what do you need?");
		const shownBefore = town.shown.length;
		await town.stage.say("Mara, tell me everything!");
		const cut = await eventually("the turn is stopped", () => ends().at(-1));
		assert.equal(cut.state, "failed");
		await eventually("four bubbles", () => bubblesSince(shownBefore).length >= 4 || undefined);
		await sleep(2000);
		assert.deepEqual(
			bubblesSince(shownBefore),
			Array.from({ length: SPEECH.maxReplySentences }, (_, index) => `Loaf number ${index + 1} is ready.`),
		);
		const reply = await town.ask("Mara", "Mara, are you there?");
		assert.deepEqual(reply.bubbles, ["Here I am, what do you need?"]);
	});

	test("is stopped by a player's new line, which is answered next", async () => {
		ramblesAbout("anything", "The harbor is down the lane.");
		const [shownBefore, endsBefore] = [town.shown.length, ends().length];
		await town.stage.say("Mara, tell me anything!");
		await eventually("the first bubble", () => bubblesSince(shownBefore).length > 0 || undefined);
		const typedAt = now();
		await town.stage.say("Mara, wait, where is the harbor?");
		const answeredAt = await eventually("the answer", () =>
			bubblesSince(shownBefore).includes("The harbor is down the lane.") ? now() : undefined,
		);
		const cut = ends()[endsBefore]!;
		assert.equal(cut.state, "failed");
		console.log(
			`typed ${typedAt} s, cut ${cut.at} s, answered ${answeredAt} s: ${(answeredAt - cut.at).toFixed(2)} s after the cut`,
		);
		const said = bubblesSince(shownBefore);
		assert.ok(said.length <= 1 + SPEECH.maxReplySentences, said.join(" | "));
		assert.equal(said.at(-1), "The harbor is down the lane.");
		await sleep(2000);
		assert.deepEqual(bubblesSince(shownBefore), said, "nothing of the long reply comes after the answer");
	});

	test("is cut while a player's line waits; what is unsaid is dropped, and the line is answered", async () => {
		ramblesAbout("something", "The mill is past the bridge.");
		const [shownBefore, endsBefore] = [town.shown.length, ends().length];
		await town.stage.say("Mara, tell me something!");
		// Before anything is said, a line does not break the reply off: it waits for the next turn.
		await eventually("the turn begins", () => turns.at(-1)?.state === "sent" || undefined);
		await town.stage.say("Mara, and where is the mill?");
		const cut = await eventually("the cut", () => ends()[endsBefore]);
		const answeredAt = await eventually("the answer", () =>
			bubblesSince(shownBefore).includes("The mill is past the bridge.") ? now() : undefined,
		);
		console.log(
			`cut ${cut.at} s, answered ${answeredAt} s: ${(answeredAt - cut.at).toFixed(2)} s after the cut`,
		);
		assert.equal(cut.state, "failed");
		await sleep(2000);
		assert.equal(bubblesSince(shownBefore).at(-1), "The mill is past the bridge.");
	});

	test("and nothing in the place complains", () => assert.deepEqual(town.complaints, []));
});
