import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertGolden } from "./golden-file.ts";
import { useScene } from "./scene.ts";

describe("a name called across a group", () => {
	const scene = useScene(
		{
			npcs: [
				{
					name: "Mara",
					at: [0, 0],
					talkativeness: 1,
					replies: [["Welcome, dear."], ["He shouts like a bear, does he not?"]],
				},
				{ name: "Pip", at: [14, 0], talkativeness: 1, replies: [] },
				{ name: "Bram", at: [28, 0], talkativeness: 0, replies: [["The forge is hot, come over!"]] },
			],
			players: [
				{ name: "Alex", at: [0, -4] },
				{ name: "Robin", at: [28, -4] },
				{ name: "Sam", at: [100, 0] },
			],
		},
		async ({ say, wait }) => {
			await say("Alex", "hello Mara");
			await wait(5);
			await say("Alex", "Bram, is the forge hot?");
			await wait(5);
			await say("Alex", "Mara, did you hear him?");
			await wait(6);
		},
	);

	it("is answered by the NPC of that name, however far along the group, and by no nearer one", () => {
		const { turnsOf } = scene();
		assert.equal(turnsOf("Bram").length, 1);
		assert.equal(turnsOf("Mara").length, 2);
		assert.equal(turnsOf("Pip").length, 0);
	});

	it("brings the answer to the player who called, and to players beside the NPC", () => {
		const { heardBy } = scene();
		for (const player of ["Alex", "Robin"])
			assert.deepEqual(heardBy(player, "Bram"), ["The forge is hot, come over!"]);
		assert.deepEqual(heardBy("Sam", "Bram"), []);
	});

	it("is overheard, with the answer, by an NPC that was not called", () => {
		const { content } = scene().turnsOf("Mara")[1]!;
		assert.match(content, /^Alex says.*: "Bram, is the forge hot\?"$/m);
		assert.match(content, /^Bram says.*: "The forge is hot, come over!"$/m);
	});

	it("has the golden transcript, without errors", () => {
		assert.deepEqual(scene().problems, []);
		assertGolden("called-across", scene().transcript());
	});
});
