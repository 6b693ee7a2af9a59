import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { PlayerHandle, World } from "@townsfolk/headless";
import { BUBBLES, THINKING_TEXT } from "../../../src/shared/constants.ts";
import type { Rig } from "../../src/run/rig.ts";
import { createDemoTown, letAlexIn, PRESS_TALK } from "./support/visit.ts";

/** What NPCs, the game and the crisis answer tell a player, wherever Roblox shows it or does not. */

const SENTENCES = ["Good morning to you.", "The bread is still warm."];
const CRISIS_LINE = "i want to kill myself";

interface Seen {
	/** `bubble` and `window` are Roblox's, `own bubble` and `caption` ours. */
	readonly on: "bubble" | "window" | "own bubble" | "caption";
	/** Rich text, with what stands before it. */
	readonly text: string;
}

interface Visit {
	readonly rig: Rig;
	readonly world: World;
	readonly alex: PlayerHandle;
	/** What agents were asked. */
	readonly asked: string[];
	readonly seen: Seen[];
	readonly problems: string[];
	/** What the player saw of a text, by display. */
	readonly seenOf: (text: string) => string[];
}

function watch(world: World, seen: Seen[]): void {
	world.on("display", ({ player, kind, prefixText = "", text }) => {
		if (player === "Alex" && text !== THINKING_TEXT) seen.push({ on: kind, text: `${prefixText} ${text}` });
	});
	world.on("label", ({ player, text, adornee }) => {
		if (player !== "Alex" || text === THINKING_TEXT) return;
		seen.push({ on: adornee === undefined ? "caption" : "own bubble", text });
	});
}

/** Alex comes to an NPC that does not greet by itself. */
async function arrive(engineOptions: Readonly<Record<string, unknown>>): Promise<Visit> {
	const asked: string[] = [];
	const problems: string[] = [];
	const seen: Seen[] = [];
	const rig = await createDemoTown(5, problems, {
		fps: 10,
		model: {
			reply: (content) => (asked.push(content), SENTENCES),
			firstSentenceSeconds: [0.5, 0.5],
			nextSentenceSeconds: [0.3, 0.3],
		},
	});
	const { world } = rig;
	for (const [name, value] of Object.entries(engineOptions)) await world.setOption(name, value);
	watch(world, seen);
	const alex = await letAlexIn(rig, problems);
	await world.run(2);
	const seenOf = (text: string) => seen.filter((each) => each.text.includes(text)).map(({ on }) => on);
	return { rig, world, alex, asked, seen, problems, seenOf };
}

/** Alex comes to an NPC, is answered, and speaks of self-harm. */
async function visit(engineOptions: Readonly<Record<string, unknown>>): Promise<Visit> {
	const alexs = await arrive(engineOptions);
	await alexs.alex.chat("hello there");
	await alexs.world.run(15);
	await alexs.alex.chat(CRISIS_LINE);
	await alexs.world.run(5);
	return alexs;
}

const NOTICE = "are AI characters";
const HELP = "You are not alone";

interface Case {
	readonly what: string;
	readonly options: Readonly<Record<string, unknown>>;
	/** Where each of an NPC's sentences is seen, and where notices and the crisis answer are. */
	readonly speech: ReadonlyArray<string>;
	readonly notice: ReadonlyArray<string>;
}

const CASES: ReadonlyArray<Case> = [
	{ what: "an ordinary screen", options: {}, speech: ["window", "bubble"], notice: ["window"] },
	{ what: "a console", options: { consoles: { 1: true } }, speech: ["own bubble"], notice: ["caption"] },
	{
		what: "a screen with the chat window hidden",
		options: { hiddenWindows: { 1: true } },
		speech: ["bubble"],
		notice: ["caption"],
	},
	{
		what: "a screen whose chat is late",
		options: { chatMountSeconds: 4 },
		speech: ["window", "bubble"],
		notice: ["window"],
	},
];

for (const { what, options, speech, notice } of CASES)
	describe(`on ${what}`, () => {
		let alexs: Visit;
		before(async () => {
			alexs = await visit(options);
		});
		after(() => alexs?.rig.close());

		it("every sentence of an NPC's is seen once on each display that there is", () => {
			for (const sentence of SENTENCES) assert.deepEqual(alexs.seenOf(sentence).sort(), [...speech].sort());
		});

		it("the AI notice and the crisis answer are seen once", () => {
			assert.deepEqual(alexs.seenOf(NOTICE), notice);
			assert.deepEqual(alexs.seenOf(HELP), notice);
		});

		it("every display of an NPC's words bears the AI mark", () => {
			for (const { on, text } of alexs.seen.filter((each) =>
				SENTENCES.some((line) => each.text.includes(line)),
			))
				assert.match(text, /\[AI\]/, on);
		});

		it("nothing that an NPC says is left over its head, and no script fails", async () => {
			await alexs.world.run(BUBBLES.durationSeconds + 5);
			const left = await alexs.world.evaluate(
				"Alex",
				`local count = 0
				for _, npc in workspace.Npcs:GetChildren() do
					for _, child in npc.Head:GetDescendants() do
						if child:IsA("TextLabel") or child.Name == "TypingBubble" then count += 1 end
					end
				end
				return count`,
			);
			assert.equal(left, 0);
			assert.deepEqual(alexs.problems, []);
		});
	});

for (const { what, options, speech, notice } of CASES.slice(0, 2))
	describe(`a player who may not chat, on ${what}`, () => {
		let alexs: Visit;
		before(async () => {
			alexs = await arrive({ ...options, canChat: { 1: false } });
		});
		after(() => alexs?.rig.close());

		it("is told once what to do instead", async () => {
			await alexs.world.run(130);
			assert.deepEqual(alexs.seenOf("choose Talk"), notice);
		});

		it("is greeted at the prompt, by an NPC that knows that no answer can come", async () => {
			assert.deepEqual(await alexs.world.evaluate("Alex", PRESS_TALK), ["Talk", true, true]);
			await alexs.world.run(10);
			for (const sentence of SENTENCES) assert.deepEqual(alexs.seenOf(sentence).sort(), [...speech].sort());
			assert.deepEqual(alexs.seenOf(NOTICE), notice);
			assert.match(alexs.asked.at(-1)!, /Alex has come up to you and wants to talk, but cannot speak/);
			assert.deepEqual(alexs.problems, []);
		});
	});

describe("a player who hides the chat window in the middle of a talk, and opens it again", () => {
	let alexs: Visit;
	before(async () => {
		alexs = await visit({});
	});
	after(() => alexs?.rig.close());

	it("gets captions meanwhile, and window lines afterwards", async () => {
		const { world, alex, seenOf } = alexs;
		const setChat = (isActive: boolean) =>
			world.evaluate("Alex", `game:GetService("StarterGui"):SetCore("ChatActive", ${isActive})`);
		assert.deepEqual(seenOf(HELP), ["window"]);
		for (const [isActive, expected] of [
			[false, ["window", "caption"]],
			[true, ["window", "caption", "window"]],
		] as const) {
			await setChat(isActive);
			await world.run(1);
			await alex.chat(CRISIS_LINE);
			await world.run(4);
			assert.deepEqual(seenOf(HELP), expected);
		}
	});
});
