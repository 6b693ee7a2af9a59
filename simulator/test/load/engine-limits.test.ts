import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { PlayerHandle, World } from "@townsfolk/headless";
import { firstMeeting } from "../../scenarios/first-meeting.ts";
import { createDirectRig, type DirectRig } from "../../src/direct/direct-rig.ts";
import { createRandom } from "../../src/repeatable/random.ts";
import type { Rig } from "../../src/run/rig.ts";
import { createDemoTown, keepProblems, letAlexIn } from "./support/visit.ts";

/** Where the engine is harder on HTTP than anybody documents. */

const FPS = 10;

interface Visit {
	readonly world: World;
	readonly alex: PlayerHandle;
	/** What NPCs said to Alex, in the window. */
	readonly heard: string[];
	readonly problems: string[];
	readonly close: () => Promise<void>;
}

async function arrive(
	rig: Rig,
	problems: string[],
	options: Readonly<Record<string, unknown>>,
): Promise<Visit> {
	const { world } = rig;
	const heard: string[] = [];
	world.on("display", ({ player, kind, metadata, text }) => {
		if (player === "Alex" && kind === "window" && metadata?.startsWith("townsfolk:speech:")) heard.push(text);
	});
	for (const [name, value] of Object.entries(options)) await world.setOption(name, value);
	const alex = await letAlexIn(rig, problems, 120);
	await world.run(3);
	return { world, alex, heard, problems, close: rig.close };
}

/** Every line is answered by its own number, once. */
async function throughGateway(options: Readonly<Record<string, unknown>>): Promise<Visit> {
	const problems: string[] = [];
	const rig = await createDemoTown(7, problems, {
		fps: FPS,
		model: {
			reply: (content) => [`You said ${/line (\d+)/.exec(content)?.[1] ?? "nothing"}.`],
			firstSentenceSeconds: [0.5, 0.5],
			nextSentenceSeconds: [0.3, 0.3],
		},
	});
	return arrive(rig, problems, options);
}

/** Types lines and waits for the answers. Returns the longest wait, seconds. */
async function talk(
	{ world, alex, heard }: Visit,
	first: number,
	count: number,
	patience: number,
): Promise<number> {
	let longest = 0;
	for (let line = first; line < first + count; line++) {
		const from = world.now();
		await alex.chat(`this is line ${line}`);
		const isAnswered = () => heard.includes(`You said ${line}.`);
		assert.ok(
			await world.runUntil(isAnswered, patience),
			`line ${line} was not answered: ${heard.join(" ")}`,
		);
		longest = Math.max(longest, world.now() - from);
		await world.run(2);
	}
	return longest;
}

function once(heard: ReadonlyArray<string>): boolean {
	const answers = heard.filter((text) => text.startsWith("You said "));
	return answers.length === new Set(answers).size;
}

for (const [what, options, patience] of [
	["accepts no Timeout above 5 s", { maxTimeoutSeconds: 5 }, 10],
	["lets two requests out at once", { requestsAtOnce: 2 }, 10],
	["lets one request out at once", { requestsAtOnce: 1 }, 30],
] as const)
	describe(`through a gateway, in an engine that ${what}`, () => {
		let visit: Visit;
		before(async () => {
			visit = await throughGateway(options);
		});
		after(() => visit?.close());

		it("players are answered, each line once", async (t) => {
			const longest = await talk(visit, 1, 4, patience);
			assert.ok(once(visit.heard), visit.heard.join(" "));
			assert.deepEqual(visit.problems, []);
			t.diagnostic(`longest wait ${longest.toFixed(1)} s`);
		});
	});

/** Another script of the game uses up the minute's requests. */
const FLOOD = `
	local HttpService = game:GetService("HttpService")
	task.spawn(function()
		for _ = 1, 900 do
			task.spawn(function() pcall(HttpService.GetAsync, HttpService, "http://127.0.0.1:8787/healthz") end)
			task.wait(0.1)
		end
	end)`;

for (const overLimit of ["fails", "stalls"])
	describe(`through a gateway, in an engine where a request beyond 500 a minute ${overLimit}`, () => {
		let visit: Visit;
		before(async () => {
			visit = await throughGateway({ overLimit });
		});
		after(() => visit?.close());

		it("what is typed meanwhile is answered at most once, and what is typed afterwards as ever", async (t) => {
			const { world, alex, heard } = visit;
			await talk(visit, 1, 1, 10);
			await world.evaluate("server", FLOOD);
			await world.run(50);
			for (let line = 2; line < 6; line++) {
				await alex.chat(`this is line ${line}`);
				await world.run(15);
			}
			await world.run(60);
			assert.ok(once(heard), heard.join(" "));
			const longest = await talk(visit, 6, 2, 15);
			assert.ok(once(heard), heard.join(" "));
			assert.deepEqual(visit.problems, []);
			t.diagnostic(
				`${heard.length} lines heard: ${heard.join(" ")}; longest wait after it ${longest.toFixed(1)} s`,
			);
		});
	});

for (const requestsAtOnce of [1, 4, 16])
	describe(`straight to Letta, in an engine that lets ${requestsAtOnce} requests out at once`, () => {
		let visit: Visit;
		let cloud: DirectRig["cloud"];
		const logs: string[] = [];
		before(async () => {
			const problems: string[] = [];
			const rig = await createDirectRig(firstMeeting, createRandom(7), keepProblems(problems), { fps: FPS });
			cloud = rig.cloud;
			rig.world.on("log", ({ message }) => logs.push(message));
			visit = await arrive(rig, problems, { requestsAtOnce });
		});
		after(() => visit?.close());

		it("players are answered, no turn is lost or sent twice, and Letta never counts as down", async () => {
			const { world, alex, heard } = visit;
			for (let line = 1; line < 5; line++) {
				const before = heard.length;
				await alex.chat(`this is line ${line}`);
				assert.ok(await world.runUntil(() => heard.length > before, 40), `line ${line} was not answered`);
				await world.run(4);
			}
			for (let line = 1; line < 5; line++) {
				const turns = cloud.state().turns.filter((turn) => JSON.stringify(turn).includes(`line ${line}`));
				assert.ok(turns.length <= 1, `line ${line}: ${turns.length} turns`);
			}
			assert.deepEqual(visit.problems, []);
			assert.deepEqual(
				logs.filter((message) => message.includes("cannot be reached")),
				[],
			);
		});
	});
