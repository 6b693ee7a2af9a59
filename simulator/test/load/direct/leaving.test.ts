import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Fault } from "../../../src/letta-cloud/faults.ts";
import { createCrowd } from "../../../src/run/crowd.ts";
import { createRandom } from "../../../src/repeatable/random.ts";
import { createDirectRig, KEY } from "../../../src/direct/direct-rig.ts";
import { FAULT_SCENARIO } from "../../../src/direct/fault-matrix.ts";

const NPCS = 50;
/** BindToClose has 30 s in all. */
const CLOSING_SECONDS = 25;

/** Everything of a client's data model that is text. */
const REPLICATED_TEXTS = `
local texts = {}
local function add(value)
	if type(value) == "string" then table.insert(texts, value) end
end
for _, instance in game:GetDescendants() do
	add(instance.Name)
	if instance:IsA("StringValue") then add(instance.Value) end
	for _, value in instance:GetAttributes() do add(value) end
end
return texts`;

/** In which Letta answers with errors of each kind, and at last refuses the key. */
const ERRORS: ReadonlyArray<Fault> = [
	{ fromSeconds: 0, toSeconds: 12, share: 0.5, trouble: { kind: "invalidJson" } },
	{ fromSeconds: 0, toSeconds: 12, trouble: { kind: "status", status: 500 } },
	{ fromSeconds: 12, toSeconds: 18, trouble: { kind: "unreachable", code: "ENOTFOUND" } },
	{ fromSeconds: 18, toSeconds: 40, trouble: { kind: "creditsSpent" } },
	{ fromSeconds: 40, toSeconds: 90, trouble: { kind: "unauthorized" } },
];
const ERROR_SECONDS = 50;

/** Plays until some turns are under way, and on through the faults, and shuts the server down. */
async function playAndLeave(memoryMode: string, faults: ReadonlyArray<Fault> = []) {
	const random = createRandom(5);
	const sent: string[] = [];
	const problems: string[] = [];
	const rig = await createDirectRig(
		FAULT_SCENARIO,
		random,
		{
			onRequest: () => {},
			onBackend: () => {},
			onProblem: (problem) => problems.push(problem),
			onExchange: ({ url, body }) => sent.push(url, body ?? ""),
		},
		{ settings: { MemoryMode: memoryMode, LogLevel: "debug" } },
	);
	const { world, cloud, spots } = rig;
	const logs: string[] = [];
	world.on("log", ({ message, trace }) => logs.push(message, trace ?? ""));
	await world.start();
	assert.ok(await world.runUntil(() => rig.double.readyCount() === NPCS, 120), "everybody has an agent");
	const crowd = createCrowd({ world, spots, random, onDeed: () => {} }, FAULT_SCENARIO);
	await crowd.enter();
	const running = () => cloud.state().turns.filter(({ outcome }) => outcome === "running");
	const until = world.now() + 60;
	while (world.now() < until && running().length < 2) {
		await crowd.step();
		await world.run(0.25);
	}
	const thinking = running().length;
	if (faults.length > 0) {
		cloud.play(faults);
		const over = world.now() + ERROR_SECONDS;
		while (world.now() < over) {
			await crowd.step();
			await world.run(0.25);
		}
	}
	const texts = (await world.evaluate("Player1", REPLICATED_TEXTS)) as string[];
	const since = world.now();
	await world.shutdown();
	return {
		state: cloud.state(),
		seconds: world.now() - since,
		thinking,
		logs,
		sent,
		problems,
		texts: [...texts],
	};
}

describe("a server of fifty NPCs that shuts down in the middle of turns", () => {
	it("leaves no agent behind in session mode, in time", async () => {
		const { state, seconds, thinking, problems } = await playAndLeave("session");
		assert.deepEqual(problems, []);
		assert.ok(thinking >= 2, "turns were under way");
		assert.deepEqual(state.agents, []);
		assert.ok(seconds <= CLOSING_SECONDS, `${seconds.toFixed(1)} s`);
		assert.ok(state.requests.length > NPCS * 3);
	});

	it("leaves every agent in persistent mode, and its key nowhere", async () => {
		const { state, seconds, logs, sent, texts, problems } = await playAndLeave("persistent");
		assert.deepEqual(problems, []);
		assert.equal(state.agents.length, NPCS);
		assert.ok(seconds <= CLOSING_SECONDS, `${seconds.toFixed(1)} s`);
		for (const [where, found] of Object.entries({ logs, sent, texts })) {
			assert.ok(found.length > 0, `there are ${where} to search`);
			assert.deepEqual(
				found.filter((text) => text.includes(KEY)),
				[],
				where,
			);
		}
		assert.ok(
			sent.some((text) => text.includes("Folk 7")),
			"the search sees what is sent",
		);
		assert.ok(texts.includes("Folk 7"), "and what is replicated");
	});

	it("names its key in no error either", async () => {
		const { logs, sent, problems } = await playAndLeave("persistent", ERRORS);
		for (const error of [
			"HTTP 500",
			"cannot be read",
			"cannot be reached",
			"credits are spent",
			"refuses this server's key",
		])
			assert.ok(
				logs.some((text) => text.includes(error)),
				`there was no error: ${error}`,
			);
		for (const text of [...logs, ...sent, ...problems]) assert.ok(!text.includes(KEY), text);
	});
});
