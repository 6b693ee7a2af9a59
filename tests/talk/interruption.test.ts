import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertGolden } from "./golden-file.ts";
import { useScene } from "./scene.ts";

const BOAST = [
	"Me, of course, and it took me the whole of the winter.",
	"First I felled the oak behind the chapel.",
	"Then I sawed for a month.",
];

describe("NPCs who talk with one another when a player speaks", () => {
	const scene = useScene(
		{
			npcs: [
				{
					name: "Mara",
					at: [0, 0],
					talkativeness: 0,
					replies: [["Somebody here did.", "Bram, tell them who!"], ["Do not believe a word of it."]],
				},
				{
					name: "Bram",
					at: [6, 0],
					talkativeness: 0,
					replies: [BOAST, ["Down the lane and past the well."]],
				},
			],
			players: [
				{ name: "Alex", at: [0, -5] },
				{ name: "Robin", at: [6, -5] },
				{ name: "Sam", at: [120, 0] },
			],
		},
		async ({ say, until, wait, heardBy }) => {
			await say("Alex", "Mara, who made this table?");
			await until("Bram's answer to Mara", () => heardBy("Robin", "Bram").length > 0);
			await say("Robin", "Bram, where is the harbor?");
			await wait(6);
			await say("Alex", "Mara, is that so?");
			await wait(6);
		},
	);

	it("stop: the answer under way is withdrawn, and its agent does not think on", () => {
		const [toMara, toRobin] = scene().turnsOf("Bram");
		assert.match(toMara!.content, /^Mara says: "Somebody here did\. Bram, tell them who!"$/m);
		assert.equal(toMara!.state, "stopped");
		assert.equal(toRobin!.state, "done");
	});

	it("say no more of it to anybody", () => {
		for (const player of ["Alex", "Robin"]) {
			assert.deepEqual(scene().heardBy(player, "Bram"), [BOAST[0], "Down the lane and past the well."]);
		}
	});

	it("answer the player instead, and know that they were cut short", () => {
		const { content } = scene().turnsOf("Bram")[1]!;
		assert.match(content, /^Somebody spoke before you could finish\.$/m);
		assert.match(content, /^Robin says: "Bram, where is the harbor\?"$/m);
		assert.equal(scene().turnsOf("Bram").length, 2);
	});

	it("have said aloud what came before: the other NPC heard it, and was not called by it", () => {
		const [, next, ...more] = scene().turnsOf("Mara");
		assert.match(next!.content, /^Bram says.*: "Me, of course, and it took me the whole of the winter\."$/m);
		assert.doesNotMatch(next!.content, /felled the oak/);
		assert.deepEqual(more, []);
	});

	it("has the golden transcript, without errors", () => {
		assert.deepEqual(scene().problems, []);
		assertGolden("interruption", scene().transcript());
	});
});
