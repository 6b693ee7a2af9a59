import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { CONVERSATIONS } from "../../src/eval/conversations.ts";
import { openPlaceRules, type PlaceRules } from "../../src/eval/place-rules.ts";
import { formatEval, summarise } from "../../src/eval/report.ts";
import { type EvalTurn, runEval } from "../../src/eval/run-eval.ts";
import { readTownsfolk, type Townsfolk } from "../../src/eval/townsfolk.ts";
import { type ScriptedModel, startScriptedModel } from "../../src/scripted-model/server.ts";

describe("an evaluation", () => {
	let rules: PlaceRules;
	let town: Townsfolk;
	let model: ScriptedModel;
	before(async () => {
		[rules, town, model] = await Promise.all([openPlaceRules(), readTownsfolk(), startScriptedModel()]);
	});
	after(() => Promise.all([rules.close(), model.close()]));

	/** Times differ from run to run. */
	const timeless = (turns: ReadonlyArray<EvalTurn>) =>
		turns.map((turn) => ({ ...turn, firstTextSeconds: 0, seconds: 0 }));
	const play = async (npcId?: string) => {
		// A gate remembers what its NPC said: each run has gates of its own.
		const own = await openPlaceRules();
		const endpoint = { baseUrl: model.baseUrl, model: model.modelId };
		const turns = timeless(await runEval({ endpoint, rules: own, town, seed: 1, npcId }));
		await own.close();
		return turns;
	};

	it("of the scripted model has nothing wrong in it, and comes out the same again", async () => {
		const turns = await play();
		assert.equal(turns.length, CONVERSATIONS.flatMap(({ steps }) => steps).length);
		assert.equal(turns.length, 40);
		const summary = summarise(turns);
		assert.deepEqual(
			turns.filter(({ shownFaults }) => shownFaults.length > 0),
			[],
		);
		assert.equal(summary.wronglyWithheld, 0);
		assert.ok(summary.shown >= 36, `only ${summary.shown} turns were answered`);
		assert.equal(JSON.stringify(await play()), JSON.stringify(turns));
	});

	it("shows what the gate kept back, and counts what it should not have kept", async () => {
		model.replyWith(() => "Mara: Come in, love. Alex: thank you! I am an AI language model.");
		try {
			const [turn] = await play("mara");
			assert.deepEqual(turn!.shown, ["Come in, love."]);
			assert.deepEqual(turn!.replyFaults, ["label", "other's words", "out of character"]);
			assert.deepEqual(turn!.shownFaults, []);
			assert.equal(turn!.withheld.filter(({ isWrong }) => isWrong).length, 0);
		} finally {
			model.replyWith(undefined);
		}
	});

	it("plays one NPC's conversation where one is named, in the place's own words", async () => {
		const before = model.requests.length;
		const turns = await play("pip");
		assert.deepEqual([...new Set(turns.map(({ npc }) => npc))], ["Pip"]);
		const { messages = [] } = model.requests[before]!.body;
		const [system, turn] = messages.map(({ content }) => String(content));
		assert.match(
			system!,
			/You tell of yourself:\nI am Pip\. I am ten.*In town: .*Plaza \(you\).*Somebody says: "Hello!"\nPip answers: Whistle/s,
		);
		assert.match(
			turn!,
			/^You are at the Plaza, well\. With you: Alex, a visitor in plain clothes; Finn, a neighbour\.\n/,
		);
	});

	it("is printed as a table with a row for each turn and each kind of fault", async () => {
		const turns = await play("mara");
		const text = formatEval({ model: "m", turns, summary: summarise(turns) });
		assert.match(text, /^m: 8 turns$/m);
		assert.match(text, /^\| Mara \| greeting \| .*I'm Mara\..* \|$/m);
		// A reply that was said before is kept back: how many are shown depends on who lives in the town.
		assert.match(text, /^\| any \| 0 of 8 \| 0 of \d \|$/m);
	});
});
