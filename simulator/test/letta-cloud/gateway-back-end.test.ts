import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { SessionIdentity } from "../../../gateway/src/backend/backend.ts";
import {
	createLettaBackend,
	type LettaBackendOptions,
} from "../../../gateway/src/backend/letta/letta-backend.ts";
import { createLog } from "../../../gateway/src/logging.ts";
import type { GatewayEvent } from "../../../gateway/src/wire.ts";
import { KEY, serveCloud } from "../../src/letta-cloud/cloud-fixture.ts";
import { DEFAULT_MODEL, type FakeLettaCloudOptions } from "../../src/letta-cloud/fake-letta-cloud.ts";
import type { Trouble } from "../../src/letta-cloud/faults.ts";
import type { Operation } from "../../src/letta-cloud/operations.ts";

/** The gateway's back end for Letta's REST API, by the official client, over HTTP against the fake. */

const SESSION: SessionIdentity = {
	sessionId: "s1",
	placeId: 1,
	serverId: "server-1",
	memoryMode: "session",
	keyId: "key-1",
};
const STATUS = "health: 100 | location: Cafe | current_action: Idle";
const MARA = { npcId: "mara", displayName: "Mara", persona: "I keep the cafe.", blocks: { status: STATUS } };
const REPLY = "Hello, Alex! I keep the cafe. Come in.";
const SENTENCES = ["Hello, Alex!", "I keep the cafe.", "Come in."];
/** Fast enough for a test on the real clock. */
const FAST = { lookSeconds: 0.05, probeBaseSeconds: 0.05, provisionBaseSeconds: 0.05 };

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
	for (const end of ends.splice(0).reverse()) await end();
});

async function until(condition: () => boolean, seconds = 20): Promise<void> {
	const deadline = performance.now() + seconds * 1000;
	while (!condition()) {
		if (performance.now() > deadline) throw new Error(`in vain: ${String(condition)}`);
		await delay(5);
	}
}

type SetUp = {
	readonly cloud?: Partial<FakeLettaCloudOptions>;
	readonly backend?: Partial<LettaBackendOptions>;
};

async function setUp({ cloud: cloudOptions, backend: backendOptions }: SetUp = {}) {
	const model = () => ({ kind: "text" as const, text: REPLY, seconds: 0.3 });
	const served = await serveCloud({ model, ...cloudOptions });
	const { cloud, url } = served;
	const lines: string[] = [];
	const backend = createLettaBackend({
		baseUrl: url,
		apiKey: KEY,
		model: DEFAULT_MODEL,
		random: () => 0,
		log: createLog("debug", { write: (line) => void lines.push(line) }),
		...backendOptions,
		limits: { ...FAST, ...backendOptions?.limits },
	});
	backend.start();
	ends.push(backend.close);

	function open(identity: Partial<SessionIdentity> = {}) {
		const events: GatewayEvent[] = [];
		const session = backend.open({ ...SESSION, ...identity }, (event) => void events.push(event));
		ends.push(() => session.close(false));
		const names = () =>
			events.map((event) => ("kind" in event ? `${event.event} ${event.kind}` : event.event));
		const said = () => events.flatMap((event) => (event.event === "sentence" ? [event.text] : []));
		const count = (name: string) => names().filter((other) => other.startsWith(name)).length;
		const meet = async () => {
			session.ensureAgent(MARA);
			await until(() => count("agentReady") > 0);
		};
		const start = (turnId: string) =>
			session.startTurn({ op: "turn", npcId: "mara", turnId, content: `Alex says: "${turnId}"` });
		const say = async (turnId = "t1") => {
			start(turnId);
			await until(() =>
				events.some(
					({ event, ...rest }) =>
						/turnDone|turnFailed/.test(event) && "turnId" in rest && rest.turnId === turnId,
				),
			);
		};
		return { ...session, events, names, said, count, meet, start, say };
	}

	/** Requests of one kind. */
	const asked = (operation: Operation) =>
		cloud.state().requests.filter((request) => request.operation === operation);
	const trouble = (what: Trouble, ...operations: Operation[]) =>
		cloud.play([
			{ fromSeconds: 0, toSeconds: 600, trouble: what, ...(operations.length > 0 && { operations }) },
		]);
	return { ...served, backend, lines, open, asked, trouble };
}

describe("the gateway's back end at Letta's REST API", () => {
	it("makes an agent that the place's own client would find, with the tag on its blocks and a lease", async () => {
		const { open, cloud, backend } = await setUp();
		await open().meet();
		const [agent] = cloud.state().agents;
		assert.deepEqual(agent!.tags, ["townsfolk", "place:1", "npc:mara", "memory:session", "server:server-1"]);
		assert.deepEqual(
			agent!.blocks.map(({ label, value, tags }) => [label, value, tags]),
			[
				["persona", MARA.persona, ["townsfolk"]],
				["status", STATUS, ["townsfolk"]],
			],
		);
		assert.match(String(agent!.metadata!.townsfolk_seen), /^\d{10}$/);
		assert.equal(agent!.maxTokens, 160);
		assert.deepEqual(backend.health(), { isUp: true, detail: "Letta answers", agents: 1, turnsInFlight: 0 });
	});

	it("gives an agent a name that Letta takes, and its display name in the prompt", async () => {
		const { open, cloud } = await setUp();
		const game = open();
		game.ensureAgent({ ...MARA, displayName: "Mara ☕ (cafe)" });
		await until(() => game.count("agentReady") === 1);
		const [agent] = cloud.state().agents;
		assert.equal(agent!.name, "Mara cafe");
		assert.match(agent!.system, /You are Mara ☕ \(cafe\)\.$/);
	});

	it("speaks each sentence while the model still writes", async () => {
		const { open, cloud } = await setUp();
		const game = open();
		await game.meet();
		game.start("t1");
		await until(() => game.said().length === 1);
		assert.equal(cloud.state().turns[0]!.outcome, "running");
		await until(() => game.count("turnDone") === 1);
		assert.deepEqual(game.said(), SENTENCES);
		const { promptTokens, completionTokens } = cloud.state().turns[0]!;
		assert.deepEqual(game.events.at(-1), {
			event: "turnDone",
			npcId: "mara",
			turnId: "t1",
			usage: { promptTokens, completionTokens },
		});
	});

	for (const { name, trouble } of [
		{ name: "breaks in the middle", trouble: { kind: "cutStream", afterEvents: 5 } },
		{ name: "breaks before a word", trouble: { kind: "cutStream", afterEvents: 1 } },
		{ name: "never comes", trouble: { kind: "cut" } },
		{
			name: "is an error of Letta's, and the turn was done",
			trouble: { kind: "status", status: 500, isProcessed: true },
		},
		{ name: "is a proxy's page", trouble: { kind: "invalidJson" } },
	] satisfies { name: string; trouble: Trouble }[]) {
		it(`looks a turn up whose answer ${name}, and sends it once`, async () => {
			const { open, asked, trouble: play, cloud } = await setUp();
			const game = open();
			await game.meet();
			play(trouble, "sendMessage");
			await game.say();
			assert.deepEqual(game.said(), SENTENCES);
			assert.deepEqual(game.names().slice(-1), ["turnDone"]);
			assert.equal(asked("sendMessage").length, 1);
			assert.deepEqual([...cloud.state().turnsByOtid], [["s1:t1", 1]]);
		});
	}

	it("fails a turn whose answer is lost while Letta is away, and does not keep the player waiting", async () => {
		const { open, cloud, backend, asked } = await setUp({ backend: { limits: { troublesUntilDown: 1 } } });
		const game = open();
		await game.meet();
		const always = { fromSeconds: 0, toSeconds: 600 };
		cloud.play([
			{ ...always, trouble: { kind: "cut" }, operations: ["sendMessage"] },
			{ ...always, trouble: { kind: "status", status: 503 } },
		]);
		await game.say();
		assert.deepEqual(game.names().slice(-1), ["turnFailed backendUnavailable"]);
		assert.equal(backend.health().isUp, false);
		assert.equal(asked("sendMessage").length, 1);
	});

	it("gives a turn up that failed at Letta and is not listed, and sends it once", async () => {
		const { open, asked, trouble } = await setUp();
		const game = open();
		await game.meet();
		trouble({ kind: "status", status: 500 }, "sendMessage");
		await game.say();
		assert.deepEqual(game.names().slice(-1), ["turnFailed model"]);
		assert.equal(asked("sendMessage").length, 1);
	});

	for (const { name, trouble, kind } of [
		{ name: "a provider's refusal", trouble: { kind: "provider", status: 401 }, kind: "model" },
		{ name: "spent credits", trouble: { kind: "creditsSpent" }, kind: "rejected" },
		{
			name: "a rate limit",
			trouble: { kind: "rateLimit", form: "seconds", waitSeconds: [1, 1] },
			kind: "busy",
		},
		{ name: "no connection", trouble: { kind: "unreachable", code: "ECONNREFUSED" }, kind: "timeout" },
	] satisfies { name: string; trouble: Trouble; kind: string }[]) {
		it(`tells of ${name} as ${kind}, and nothing of it in its own words`, async () => {
			const {
				open,
				trouble: play,
				lines,
				asked,
			} = await setUp({ backend: { limits: { turnTimeoutSeconds: 1 } } });
			const game = open();
			await game.meet();
			play(trouble, "sendMessage");
			await game.say("a secret line");
			assert.deepEqual(game.names().slice(-1), [`turnFailed ${kind}`]);
			assert.equal(asked("sendMessage").length, 1);
			const told = JSON.stringify(game.events.slice(-1)) + lines.join("");
			assert.doesNotMatch(told.replaceAll(/"turnId":"[^"]*"/g, ""), /a secret line/);
		});
	}

	it("ends a cancelled turn at Letta too, and the next one runs in the same conversation", async () => {
		const slow = { kind: "text" as const, text: REPLY, seconds: 20 };
		const quick = { ...slow, seconds: 0.05 };
		const { open, asked, cloud } = await setUp({
			cloud: { model: ({ content }) => (content.includes("slow") ? slow : quick) },
		});
		const game = open();
		await game.meet();
		game.start("slow");
		// The stream's first event names the run.
		await until(() => asked("sendMessage").at(-1)?.status === 200);
		await delay(100);
		game.cancelTurn("mara", "slow");
		await game.say("next");
		assert.deepEqual(game.names().slice(1), [
			"turnFailed rejected",
			"sentence",
			"sentence",
			"sentence",
			"turnDone",
		]);
		assert.deepEqual(
			cloud.state().turns.map(({ outcome }) => outcome),
			["failed", "done"],
		);
		assert.deepEqual(cloud.state().conversations, []);
	});

	it("brings an agent up to date that a game server made by itself, its prompt too", async () => {
		const { open, calls, cloud, asked } = await setUp();
		const tags = ["townsfolk", "place:1", "npc:mara", "memory:persistent", "of-somebody-else"];
		const old = [{ label: "persona", value: "I was a baker." }];
		await calls.createAgent({ name: "Mara", model: DEFAULT_MODEL, system: "Old.", tags, memory_blocks: old });
		const game = open({ memoryMode: "persistent" });
		await game.meet();
		const { agents } = cloud.state();
		assert.equal(agents.length, 1);
		assert.deepEqual(agents[0]!.tags, tags);
		assert.deepEqual(
			agents[0]!.blocks.map(({ value }) => value),
			[MARA.persona],
		);
		assert.notEqual(agents[0]!.system, "Old.");
		assert.ok(asked("recompileAgent").length > 0, "the prompt was compiled anew");
	});

	it("writes a block that has changed, and one that the agent lacks, with its tag", async () => {
		const { open, cloud } = await setUp({ backend: { limits: { memoryQuietSeconds: 0.05 } } });
		const game = open();
		await game.meet();
		game.setBlock({ op: "setBlock", npcId: "mara", label: "status", value: "health: 1", rev: 1 });
		game.setBlock({ op: "setBlock", npcId: "mara", label: "group_members", value: "{}", rev: 1 });
		const blocks = () =>
			cloud.state().agents[0]!.blocks.map(({ label, value, tags }) => [label, value, tags]);
		await until(() => blocks().length === 3);
		assert.deepEqual(blocks().slice(1), [
			["status", "health: 1", ["townsfolk"]],
			["group_members", "{}", ["townsfolk"]],
		]);
	});

	it("erases an agent with its blocks, and makes it anew", async () => {
		const { open, cloud, calls } = await setUp();
		const game = open();
		await game.meet();
		const [before] = cloud.state().agents;
		game.erase({ op: "erase", npcId: "mara", blocks: { status: "health: 100" } });
		await until(() => game.count("agentReady") === 2);
		assert.deepEqual(game.names(), ["agentReady", "erased", "agentReady"]);
		assert.deepEqual(game.events[1], { event: "erased", npcId: "mara", ok: true });
		const { agents } = cloud.state();
		assert.deepEqual([agents.length, agents[0]!.id === before!.id], [1, false]);
		assert.equal((await calls.listAllBlocks()).length, 2, "the old blocks are gone");
	});

	for (const { memoryMode, left } of [
		{ memoryMode: "session", left: 0 },
		{ memoryMode: "persistent", left: 1 },
	] as const) {
		it(`leaves ${left} agents when a game ends in ${memoryMode} memory mode`, async () => {
			const { open, cloud, calls } = await setUp();
			const game = open({ memoryMode });
			await game.meet();
			await game.close(true);
			assert.equal(cloud.state().agents.length, left);
			assert.equal((await calls.listAllBlocks()).length, left * 2);
		});
	}

	it("is down with a key that Letta refuses, and says so", async () => {
		const { backend } = await setUp({ backend: { apiKey: "another-key" } });
		await until(() => backend.health().detail !== "Letta has not answered yet");
		assert.deepEqual(backend.health(), {
			isUp: false,
			detail: "HTTP 401: Letta refuses the key",
			agents: 0,
			turnsInFlight: 0,
		});
	});
});

describe("leases at Letta", () => {
	const quick = { renewSeconds: 0.1, orphanSweepSeconds: 0.15 };
	const NOW = 1_800_000_000;
	const stray = (calls: Awaited<ReturnType<typeof setUp>>["calls"], server: string, seen?: number) =>
		calls.createAgent({
			name: "Stray",
			model: DEFAULT_MODEL,
			tags: ["townsfolk", "place:9", "npc:x", "memory:session", `server:${server}`],
			...(seen !== undefined && { metadata: { townsfolk_seen: String(seen) } }),
		});

	it("keep the agents of game servers that others serve, and lose those of servers that are gone", async () => {
		const { calls, cloud } = await setUp({ backend: { limits: quick, unixNow: () => NOW } });
		await stray(calls, "gone", NOW - 1801);
		await stray(calls, "straight-to-letta", NOW - 1700);
		await stray(calls, "without-a-lease");
		await stray(calls, "half-renewed", NOW - 5000);
		await stray(calls, "half-renewed", NOW - 100);
		const servers = () =>
			cloud.state().agents.map(({ tags }) => tags.find((tag) => tag.startsWith("server:"))!.slice(7));
		await until(() => !servers().includes("gone"));
		await delay(400);
		assert.deepEqual(servers(), ["straight-to-letta", "without-a-lease", "half-renewed", "half-renewed"]);
	});

	it("are renewed for the game servers that have a session here", async () => {
		let now = NOW;
		const { open, cloud } = await setUp({ backend: { limits: quick, unixNow: () => now } });
		await open().meet();
		const seen = () => Number(cloud.state().agents[0]!.metadata!.townsfolk_seen);
		assert.equal(seen(), NOW);
		now = NOW + 100_000;
		await until(() => seen() === now);
	});
});
