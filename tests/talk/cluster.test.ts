import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertGolden } from "./golden-file.ts";
import { useScene } from "./scene.ts";

describe("two players and three NPCs in one cluster", () => {
	const scene = useScene(
		{
			npcs: [
				{
					name: "Mara",
					at: [0, 0],
					talkativeness: 1,
					replies: [["Good morning, Alex."], ["The honey cake, of course."]],
				},
				{ name: "Bram", at: [8, 0], talkativeness: 1, replies: [["I mend whatever breaks."]] },
				{ name: "Pip", at: [4, 6], talkativeness: 1, replies: [["Ask the gulls, they know it all."]] },
			],
			players: [
				{ name: "Alex", at: [0, -5] },
				{ name: "Robin", at: [8, -5] },
				{ name: "Sam", at: [120, 0] },
			],
		},
		async ({ say, wait }) => {
			await say("Alex", "good morning everybody");
			await wait(5);
			await say("Robin", "Bram, what do you do all day?");
			await wait(5);
			await say("Alex", "which cake is the best?");
			await wait(5);
			await say("Robin", "hey Pip, what is new?");
			await wait(6);
		},
	);

	it("gives each line one answer: by the nearest NPC, the one that is called, or the partner", () => {
		const { turnsOf } = scene();
		assert.equal(turnsOf("Mara").length, 2);
		assert.equal(turnsOf("Bram").length, 1);
		assert.equal(turnsOf("Pip").length, 1);
	});

	it("shows both players all answers, and a player far off none", () => {
		const { heardBy, seenBy } = scene();
		for (const player of ["Alex", "Robin"]) {
			assert.deepEqual(heardBy(player, "Mara"), ["Good morning, Alex.", "The honey cake, of course."]);
			assert.deepEqual(heardBy(player, "Bram"), ["I mend whatever breaks."]);
			assert.deepEqual(heardBy(player, "Pip"), ["Ask the gulls, they know it all."]);
		}
		assert.ok(seenBy("Sam").length > 0);
		assert.ok(!seenBy("Sam").some(({ speaker }) => /Mara|Bram|Pip|Notice/.test(speaker)));
	});

	it("tells an NPC what it overheard when its turn comes", () => {
		const { content } = scene().turnsOf("Pip")[0]!;
		assert.match(content, /^Alex says.*: "good morning everybody"$/m);
		assert.match(content, /^Bram says.*: "I mend whatever breaks\."$/m);
		assert.match(content, /^Mara says.*: "The honey cake, of course\."$/m);
	});

	it("has the golden transcript, without errors", () => {
		assert.deepEqual(scene().problems, []);
		assertGolden("cluster", scene().transcript());
	});
});
