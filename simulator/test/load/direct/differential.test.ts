import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { comparableState } from "../../../src/letta-cloud/comparable-state.ts";
import { type CloudState, DEFAULT_MODEL } from "../../../src/letta-cloud/fake-letta-cloud.ts";
import { matchOperation } from "../../../src/letta-cloud/operations.ts";
import type { Scenario } from "../../../scenarios/index.ts";
import { createCrowd } from "../../../src/run/crowd.ts";
import { createRandom } from "../../../src/repeatable/random.ts";
import { createDirectRig } from "../../../src/direct/direct-rig.ts";
import { type Exchange, replayOfficially } from "../../../src/direct/replay.ts";

/** Three NPCs and a player who says something to each, and is among other company each time. */
const SCENARIO: Scenario = {
	name: "visits",
	about: "a player goes from one NPC to the next",
	minutes: 1,
	layout: { kind: "field", zones: [{ name: "Yard", center: [0, 0], size: [60, 60] }] },
	npcs: [-60, 0, 60].map((x) => ({ count: 1, where: { spot: [x, 0], spreadStuds: 0 } })),
	players: [
		{
			count: 1,
			walk: {
				kind: "route",
				from: [-56, 3],
				legs: [
					{ to: [4, 3], restSeconds: 8 },
					{ to: [56, 3], restSeconds: 8 },
				],
				repeat: true,
				staggerSeconds: 0,
				spreadStuds: 0,
			},
			talk: { everySeconds: [3, 6] },
		},
	],
};

const SECONDS = 40;

async function play(memoryMode: string) {
	const exchanges: Exchange[] = [];
	const problems: string[] = [];
	let state: CloudState | undefined;
	let count = 0;
	const random = createRandom(1);
	const rig = await createDirectRig(
		SCENARIO,
		random,
		{
			onRequest: () => {},
			onBackend: () => {},
			onProblem: (problem) => problems.push(problem),
			onExchange: (request, response) => exchanges.push({ request, response }),
		},
		{ settings: { MemoryMode: memoryMode } },
	);
	try {
		await rig.world.start();
		await rig.world.runUntil(() => rig.double.readyCount() === 3, 60);
		const crowd = createCrowd({ world: rig.world, spots: rig.spots, random, onDeed: () => {} }, SCENARIO);
		await crowd.enter();
		while (rig.world.now() < SECONDS) {
			await crowd.step();
			await rig.world.run(0.25);
		}
		const isQuiet = () => rig.cloud.state().requests.every(({ status }) => status !== undefined);
		assert.ok(await rig.world.runUntil(isQuiet, 10), "nothing is under way");
		await rig.world.run(0.1);
		state = rig.cloud.state();
		count = exchanges.length;
	} finally {
		await rig.close();
	}
	const whilePlayed = { exchanges: exchanges.slice(0, count), state: state! };
	return { whilePlayed, whole: { exchanges, state: rig.cloud.state() }, problems };
}

describe("the game's client of Letta Cloud and the official one", () => {
	for (const memoryMode of ["session", "persistent"]) {
		it(`send the same requests and leave the same state, in ${memoryMode} mode`, async () => {
			const { whilePlayed, whole, problems } = await play(memoryMode);
			assert.deepEqual(problems, []);
			for (const { exchanges, state } of [whilePlayed, whole]) {
				const replay = await replayOfficially(exchanges, [DEFAULT_MODEL]);
				assert.deepEqual(replay.ours, replay.official);
				assert.deepEqual(comparableState(state), comparableState(replay.cloud.state()));
			}
			const operations = new Set(
				whole.exchanges.map(({ request: { method, url } }) => {
					const match = matchOperation(method, new URL(url).pathname);
					return match.kind === "found" ? match.operation : "unknown";
				}),
			);
			for (const wanted of ["createAgent", "listAgents", "updateBlock"]) {
				assert.ok(operations.has(wanted as never), `${wanted} is among ${[...operations].join(", ")}`);
			}
			assert.ok(
				operations.has("sendMessage") || operations.has("sendConversationMessage"),
				"somebody talked",
			);
			assert.equal(whole.state.agents.length, memoryMode === "session" ? 0 : 3);
		});
	}
});
