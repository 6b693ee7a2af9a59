import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { assertGolden } from "./golden-file.ts";
import { useScene } from "./scene.ts";

const STORY = [
	"It began on a cold morning, long before the mill was built.",
	"The river was over its banks, and nobody dared to cross.",
	"Only old Tam went out, with a lantern and a rope.",
];

describe("a player who leaves in the middle of a reply", () => {
	const scene = useScene(
		{
			npcs: [{ name: "Mara", at: [0, 0], talkativeness: 0, replies: [STORY, ["To an empty room, I fear."]] }],
			players: [
				{ name: "Alex", at: [0, -5] },
				{ name: "Robin", at: [100, 0] },
				{ name: "Sam", at: [120, 0] },
			],
		},
		async ({ say, until, wait, heardBy, leave, place }) => {
			await say("Alex", "Mara, tell me the story of the mill");
			await until("the story's beginning", () => heardBy("Alex", "Mara").length > 0);
			await wait(0.5);
			await leave("Alex");
			await wait(8);
			await place("Robin", [0, -5]);
			await wait(2);
			await say("Robin", "Mara, whom are you talking to?");
			await wait(6);
		},
	);

	it("has heard what the NPC said until then", () => {
		assert.deepEqual(scene().heardBy("Alex", "Mara"), STORY.slice(0, 1));
	});

	it("leaves the rest unsaid: nobody sees it, not even a player who comes later", () => {
		const { seenBy } = scene();
		const texts = [...seenBy("Alex"), ...seenBy("Robin"), ...seenBy("Sam")].map(({ text }) => text);
		assert.deepEqual(
			texts.filter((text) => STORY.slice(1).includes(text)),
			[],
		);
		assert.deepEqual(scene().heardBy("Robin", "Mara"), ["To an empty room, I fear."]);
	});

	it("is missed: the agent is told who left and that its words were not heard", () => {
		const [, next] = scene().turnsOf("Mara");
		assert.match(next!.content, /^Alex has left you\.$/m);
		assert.match(next!.content, /^Nobody was there to hear your last words\.$/m);
		assert.doesNotMatch(next!.content, /With you:.*Alex/m);
	});

	it("has the golden transcript, without errors", () => {
		assert.deepEqual(scene().problems, []);
		assertGolden("leaving", scene().transcript());
	});
});
