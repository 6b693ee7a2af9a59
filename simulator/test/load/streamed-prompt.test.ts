import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { PlayerHandle } from "@townsfolk/headless";
import type { Rig } from "../../src/run/rig.ts";
import { createDemoTown, letAlexIn, PRESS_TALK, standBesideNpc } from "./support/visit.ts";

/** The talk prompt hangs on a body that comes to a player's client late, goes from it and comes back. */

/** All different: an NPC does not repeat itself. */
const SENTENCES = [
	"Good morning to you.",
	"The bread is still warm.",
	"Rain is on its way, I think.",
	"My brother mends boats by the harbor.",
];
/** Studs from the middle of the town: no NPC has streamed in there. */
const FAR_STUDS = 1500;
/** Somewhere to stand. */
const ISLAND = `local island = Instance.new("Part") island.Name = "Island" island.Anchored = true
	island.Size = Vector3.new(60, 2, 60) island.Position = Vector3.new(${FAR_STUDS}, -1, 0) island.Parent = workspace`;
/** How many NPCs a peer has, and the most prompts at one of them. */
const PROMPTS = `local bodies, most = 0, 0
	for _, body in workspace:WaitForChild("Npcs"):GetChildren() do
		local count = 0
		for _, child in body:GetDescendants() do if child:IsA("ProximityPrompt") then count += 1 end end
		bodies, most = bodies + 1, math.max(most, count)
	end
	return { bodies, most }`;

describe("the prompt Talk at an NPC whose model streams in, out and in again", () => {
	const problems: string[] = [];
	let rig: Rig;
	let alex: PlayerHandle;
	let turns = 0;
	let bubbles = 0;
	let npcs = 0;

	before(async () => {
		rig = await createDemoTown(5, problems, {
			fps: 10,
			model: {
				reply: () => [SENTENCES[turns++ % SENTENCES.length]!],
				firstSentenceSeconds: [0.5, 0.5],
				nextSentenceSeconds: [0.3, 0.3],
			},
		});
		rig.world.on("display", ({ player, kind, text }) => {
			if (player === "Alex" && kind === "bubble" && SENTENCES.some((sentence) => text.includes(sentence)))
				bubbles++;
		});
		alex = await letAlexIn(rig, problems);
		await rig.world.evaluate("server", ISLAND);
		await rig.world.run(2);
		[npcs] = (await prompts("server")) as [number, number];
		assert.ok(npcs >= 5, `${npcs}`);
	});
	after(() => rig?.close());

	const goFar = async () => {
		await alex.teleport({ x: FAR_STUDS, y: 3, z: 0 });
		await rig.world.run(2);
	};
	const comeBack = async () => {
		await standBesideNpc(rig, alex);
		await rig.world.run(2);
	};
	const prompts = (peer: string) => rig.world.evaluate(peer, PROMPTS);
	/** Presses, and gives how many bubbles come of it. */
	const press = async (): Promise<[pressed: boolean, bubbles: number]> => {
		const earlier = bubbles;
		const pressed = await rig.world.evaluate("Alex", PRESS_TALK);
		await rig.world.run(10);
		return [Array.isArray(pressed), bubbles - earlier];
	};

	it("is one at each body, and answers", async () => {
		assert.deepEqual(await prompts("Alex"), [npcs, 1]);
		assert.deepEqual(await press(), [true, 1]);
	});

	it("is none where no body is, and one again at each body that is back, and answers once a press", async () => {
		for (let visit = 0; visit < 2; visit++) {
			await goFar();
			assert.deepEqual(await prompts("Alex"), [0, 0]);
			assert.deepEqual(await press(), [false, 0]);
			await comeBack();
			assert.deepEqual(await prompts("Alex"), [npcs, 1]);
			assert.deepEqual(await press(), [true, 1]);
		}
		assert.deepEqual(await prompts("server"), [npcs, 1]);
	});

	it("is one at the new body of an NPC that died meanwhile, which comes late to the player", async () => {
		await goFar();
		await rig.world.evaluate(
			"server",
			"for _, body in workspace.Npcs:GetChildren() do body.Humanoid.Health = 0 end",
		);
		await rig.world.run(20);
		assert.deepEqual(await prompts("server"), [npcs, 1]);
		await comeBack();
		assert.deepEqual(await prompts("Alex"), [npcs, 1]);
		assert.deepEqual(await press(), [true, 1]);
		assert.deepEqual(problems, []);
	});
});
