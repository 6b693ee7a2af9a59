import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertGolden } from "./golden-file.ts";
import { useScene } from "./scene.ts";

describe("two players who talk at once while an NPC thinks", () => {
	const scene = useScene(
		{
			npcs: [
				{
					name: "Mara",
					at: [0, 0],
					talkativeness: 1,
					replies: [
						["The honey cake is my best."],
						["Two coins a slice, Robin.", "And the oven goes on at five, Sam."],
					],
				},
			],
			players: [
				{ name: "Alex", at: [0, -5] },
				{ name: "Robin", at: [4, -5] },
				{ name: "Sam", at: [-4, -5] },
			],
		},
		async ({ say, wait, until, turnsOf }) => {
			await say("Alex", "Mara, which cake is the best?");
			await until("Mara's turn", () => turnsOf("Mara").length === 1);
			await wait(0.3);
			await say("Robin", "Mara, what does a slice cost?");
			await say("Sam", "Mara, when do you get up to bake?");
			await wait(10);
		},
	);

	it("are both answered in one turn that quotes both", () => {
		const turns = scene().turnsOf("Mara");
		assert.equal(turns.length, 2);
		assert.match(turns[1]!.content, /^Robin says: "Mara, what does a slice cost\?"$/m);
		assert.match(turns[1]!.content, /^Sam says: "Mara, when do you get up to bake\?"$/m);
		assert.doesNotMatch(turns[1]!.content, /which cake/);
	});

	it("do not take the answer from the player who asked before them", () => {
		assert.deepEqual(
			scene()
				.turnsOf("Mara")
				.map(({ state }) => state),
			["done", "done"],
		);
	});

	it("each read all of it in order", () => {
		for (const player of ["Alex", "Robin", "Sam"]) {
			assert.deepEqual(scene().heardBy(player, "Mara"), [
				"The honey cake is my best.",
				"Two coins a slice, Robin.",
				"And the oven goes on at five, Sam.",
			]);
		}
	});

	it("has the golden transcript, without errors", () => {
		assert.deepEqual(scene().problems, []);
		assertGolden("joined-turn", scene().transcript());
	});
});
