import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertGolden } from "./golden-file.ts";
import { type SceneSetup, useScene } from "./scene.ts";

const setupWith = (...replies: ReadonlyArray<ReadonlyArray<string>>): SceneSetup => ({
	npcs: [{ name: "Mara", at: [0, 0], talkativeness: 1, replies }],
	players: [
		{ name: "Alex", at: [0, -60] },
		{ name: "Robin", at: [5, -5] },
		{ name: "Sam", at: [120, 0] },
	],
});

describe("a first meeting", () => {
	const scene = useScene(
		setupWith(
			["Good morning, I am Mara."],
			["A good morning to you too, Mara!", "Will you have a slice of cake?"],
		),
		async ({ place, wait, until, heardBy, say }) => {
			await place("Alex", [0, -5], [0, 0]);
			await until("Mara's greeting", () => heardBy("Alex", "Mara").length > 0);
			await wait(2);
			await say("Alex", "a good morning to you too, Mara!");
			await wait(25);
		},
	);

	it("has one greeting, to the player who looks at the NPC, and one answer", () => {
		const [greeting, answer, ...more] = scene().turnsOf("Mara");
		assert.match(greeting!.content, /^Alex has come up to you and looks at you/m);
		assert.match(answer!.content, /^Alex says: "a good morning to you too, Mara!"$/m);
		assert.doesNotMatch(answer!.content, /has come up to you/);
		assert.deepEqual(more, []);
	});

	it("has no echo, even where the model gives the player's words back", () => {
		for (const player of ["Alex", "Robin"]) {
			assert.deepEqual(scene().heardBy(player, "Mara"), [
				"Good morning, I am Mara.",
				"Will you have a slice of cake?",
			]);
		}
	});

	it("tells each player once that this is an AI, before the first word", () => {
		for (const player of ["Alex", "Robin"]) {
			const surfaces = scene()
				.seenBy(player)
				.filter(({ speaker }) => speaker.startsWith("Mara") || speaker === "[Notice]")
				.map(({ surface }) => surface)
				.filter((surface) => surface !== "typing");
			assert.equal(surfaces[0], "notice");
			assert.equal(surfaces.filter((surface) => surface === "notice").length, 1);
		}
	});

	it("has the golden transcript, without errors", () => {
		assert.deepEqual(scene().problems, []);
		assertGolden("first-meeting", scene().transcript());
	});
});

describe("a first meeting in which the player speaks first", () => {
	const scene = useScene(setupWith(["Good morning, I am Mara."]), async ({ place, wait, say }) => {
		await place("Alex", [0, -5], [0, 0]);
		await wait(1);
		await say("Alex", "hello there");
		await wait(25);
	});

	it("has one turn, and no greeting after it", () => {
		const [turn, ...more] = scene().turnsOf("Mara");
		assert.match(turn!.content, /^Alex says: "hello there"$/m);
		assert.doesNotMatch(turn!.content, /has come up to you/);
		assert.deepEqual(more, []);
		assert.deepEqual(scene().heardBy("Alex", "Mara"), ["Good morning, I am Mara."]);
	});

	it("has the golden transcript, without errors", () => {
		assert.deepEqual(scene().problems, []);
		assertGolden("first-line", scene().transcript());
	});
});
