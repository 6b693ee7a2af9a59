import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertGolden } from "./golden-file.ts";
import { useScene } from "./scene.ts";

describe("a goodbye", () => {
	let actionBefore: string | undefined;
	let actionAfter: string | undefined;
	const scene = useScene(
		{
			npcs: [
				{
					name: "Mara",
					at: [0, 0],
					talkativeness: 1,
					replies: [["Good to see you, Alex."], ["Farewell, and mind the step."]],
				},
			],
			players: [
				{ name: "Alex", at: [0, -5] },
				{ name: "Robin", at: [5, -5] },
				{ name: "Sam", at: [100, 0] },
			],
		},
		async ({ say, wait, actionOf }) => {
			await say("Alex", "hello Mara");
			await wait(5);
			actionBefore = actionOf("Mara");
			await say("Alex", "bye Mara!");
			await wait(5);
			actionAfter = actionOf("Mara");
			await say("Alex", "goodbye Mara");
			await wait(8);
		},
	);

	it("is answered once, and a second one is not", () => {
		assert.equal(scene().turnsOf("Mara").length, 2);
		for (const player of ["Alex", "Robin"]) {
			assert.deepEqual(scene().heardBy(player, "Mara"), [
				"Good to see you, Alex.",
				"Farewell, and mind the step.",
			]);
		}
	});

	it("ends the talk when the answer has been said, long before silence would", () => {
		assert.equal(actionBefore, "Talk");
		assert.equal(actionAfter, "Idle");
		assert.equal(scene().actionOf("Mara"), "Idle");
	});

	it("has the golden transcript, without errors", () => {
		assert.deepEqual(scene().problems, []);
		assertGolden("goodbye", scene().transcript());
	});
});
