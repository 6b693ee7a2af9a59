import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ensureAppServer, startAppServer, startScriptedModel } from "@townsfolk/playtest";
import { type BackEndTurn, watchBackEnd } from "./support/back-end-turns.ts";
import { askAppServer, searchFiles } from "./support/back-end-search.ts";
import { eventually, keepNpcs, type ReadyTown, startReadyTown } from "./support/town.ts";

/** What NPCs remember, for how long, and what is left of it on a real App Server when they must not. */

/** The player's name as the game tells it to agents, and a word that nobody else says. */
const NAME = "Alexandretta";
const WORD = "bluebell";
const TRACES = [NAME, WORD];

/** A search starts two processes for each repository. */
const SEARCH_EVERY_SECONDS = 1;

/** What the App Server may still write after it has said that something is over. */
const AFTERMATH_SECONDS = 3;

const CACHE_DIR = join(import.meta.dirname, "../../.townsfolk/cache");

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function startTown(
	stateDir: string,
	memoryMode: "session" | "persistent",
	onTurn: (turn: BackEndTurn) => void = () => {},
): Promise<ReadyTown> {
	const town = await startReadyTown("Mara", {
		stateDir,
		memoryMode,
		prepare: keepNpcs(["bram", "mara"]),
		wrapBackend: watchBackEnd(onTurn),
		playerName: NAME,
		model: { wordsPerSecond: 20 },
		limits: { memoryTalkSeconds: 5 },
	});
	town.model!.replyWith(() => "How good to hear.");
	return town;
}

const agentIds = async (town: ReadyTown) =>
	Object.fromEntries((await town.minds()).map(({ npcId, agentId }) => [npcId, agentId]));

/** Everything that the newest request to the model holds. */
const newestRequest = (town: ReadyTown) => JSON.stringify(town.model!.requests.at(-1)!.body.messages);

/** Has the player forgotten, and waits until the log says that it is done. */
async function forget(town: ReadyTown): Promise<string> {
	const begun = await town.operate(`forget ${town.player.userId}`);
	return eventually("the player is forgotten", () =>
		town.logs.game
			.newest(200)
			.find((line) => line.includes("a player is ") && /forgotten/.test(line) && !line.includes("to be"))
			? begun
			: undefined,
	);
}

/** Nothing of the player is left: not in files, not in git, not in what the App Server tells. */
async function assertForgotten(town: ReadyTown, stateDir: string): Promise<void> {
	const stored = await askAppServer(town.appServer);
	assert.equal(stored.length, (await town.minds()).length, "every NPC has one agent");
	for (const { name, text } of stored) {
		for (const trace of TRACES) assert.ok(!text.includes(trace), `${name}'s agent still has ${trace}`);
	}
	await pause(AFTERMATH_SECONDS);
	const finds = searchFiles(stateDir, TRACES);
	console.log(
		`searched ${finds.files} files and ${finds.gitObjects} git objects below the App Server's state`,
	);
	assert.ok(finds.files > 0 && finds.gitObjects > 0, "there was something to search");
	assert.deepEqual(finds.hits, []);
}

describe("memory that ends with the server", () => {
	let town: ReadyTown;
	let stateDir: string;
	const turns: BackEndTurn[] = [];

	before(async () => {
		stateDir = await mkdtemp(join(tmpdir(), "townsfolk-memory-"));
		town = await startTown(stateDir, "session", (turn) => turns.push(turn));
	});

	after(async () => {
		await town?.stop();
		await rm(stateDir, { recursive: true, force: true });
	});

	test("holds the player's name and words while it lasts", async () => {
		await town.ask("Mara", `Mara, my favourite flower is the ${WORD}.`);
		const mara = (await askAppServer(town.appServer)).find(({ name }) => name === "Mara");
		for (const trace of TRACES) assert.ok(mara!.text.includes(trace), `Mara's agent has ${trace}`);
		await eventually(
			"the name is in a memory file, and in git's objects",
			() => {
				const { hits } = searchFiles(stateDir, TRACES);
				const isFound = (part: string) => hits.some((hit) => hit.includes(part) && hit.includes(NAME));
				return (isFound("memory/system/") && isFound("(objects)")) || undefined;
			},
			90,
			SEARCH_EVERY_SECONDS,
		);
		const { hits } = searchFiles(stateDir, TRACES);
		console.log(`before: ${hits.join("; ")}`);
		assert.ok(
			hits.some((hit) => hit.includes("(objects)")),
			"the search sees into git's objects",
		);
	});

	test("has nothing of them any more when they were forgotten, and no other NPC was touched", async () => {
		const before = await agentIds(town);
		const answer = await forget(town);
		assert.equal(answer, "1 NPC is made anew (mara); the log says when that is done.");
		assert.deepEqual(await town.awaitMinds(30), []);
		const now = await agentIds(town);
		assert.notEqual(now.mara, before.mara);
		assert.deepEqual({ ...now, mara: 0 }, { ...before, mara: 0 });
		await assertForgotten(town, stateDir);
	});

	test("and the NPC talks on with somebody whose name it is not told", async () => {
		await town.ask("Mara", "Hello Mara, a fine day.");
		const request = newestRequest(town);
		assert.ok(request.includes("Someone says"), "the model reads of somebody");
		for (const trace of TRACES) assert.ok(!request.includes(trace), `the model reads nothing of ${trace}`);
		await assertForgotten(town, stateDir);
	});

	test("an off switch in mid-turn silences it within a second and stops the turn; on again, it talks", async () => {
		const sentences = Array.from(
			{ length: 12 },
			(_, index) => `Number ${index + 1} is one more thing I say.`,
		);
		town.model!.replyWith(() => sentences.join(" "));
		const heard = () =>
			town.shown.filter(({ speaker, surface }) => speaker === "Mara" && surface !== "typing");
		const shownTimes: number[] = [];
		const worldTime = async () => (await town.world.evaluate("server", "return os.clock()")) as number;
		const before = heard().length;
		await town.stage.say("Mara, tell me everything you know.");
		await eventually("the first sentence is shown", () => heard().length > before || undefined);
		const flip = `game:GetService("ServerStorage").LettaConfig:SetAttribute("Enabled", false) return os.clock()`;
		const offAt = (await town.world.evaluate("server", flip)) as number;
		let seen = heard().length;
		for (let now = offAt; now < offAt + 6; now = await worldTime()) {
			if (heard().length > seen) shownTimes.push(now - offAt);
			seen = heard().length;
			await pause(0.05);
		}
		assert.deepEqual(
			shownTimes.filter((seconds) => seconds > 1),
			[],
			"seconds after the switch",
		);
		const said = heard()
			.slice(before)
			.filter(({ surface }) => surface === "bubble").length;
		console.log(`${said} of ${sentences.length} sentences were shown; off at ${offAt.toFixed(2)}`);
		assert.ok(said > 0 && said < sentences.length, "it was in mid-turn");
		const last = turns.at(-1)!;
		assert.equal(last.state, "failed", "the back end ended the turn");
		assert.match(last.problem ?? "", /^rejected: the game cancelled the turn/);

		await town.stage.say("Mara, can you hear me?");
		await pause(2);
		assert.equal(heard().length, seen, "switched off, nobody answers");
		town.model!.replyWith(() => "Here I am again.");
		await town.world.evaluate(
			"server",
			`game:GetService("ServerStorage").LettaConfig:SetAttribute("Enabled", true)`,
		);
		const reply = await town.ask("Mara", "Mara, good to see you.");
		assert.deepEqual(reply.bubbles, ["Here I am again."]);
	});

	test("leaves no agent when the server has shut down", async (t) => {
		await town.stop();
		const lettaJs = await ensureAppServer({ cacheDir: CACHE_DIR });
		const model = await startScriptedModel();
		t.after(() => model.close());
		const appServer = await startAppServer({ lettaJs, stateDir, llm: { baseUrl: model.baseUrl } });
		t.after(() => appServer.stop());
		assert.deepEqual(await askAppServer(appServer), []);
		await appServer.stop();
		assert.deepEqual(searchFiles(stateDir, [...TRACES, "fine day", "good to see you"]).hits, []);
	});
});

describe("memory that outlives the server", () => {
	let town: ReadyTown;
	let stateDir: string;
	let firstIds: Record<string, string | undefined>;

	before(async () => {
		stateDir = await mkdtemp(join(tmpdir(), "townsfolk-memory-"));
		town = await startTown(stateDir, "persistent");
	});

	after(async () => {
		await town?.stop();
		await rm(stateDir, { recursive: true, force: true });
	});

	test("is announced in the server's log as what Roblox restricts to adults", () => {
		const lines = town.logs.game.newest(200).filter((line) => line.includes("Restricted (18+)"));
		assert.equal(lines.length, 1);
		assert.match(lines[0]!, /warn/i);
	});

	test("is there again on the next server: the same agents, and the talk of before", async () => {
		await town.ask("Mara", `Mara, my favourite flower is the ${WORD}.`);
		firstIds = await agentIds(town);
		await town.stop();
		town = await startTown(stateDir, "persistent");
		assert.deepEqual(await agentIds(town), firstIds);
		await town.ask("Mara", "Mara, which flower do I like?");
		const request = newestRequest(town);
		assert.ok(request.includes(`my favourite flower is the ${WORD}`), "the model reads the earlier talk");
	});

	test("has nothing of a player any more who was forgotten: every NPC's mind is new", async () => {
		const answer = await forget(town);
		assert.match(answer, /^2 NPCs are made anew \(bram, mara\)/);
		assert.deepEqual(await town.awaitMinds(60), []);
		const now = await agentIds(town);
		for (const [npcId, agentId] of Object.entries(now)) assert.notEqual(agentId, firstIds[npcId], npcId);
		await assertForgotten(town, stateDir);
	});

	test("and starts anew from there: the next server finds the new agents, and nothing in them", async () => {
		const ids = await agentIds(town);
		await town.stop();
		assert.deepEqual(searchFiles(stateDir, TRACES).hits, []);
		town = await startTown(stateDir, "persistent");
		assert.deepEqual(await agentIds(town), ids);
		await town.ask("Mara", "Hello Mara!");
		assert.ok(!newestRequest(town).includes(WORD), "the model reads nothing of the talk of before");
	});
});
