import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GatewayEvent } from "../src/wire.ts";
import { createAgentPool } from "../src/backend/agents/agent-pool.ts";
import { createAgentSession } from "../src/backend/agents/agent-session.ts";
import type { LinkState } from "../src/backend/agents/link-state.ts";
import { APP_SERVER_LIMITS as LIMITS } from "../src/limits.ts";
import { DEFAULT_MODEL_SETTINGS } from "../src/backend/agents/model-settings.ts";
import { TurnRouter } from "../src/backend/app-server/turn-router.ts";
import { createLog } from "../src/logging.ts";
import { Limiter } from "../src/timing/limiter.ts";
import { createFakeApi } from "./support/fake-api.ts";
import { createFakeClock, settle } from "./support/fake-clock.ts";
import { framesOf } from "./support/frames.ts";
import { MARA } from "./support/gateway-fixture.ts";
import { refusedBy } from "../src/backend/app-server/error-summary.ts";

const WITH_ALEX = { status: "health: 100", group_members: '{"Alex":{}}' };
const WITHOUT = { status: "health: 100", group_members: "{}" };

/** Sessions of game servers of one place, which share persistent agents. */
function setUp(memoryMode: "session" | "persistent" = "persistent") {
	const clock = createFakeClock();
	const fake = createFakeApi();
	const link = { state: "up" as LinkState };
	const removed: string[] = [];
	const lines: string[] = [];
	const log = createLog("error", { write: (line) => void lines.push(line) });
	/** How many removals of data fail. */
	let failures = 0;
	const turns = new TurnRouter({ api: fake.api, clock }, LIMITS);
	const pool = createAgentPool(
		{
			api: fake.api,
			startTurn: turns.start,
			link: { state: () => link.state, detail: () => "the wire is cut" },
			clock,
			random: () => 1,
			log,
			provisioning: new Limiter(1),
			deletions: new Limiter(1),
			memoryWrites: new Limiter(1),
			removeData: async (agentId) => {
				removed.push(agentId);
				failures -= 1;
				return failures < 0;
			},
		},
		{ model: "openai-compatible/test", settings: DEFAULT_MODEL_SETTINGS },
		LIMITS,
	);
	const open = (sessionId: string) => {
		const events: GatewayEvent[] = [];
		const session = createAgentSession(
			{ sessionId, placeId: 1, serverId: sessionId, memoryMode, keyId: "key-1" },
			{
				pool,
				log,
				emit: (event) => void events.push(event),
				maxKnownTurnIds: 100,
				refusal: () => undefined,
			},
		);
		const names = () =>
			events.map((event) => {
				if (event.event === "erased") return `erased ${event.ok}`;
				return "kind" in event ? `${event.event} ${event.kind}` : event.event;
			});
		return {
			...session,
			names,
			say: (turnId: string) => session.startTurn({ op: "turn", npcId: "mara", turnId, content: turnId }),
			erase: (blocks: Readonly<Record<string, string>> = WITHOUT) =>
				session.erase({ op: "erase", npcId: "mara", blocks }),
		};
	};
	return {
		clock,
		fake,
		turns,
		link,
		removed,
		lines,
		pool,
		open,
		/** The next so many removals of data fail. */
		leaveData: (times: number) => (failures = times),
		/** The App Server has stopped the turn that was sent last. */
		stopTurn: () => {
			const { scope, messageId } = fake.sent.at(-1)!;
			const frames = framesOf(scope);
			turns.handleFrame(frames.runs({ r: messageId }));
			turns.handleFrame(frames.finished("r", "cancelled"));
		},
		/** Everything that any agent's files hold. */
		memory: () => [...fake.files].flatMap(([path, value]) => (path.startsWith("agent-1/") ? [] : [value])),
	};
}

describe("erasing an agent", () => {
	it("deletes it and its data in either memory mode, and makes it anew with the new blocks", async () => {
		for (const mode of ["session", "persistent"] as const) {
			const { open, fake, removed } = setUp(mode);
			const game = open("s1");
			game.ensureAgent({ ...MARA, blocks: WITH_ALEX });
			await settle();
			game.erase();
			await settle();
			assert.deepEqual(game.names(), ["agentReady", "erased true", "agentReady"], mode);
			assert.deepEqual([...fake.agents.keys()], ["agent-2"]);
			assert.deepEqual(removed, ["agent-1", "agent-1"], "before the agent and after it");
			assert.equal(fake.files.get("agent-2/group_members"), "{}");
			assert.equal(fake.files.get("agent-2/persona"), MARA.persona);
			assert.equal(game.blocks().mara!.group_members!.value, "{}");
		}
	});

	it("writes nothing of what any session wanted before, not even of another's", async () => {
		const { open, fake, memory, clock } = setUp();
		const game = open("s1");
		const other = open("s2");
		game.ensureAgent({ ...MARA, blocks: WITH_ALEX });
		other.ensureAgent({ ...MARA, blocks: WITH_ALEX });
		await settle();
		other.setBlock({ op: "setBlock", npcId: "mara", label: "group_members", value: '{"Alex":2}', rev: 9 });
		game.erase();
		await clock.advance(LIMITS.memoryIntervalSeconds * 3);
		assert.equal(fake.files.get("agent-2/group_members"), "{}");
		assert.ok(!memory().some((value) => value.includes("Alex")));
		assert.deepEqual(other.names().slice(-1), ["agentReady"], "the other one tells it everything again");
		assert.ok(!other.names().includes("erased true"), "it did not ask");
		assert.ok(!JSON.stringify(other.blocks()).includes("Alex"));
	});

	it("writes no block that the game does not set again", async () => {
		const { open, fake, clock } = setUp();
		const game = open("s1");
		game.ensureAgent({ ...MARA, blocks: { ...WITH_ALEX, notes: "Alex owes me a loaf." } });
		await settle();
		game.erase(WITHOUT);
		await clock.advance(LIMITS.memoryIntervalSeconds * 3);
		assert.equal(fake.files.get("agent-2/group_members"), "{}");
		assert.equal(fake.files.has("agent-2/notes"), false);
	});

	it("is done when the agent was still being made", async () => {
		const { open, fake, memory } = setUp();
		const game = open("s1");
		game.ensureAgent({ ...MARA, blocks: WITH_ALEX });
		game.erase();
		await settle();
		await settle();
		assert.equal(fake.agents.size, 1);
		assert.equal(game.names().at(-1), "agentReady");
		assert.ok(!memory().some((value) => value.includes("Alex")));
	});

	it("stops the turn that runs and drops those that wait, each of which fails once", async () => {
		const { open, fake, stopTurn } = setUp();
		const game = open("s1");
		game.ensureAgent(MARA);
		await settle();
		game.say("t1");
		game.say("t2");
		await settle();
		game.erase();
		assert.deepEqual(
			game.names().filter((name) => name.startsWith("turn")),
			["turnFailed rejected"],
		);
		await settle();
		stopTurn();
		await settle();
		assert.deepEqual(
			game.names().filter((name) => name.startsWith("turn")),
			["turnFailed rejected", "turnFailed rejected"],
		);
		assert.equal(fake.calls.filter((call) => call.startsWith("abort")).length, 1);
		assert.equal(fake.calls.filter((call) => call.startsWith("sendMessage")).length, 1);
		assert.equal(game.names().at(-1), "agentReady");
	});

	it("waits for an App Server that is away", async () => {
		const { open, fake, link, pool } = setUp();
		const game = open("s1");
		game.ensureAgent(MARA);
		await settle();
		link.state = "down";
		for (const agent of pool.all()) agent.handleDown("the wire is cut");
		game.erase();
		await settle();
		assert.equal(fake.agents.has("agent-1"), true);
		link.state = "up";
		for (const agent of pool.all()) agent.handleUp();
		await settle();
		assert.deepEqual(game.names().slice(1), ["agentFailed backendUnavailable", "erased true", "agentReady"]);
		assert.equal(fake.agents.has("agent-1"), false);
	});

	it("that a lost connection broke off is done when there is one again", async () => {
		const { open, fake, link, pool } = setUp();
		const game = open("s1");
		game.ensureAgent(MARA);
		await settle();
		fake.answerNext("remove", { kind: "down", message: "the wire is cut" });
		game.erase();
		link.state = "down";
		for (const agent of pool.all()) agent.handleDown("the wire is cut");
		await settle();
		assert.deepEqual(game.names().slice(1), ["agentFailed backendUnavailable"]);
		link.state = "up";
		for (const agent of pool.all()) agent.handleUp();
		await settle();
		assert.deepEqual(game.names().slice(2), ["erased true", "agentReady"]);
		assert.equal(fake.agents.has("agent-1"), false);
	});

	it("that was done and not answered is tried again until it is certain", async () => {
		const { open, fake, clock } = setUp();
		const game = open("s1");
		game.ensureAgent(MARA);
		await settle();
		fake.answerNext("remove", { kind: "timeout", message: "no answer" }, true);
		fake.answerNext("list", { kind: "ok", value: [] }, true);
		fake.answerNext("list", { kind: "timeout", message: "no answer" });
		game.erase();
		await settle();
		assert.deepEqual(game.names(), ["agentReady"]);
		await clock.advance(LIMITS.provisionBaseSeconds);
		assert.deepEqual(game.names(), ["agentReady"]);
		await clock.advance(LIMITS.provisionBaseSeconds * 2);
		assert.deepEqual(game.names(), ["agentReady", "erased true", "agentReady"]);
		assert.equal(fake.agents.has("agent-1"), false);
	});

	it("says so when it could not be done, and the agent goes on", async () => {
		const { open, fake } = setUp();
		const game = open("s1");
		game.ensureAgent(MARA);
		await settle();
		fake.answerNext("remove", refusedBy("the disk is full"));
		game.erase();
		await settle();
		assert.deepEqual(game.names(), ["agentReady", "erased false", "agentReady"]);
	});

	it("says so when data may be left on the disk", async () => {
		const { open, leaveData } = setUp();
		const game = open("s1");
		game.ensureAgent(MARA);
		await settle();
		leaveData(2);
		game.erase();
		await settle();
		assert.deepEqual(game.names(), ["agentReady", "erased false", "agentReady"]);
	});

	it("asked for again deletes what the first time left, and does not succeed before that", async () => {
		const { open, leaveData, removed } = setUp();
		const game = open("s1");
		game.ensureAgent(MARA);
		await settle();
		leaveData(4);
		const erasures = () => game.names().filter((name) => name.startsWith("erased"));
		game.erase();
		await settle();
		game.erase();
		await settle();
		assert.deepEqual(erasures(), ["erased false", "erased false"]);
		game.erase();
		await settle();
		assert.deepEqual(erasures().slice(2), ["erased true"]);
		assert.equal(removed.filter((agentId) => agentId === "agent-1").length, 6);
	});

	it("whose answer was lost with the connection still deletes the agent's data", async () => {
		const { open, fake, link, pool, removed } = setUp();
		const game = open("s1");
		game.ensureAgent(MARA);
		await settle();
		fake.answerNext("remove", { kind: "down", message: "the wire is cut" }, true);
		game.erase();
		link.state = "down";
		for (const agent of pool.all()) agent.handleDown("the wire is cut");
		await settle();
		assert.deepEqual(removed, ["agent-1"]);
		link.state = "up";
		for (const agent of pool.all()) agent.handleUp();
		await settle();
		assert.deepEqual(removed, ["agent-1", "agent-1", "agent-1"]);
		assert.ok(game.names().includes("erased true"));
	});

	it("finds agents that this gateway has not seen, by their tags", async () => {
		const first = setUp();
		const game = first.open("s1");
		game.ensureAgent(MARA);
		await settle();
		const [known] = first.fake.agents.values();
		first.fake.agents.set("agent-7", { ...known!, id: "agent-7" });
		game.erase();
		await settle();
		assert.deepEqual(first.removed.sort(), ["agent-1", "agent-1", "agent-7", "agent-7"]);
		assert.deepEqual([...first.fake.agents.keys()], ["agent-2"]);
	});

	it("deletes the data of an agent that has vanished from the App Server", async () => {
		const { open, fake, removed } = setUp();
		const game = open("s1");
		game.ensureAgent(MARA);
		await settle();
		fake.agents.clear();
		game.erase();
		await settle();
		assert.deepEqual(removed, ["agent-1", "agent-1"]);
	});

	it("spares other NPCs' agents, even if the App Server lists them, too", async () => {
		const { open, fake } = setUp();
		const game = open("s1");
		game.ensureAgent(MARA);
		game.ensureAgent({ ...MARA, npcId: "bram", displayName: "Bram" });
		await settle();
		fake.answerAlways("list", () => ({ kind: "ok", value: [...fake.agents.values()] }));
		game.erase();
		await settle();
		assert.deepEqual(
			[...fake.agents.values()].map(({ name }) => name),
			["Bram", "Mara"],
		);
		assert.ok(fake.agents.has("agent-2"), [...fake.agents.keys()].join());
	});

	it("leaves nothing for the new agent to hear of the old one's late frames", async () => {
		const { open, fake, turns } = setUp();
		const game = open("s1");
		game.ensureAgent(MARA);
		await settle();
		game.erase();
		await settle();
		game.say("t1");
		await settle();
		assert.equal(fake.sent[0]!.scope.agent_id, "agent-2");
		const before = game.names();
		const late = framesOf({ ...fake.sent[0]!.scope, agent_id: "agent-1" });
		turns.handleFrame(late.finished(undefined, "error", "late"));
		await settle();
		assert.deepEqual(game.names(), before);
	});

	it("is still done when the game leaves at once", async () => {
		const { open, fake, removed, clock } = setUp("session");
		const game = open("s1");
		game.ensureAgent(MARA);
		await settle();
		game.erase();
		await game.close(true);
		assert.equal(clock.timers(), 0);
		assert.deepEqual(removed, ["agent-1", "agent-1"], "once, and not again when it is released");
		assert.ok(![...fake.files].some(([path, value]) => path.startsWith("agent-2") && value.includes("Alex")));
	});

	it("that the game does not stay for is reported in the log if it fails", async () => {
		const { open, fake, link, lines } = setUp("session");
		const game = open("s1");
		game.ensureAgent(MARA);
		await settle();
		fake.answerNext("remove", { kind: "down", message: "the wire is cut" });
		game.erase();
		link.state = "down";
		await game.close(true);
		assert.match(lines.join(), /not erased completely/);
	});

	it("asked for during a turn is done when the game leaves before the turn has ended", async () => {
		for (const mode of ["session", "persistent"] as const) {
			const { open, fake, stopTurn, memory } = setUp(mode);
			const game = open("s1");
			game.ensureAgent({ ...MARA, blocks: WITH_ALEX });
			await settle();
			game.say("t1");
			await settle();
			game.erase();
			const closed = game.close(true);
			await settle();
			stopTurn();
			await closed;
			assert.equal(fake.agents.has("agent-1"), false, mode);
			assert.ok(!memory().some((value) => value.includes("Alex")), mode);
		}
	});

	it("of an NPC without an agent fails", () => {
		const game = setUp().open("s1");
		game.erase();
		assert.deepEqual(game.names(), ["erased false"]);
	});
});

describe("an NPC that comes back while its agent is being deleted", () => {
	it("gets a new agent, and not the one that is about to go", async () => {
		const { open, fake } = setUp("session");
		const game = open("s1");
		game.ensureAgent({ ...MARA, blocks: WITH_ALEX });
		await settle();
		game.release("mara", true);
		game.ensureAgent({ ...MARA, blocks: WITHOUT });
		await settle();
		assert.deepEqual(game.names(), ["agentReady", "agentReady"]);
		assert.deepEqual([...fake.agents.keys()], ["agent-2"]);
	});
});

describe("a session that releases an NPC", () => {
	it("fails its own turns and none of another session, running or waiting", async () => {
		const { open, fake, stopTurn } = setUp();
		const [game, other] = [open("s1"), open("s2")];
		for (const each of [game, other]) each.ensureAgent(MARA);
		await settle();
		game.say("runs");
		other.say("waits");
		game.say("waits too");
		await settle();
		game.release("mara", false);
		await settle();
		const failed = ["agentReady", "turnFailed rejected", "turnFailed rejected"];
		assert.deepEqual(game.names(), failed);
		assert.deepEqual(other.names(), ["agentReady"]);
		stopTurn();
		await settle();
		assert.deepEqual(
			fake.sent.map(({ content }) => content),
			["runs", "waits"],
		);
	});
});

describe("cancelling a turn", () => {
	it("drops one that waits and leaves the one that runs", async () => {
		const { open, fake, stopTurn } = setUp();
		const game = open("s1");
		game.ensureAgent(MARA);
		await settle();
		game.say("t1");
		game.say("t2");
		await settle();
		game.cancelTurn("mara", "t2");
		game.cancelTurn("mara", "t2");
		assert.deepEqual(game.names().slice(1), ["turnFailed rejected"]);
		assert.equal(fake.calls.includes("abort"), false);
		stopTurn();
		await settle();
		assert.equal(fake.sent.length, 1);
	});

	it("stops one that runs, which fails once, and the agent is free for the next", async () => {
		const { open, fake, stopTurn } = setUp();
		const game = open("s1");
		game.ensureAgent(MARA);
		await settle();
		game.say("t1");
		await settle();
		game.cancelTurn("mara", "t1");
		game.cancelTurn("mara", "t1");
		await settle();
		stopTurn();
		await settle();
		assert.deepEqual(game.names().slice(1), ["turnFailed rejected"]);
		assert.equal(fake.calls.filter((call) => call.startsWith("abort")).length, 1);
		game.say("t2");
		await settle();
		assert.equal(fake.sent.length, 2);
	});

	it("drops only the session's own turn, if another one's has the same id", async () => {
		const { open } = setUp();
		const [game, other] = [open("s1"), open("s2")];
		for (const each of [game, other]) each.ensureAgent(MARA);
		await settle();
		game.say("t0");
		for (const each of [other, game]) each.say("t1");
		await settle();
		game.cancelTurn("mara", "t1");
		assert.deepEqual([game.names().slice(1), other.names().slice(1)], [["turnFailed rejected"], []]);
	});

	it("touches no turn of another session, and none that is over", async () => {
		const { open, stopTurn } = setUp();
		const game = open("s1");
		const other = open("s2");
		for (const each of [game, other]) each.ensureAgent(MARA);
		await settle();
		game.say("t1");
		await settle();
		other.cancelTurn("mara", "t1");
		assert.deepEqual(game.names().slice(1), []);
		stopTurn();
		await settle();
		const before = game.names();
		game.cancelTurn("mara", "t1");
		game.cancelTurn("mara", "never sent");
		assert.deepEqual(game.names(), before);
	});
});
