import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { startRig, type Rig } from "./support/adapter-rig.ts";
import { startSlowModel } from "./support/slow-model.ts";

const WORDS_PER_SECOND = 20;

/** Of a model that reads for a while before it writes. */
const FIRST_WORD_SECONDS = 7;

describe("a turn that is stopped, with a real App Server", () => {
	let rig: Rig | undefined;
	let close = () => {};
	afterEach(async () => {
		await rig?.stop();
		close();
	});

	it("ends for the game at once, and at the model at the latest with its token limit", async () => {
		const model = await startSlowModel(WORDS_PER_SECOND);
		({ close } = model);
		rig = await startRig({ llm: model });
		const { open } = await rig.startGateway();
		const game = await open({ serverId: "stopper" });
		await game.ensure({ npcId: "mara", displayName: "Mara", persona: "I am Mara.", blocks: {} });

		game.send({ op: "turn", npcId: "mara", turnId: "t1", content: "talk without end" });
		await game.waitFor("sentence");
		const stoppedAt = performance.now();
		const secondsSince = () => ((performance.now() - stoppedAt) / 1000).toFixed(1);
		game.send({ op: "cancelTurn", npcId: "mara", turnId: "t1" });
		await game.waitFor("turnFailed");
		const [run] = model.runs;
		const toldAt = `the game was told after ${secondsSince()} s and ${run!.words} words`;
		assert.ok(run!.words < 160, toldAt);

		// The agent is free for its next turn, though the model still writes.
		game.send({ op: "turn", npcId: "mara", turnId: "t2", content: "hello?" });
		await game.waitFor("sentence", (event) => event.turnId === "t2");

		const end = await run!.end;
		console.log(`${toldAt}; the model ended after ${secondsSince()} s and ${run!.words} words: ${end}`);
		// An App Server that learns to end its requests would do better.
		assert.ok(end === "cut" || run!.words === 160, `${end} after ${run!.words} words`);
		await game.waitFor("turnDone", (event) => event.turnId === "t2");
	});

	it("gives way to the next one, in the same conversation, when the model has read its prompt", async () => {
		const model = await startSlowModel(WORDS_PER_SECOND, FIRST_WORD_SECONDS);
		({ close } = model);
		rig = await startRig({ llm: model });
		const { open } = await rig.startGateway();
		const game = await open({ serverId: "interrupter" });
		await game.ensure({ npcId: "pip", displayName: "Pip", persona: "I am Pip.", blocks: {} });

		game.send({ op: "turn", npcId: "pip", turnId: "t1", content: "greet Alex" });
		await new Promise((resolve) => setTimeout(resolve, 200));
		game.send({ op: "cancelTurn", npcId: "pip", turnId: "t1" });
		game.send({ op: "turn", npcId: "pip", turnId: "t2", content: "Alex says hello" });
		const { turnId } = await game.waitFor("sentence");
		assert.equal(turnId, "t2");
		assert.equal(model.runs.length, 2);
	});
});
