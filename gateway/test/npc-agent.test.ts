import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AgentSpec, GatewayEvent } from "../src/wire.ts";
import { initialBlocks, systemPrompt } from "../src/backend/agents/agent-prompt.ts";
import type { ChosenModel } from "../src/backend/agents/model-choice.ts";
import type { LinkState } from "../src/backend/agents/link-state.ts";
import { DEFAULT_MODEL_SETTINGS } from "../src/backend/agents/model-settings.ts";
import { createNpcAgent } from "../src/backend/agents/npc-agent.ts";
import { TurnRouter } from "../src/backend/app-server/turn-router.ts";
import { APP_SERVER_LIMITS as LIMITS } from "../src/limits.ts";
import { createLog } from "../src/logging.ts";
import { Limiter } from "../src/timing/limiter.ts";
import { createFakeApi } from "./support/fake-api.ts";
import { createFakeClock, settle } from "./support/fake-clock.ts";
import { framesOf } from "./support/frames.ts";
import { MARA } from "./support/gateway-fixture.ts";
import { refusedBy } from "../src/backend/app-server/error-summary.ts";

function setUp(
	options: {
		state?: LinkState;
		isLasting?: boolean;
		after?: Promise<void>;
		chooseModel?: () => Promise<ChosenModel>;
		provisioning?: Limiter;
	} = {},
) {
	const clock = createFakeClock();
	const fake = createFakeApi();
	const link = { state: options.state ?? ("up" as LinkState) };
	const removed: string[] = [];
	const events: GatewayEvent[] = [];
	const turns = new TurnRouter({ api: fake.api, clock }, LIMITS);
	const agent = createNpcAgent(
		{
			api: fake.api,
			link: { state: () => link.state, detail: () => "the wire is cut" },
			clock,
			random: () => 1,
			log: createLog("silent"),
			provisioning: options.provisioning ?? new Limiter(1),
			deletions: new Limiter(1),
			memoryWrites: new Limiter(1),
			chooseModel: options.chooseModel,
			startTurn: turns.start,
			removeData: async (agentId) => removed.push(agentId) > 0,
		},
		{
			tags: ["townsfolk", "npc:mara"],
			model: "openai-compatible/test",
			settings: DEFAULT_MODEL_SETTINGS,
			isLasting: false,
			keyId: "key-1",
			...options,
		},
		LIMITS,
	);

	const emit = (event: GatewayEvent) => void events.push(event);
	const names = () => events.map((event) => ("kind" in event ? `${event.event} ${event.kind}` : event.event));
	const attach = (spec: AgentSpec = MARA, sessionId = "s1") => {
		for (const [label, value] of Object.entries(spec.blocks)) agent.setBlock(label, value);
		agent.attach(sessionId, spec, emit);
	};
	const addTurn = (turnId: string, sessionId = "s1") =>
		agent.addTurn({ sessionId, npcId: "mara", turnId, content: turnId, emit });
	/** The App Server answers the message that was sent last. */
	const reply = (text: string) => {
		const { scope, messageId } = fake.sent.at(-1)!;
		const frames = framesOf(scope);
		const runId = `run-${messageId}`;
		turns.handleFrame(frames.runs({ [runId]: messageId }));
		turns.handleFrame(frames.text(runId, text));
		turns.handleFrame(frames.finished(runId, "end_turn"));
	};
	const goDown = () => {
		link.state = "down";
		agent.handleDown("the wire is cut");
	};
	const goUp = () => {
		link.state = "up";
		agent.handleUp();
	};
	return { clock, fake, turns, agent, events, names, attach, addTurn, reply, goDown, goUp, removed };
}

describe("an agent", () => {
	it("whose model is not listed is not made, and the game reads what is listed", async () => {
		const message = "the App Server does not list the model a/b; it lists a/c";
		const { attach, events, fake } = setUp({ chooseModel: async () => ({ kind: "unlisted", message }) });
		attach();
		await settle();
		assert.deepEqual(events, [
			{ event: "agentFailed", npcId: "mara", kind: "rejected", message, final: false },
		]);
		assert.equal(fake.agents.size, 0);
	});

	it("is made ready when a session wants it, and each further session is told", async () => {
		const { attach, names, fake } = setUp();
		attach();
		await settle();
		assert.deepEqual(names(), ["agentReady"]);
		attach(MARA, "s2");
		assert.deepEqual(names(), ["agentReady", "agentReady"]);
		assert.equal(fake.agents.size, 1);
	});

	it("waits for the agent with the same tags that is being deleted", async () => {
		let finish = () => {};
		const { attach, names } = setUp({ after: new Promise((resolve) => (finish = resolve)) });
		attach();
		await settle();
		assert.deepEqual(names(), []);
		finish();
		await settle();
		assert.deepEqual(names(), ["agentReady"]);
	});

	it("is tried again after a failure, which is told once", async () => {
		const { attach, names, fake, clock } = setUp();
		for (let time = 0; time < 3; time += 1) fake.answerNext("list", refusedBy("broken"));
		attach();
		await settle();
		assert.deepEqual(names(), ["agentFailed rejected"]);
		await clock.advance(1 + 2 + 4);
		assert.deepEqual(names(), ["agentFailed rejected", "agentReady"]);
	});

	it("says so while the App Server is away, and is verified anew when it is back", async () => {
		const { attach, names, goUp, goDown, fake } = setUp({ state: "down" });
		attach();
		await settle();
		assert.deepEqual(names(), ["agentFailed backendUnavailable"]);
		goUp();
		await settle();
		goDown();
		goUp();
		await settle();
		assert.deepEqual(names().slice(1), ["agentReady", "agentFailed backendUnavailable", "agentReady"]);
		assert.equal(fake.agents.size, 1);
		assert.equal(fake.calls.filter((call) => call.startsWith("retrieve")).length, 2);
	});

	it("waits for the connection, not for a while, when it was lost in the making", async () => {
		const { attach, names, fake, goUp, goDown, clock } = setUp();
		fake.answerNext("create", { kind: "down", message: "the wire is cut" });
		attach({ ...MARA, blocks: {} });
		goDown();
		await settle();
		assert.deepEqual(names(), ["agentFailed backendUnavailable"]);
		assert.equal(clock.timers(), 0);
		goUp();
		await settle();
		assert.equal(names().at(-1), "agentReady");
	});

	it("says nothing while it is not known yet whether the App Server is there", async () => {
		const { attach, names } = setUp({ state: "connecting" });
		attach();
		await settle();
		assert.deepEqual(names(), []);
	});

	it("follows a change of its definition", async () => {
		const { attach, fake, names } = setUp();
		attach();
		await settle();
		attach({ ...MARA, persona: "I am Mara, and I have sold the cafe." });
		await settle();
		assert.equal(fake.files.get("agent-1/persona"), "I am Mara, and I have sold the cafe.");
		assert.ok(fake.calls.includes("recompile"));
		assert.equal(names().at(-1), "agentReady");
	});

	it("is not verified again for a session that wants it as it is", async () => {
		const { attach, fake } = setUp();
		attach();
		await settle();
		const before = fake.calls.length;
		attach(MARA, "s2");
		await settle();
		assert.deepEqual(fake.calls.slice(before), []);
	});

	it("follows a change of its definition that comes while it is being made", async () => {
		const { attach, fake, names } = setUp();
		const release = fake.holdBack("startRuntime");
		attach();
		await settle();
		attach({ ...MARA, persona: "I am Mara, and I have sold the cafe." });
		release();
		await settle();
		await settle();
		assert.equal(fake.files.get("agent-1/persona"), "I am Mara, and I have sold the cafe.");
		assert.deepEqual(names(), ["agentReady"]);
	});

	it("follows a change of its definition that comes while a conversation is left", async () => {
		const { attach, addTurn, fake, clock, names } = setUp();
		attach();
		await settle();
		addTurn("t1");
		await settle();
		const release = fake.holdBack("startRuntime");
		await clock.advance(LIMITS.turnTimeoutSeconds + LIMITS.abortSeconds);
		attach({ ...MARA, persona: "I am Mara, and I have sold the cafe." });
		release();
		await settle();
		await settle();
		assert.equal(fake.files.get("agent-1/persona"), "I am Mara, and I have sold the cafe.");
		assert.equal(names().at(-1), "agentReady");
	});

	it("is not ready on a connection on which it was not opened", async () => {
		const { attach, addTurn, fake, names, goDown, goUp } = setUp();
		const release = fake.holdBack("startRuntime");
		attach();
		await settle();
		goDown();
		goUp();
		release();
		await settle();
		await settle();
		assert.equal(fake.calls.filter((call) => call.startsWith("startRuntime")).length, 2);
		assert.deepEqual(names(), ["agentFailed backendUnavailable", "agentReady"]);
		addTurn("t1");
		await settle();
		assert.equal(fake.sent.length, 1);
	});

	it("is tried at once on a new connection, whatever it waited for before", async () => {
		const { attach, names, fake, goDown, goUp, clock } = setUp();
		fake.answerNext("list", refusedBy("broken"));
		attach();
		await settle();
		goDown();
		goUp();
		await settle();
		assert.equal(names().at(-1), "agentReady");
		await clock.advance(LIMITS.memoryQuietSeconds + 1);
		assert.equal(clock.timers(), 0);
	});

	it("is made anew when it has vanished, with the newest blocks", async () => {
		const { attach, agent, turns, addTurn, fake, clock, names } = setUp();
		attach();
		await settle();
		agent.setBlock("status", "health: 1");
		fake.agents.clear();
		fake.files.clear();
		addTurn("t1");
		await settle();
		turns.handleFrame(framesOf(fake.sent[0]!.scope).finished(undefined, "error", "Agent agent-1 not found"));
		await clock.advance(2);
		assert.deepEqual(names(), [
			"agentReady",
			"turnFailed unknownAgent",
			"agentFailed unknownAgent",
			"agentReady",
		]);
		assert.equal(fake.files.get("agent-2/status"), "health: 1");
	});
});

describe("an agent's turns", () => {
	it("run one after the other", async () => {
		const { attach, addTurn, reply, fake, names, events } = setUp();
		attach();
		await settle();
		addTurn("t1");
		addTurn("t2");
		await settle();
		assert.deepEqual(
			fake.sent.map(({ content }) => content),
			["t1"],
		);
		reply("One. And more.");
		await settle();
		reply("Two.");
		await settle();
		assert.deepEqual(names().slice(1), ["sentence", "sentence", "turnDone", "sentence", "turnDone"]);
		const indexes = events.flatMap((event) => (event.event === "sentence" ? [event.index] : []));
		assert.deepEqual(indexes, [0, 1, 0]);
	});

	it("have a name of their own at the App Server, whoever else calls a turn the same", async () => {
		const { attach, addTurn, reply, fake } = setUp();
		for (const sessionId of ["s1", "s2"]) attach(MARA, sessionId);
		await settle();
		for (const sessionId of ["s1", "s2"]) addTurn("t1", sessionId);
		await settle();
		reply("One.");
		await settle();
		assert.deepEqual(
			fake.sent.map(({ messageId }) => messageId),
			["s1:t1", "s2:t1"],
		);
	});

	it("are not in flight any more when the game has heard their end", async () => {
		const { attach, addTurn, agent, fake } = setUp();
		attach();
		await settle();
		addTurn("t1");
		await settle();
		assert.equal(agent.turnsInFlight(), 1);
		agent.cancelTurn("s1", "t1");
		await settle();
		assert.deepEqual([agent.turnsInFlight(), fake.calls.at(-1)], [0, "abort"]);
	});

	it("wait a moment for a connection, and fail when it does not come", async () => {
		const { attach, addTurn, reply, goDown, goUp, names, clock, fake } = setUp();
		attach();
		await settle();
		goDown();
		addTurn("t1");
		await clock.advance(1);
		goUp();
		await settle();
		reply("Back.");
		await settle();
		assert.deepEqual(names().slice(-2), ["sentence", "turnDone"]);
		goDown();
		await clock.advance(LIMITS.turnStartSeconds);
		addTurn("t2");
		await clock.advance(0);
		assert.equal(names().at(-1), "turnFailed backendUnavailable");
		assert.equal(fake.sent.length, 1);
	});

	it("wait for a connection that was lost just now, however long there was one", async () => {
		const { attach, addTurn, goDown, goUp, clock, fake, names } = setUp();
		attach();
		await clock.advance(60);
		goDown();
		addTurn("t1");
		await clock.advance(1);
		goUp();
		await settle();
		assert.equal(fake.sent.length, 1);
		assert.ok(!names().includes("turnFailed backendUnavailable"));
	});

	it("fail as busy when the one before takes too long", async () => {
		const { attach, addTurn, names, clock } = setUp();
		attach();
		await settle();
		addTurn("t1");
		addTurn("t2");
		await clock.advance(LIMITS.turnStartSeconds + 0.1);
		assert.deepEqual(names().slice(1), ["turnFailed busy"]);
	});

	it("wait for longer while the one before is stopped before its first word", async () => {
		const { attach, addTurn, agent, names, clock, fake, turns } = setUp();
		attach();
		await settle();
		addTurn("t1");
		await settle();
		const first = framesOf(fake.sent[0]!.scope);
		turns.handleFrame(first.runs({ r1: fake.sent[0]!.messageId }));
		agent.cancelTurn("s1", "t1");
		addTurn("t2");
		await clock.advance(LIMITS.turnStartSeconds + 5);
		assert.deepEqual(names().slice(1), ["turnFailed rejected"]);
		turns.handleFrame(first.finished("r1", "cancelled"));
		await settle();
		assert.deepEqual(
			fake.sent.map(({ messageId, scope }) => `${messageId} ${scope.conversation_id}`),
			["s1:t1 default", "s1:t2 default"],
		);
	});

	it("fail at once when too many wait", async () => {
		const { attach, addTurn, events } = setUp();
		attach();
		await settle();
		for (let count = 0; count <= LIMITS.maxWaitingTurns + 1; count += 1) addTurn(`t${count}`);
		const failed = events.flatMap((event) => (event.event === "turnFailed" ? [event.turnId] : []));
		assert.deepEqual(failed, [`t${LIMITS.maxWaitingTurns + 1}`]);
	});

	it("go on in another conversation when one hangs, and its late reply is not theirs", async () => {
		const { attach, addTurn, reply, names, clock, fake, turns } = setUp();
		attach();
		await settle();
		addTurn("t1");
		await clock.advance(LIMITS.turnTimeoutSeconds + LIMITS.abortSeconds + 0.1);
		addTurn("t2");
		await settle();
		const [first, second] = fake.sent;
		assert.deepEqual(
			[first!.scope.conversation_id, second!.scope.conversation_id],
			["default", "conversation-1"],
		);
		const late = framesOf(first!.scope);
		turns.handleFrame(late.runs({ r1: first!.messageId }));
		turns.handleFrame(late.text("r1", "Late. Late."));
		turns.handleFrame(late.finished(undefined, "error", "late"));
		reply("Fresh.");
		await settle();
		assert.deepEqual(names().slice(1), ["turnFailed timeout", "sentence", "turnDone"]);
	});

	it("of a session that leaves fail, and the others' go on", async () => {
		const { attach, addTurn, reply, agent, names, fake } = setUp();
		attach(MARA, "s1");
		attach(MARA, "s2");
		await settle();
		addTurn("t1", "s2");
		addTurn("t2", "s1");
		await settle();
		assert.equal(agent.detach("s1"), false);
		reply("Still here.");
		await settle();
		assert.deepEqual(names().slice(2), ["turnFailed rejected", "sentence", "turnDone"]);
		assert.equal(fake.sent.length, 1);
	});

	it("end before the gateway does", async () => {
		const { attach, addTurn, reply, agent, names } = setUp();
		attach();
		await settle();
		addTurn("t1");
		addTurn("t2");
		await settle();
		const stopping = { kind: "backendUnavailable", message: "stopping" } as const;
		let isFinished = false;
		void agent.finishTurns(stopping).then(() => (isFinished = true));
		await settle();
		assert.deepEqual([names().slice(1), isFinished], [["turnFailed backendUnavailable"], false]);
		reply("Bye.");
		await settle();
		assert.ok(isFinished);
	});
});

describe("an agent's memory", () => {
	const writes = (calls: string[]) => calls.filter((call) => /^writeBlock|^recompile/.test(call));

	it("is written when it has been left alone for a while, with the newest value only", async () => {
		const { attach, agent, clock, fake } = setUp();
		attach();
		await settle();
		for (const value of ["a", "b", "c"]) {
			agent.setBlock("status", value);
			await clock.advance(LIMITS.memoryQuietSeconds - 1);
		}
		assert.deepEqual(writes(fake.calls), []);
		await clock.advance(LIMITS.memoryQuietSeconds + 1);
		assert.deepEqual(writes(fake.calls), ["writeBlock status", "recompile"]);
		assert.equal(fake.files.get("agent-1/status"), "c");
	});

	it("is not written when nothing has changed", async () => {
		const { attach, agent, clock, fake } = setUp();
		attach();
		await settle();
		agent.setBlock("status", MARA.blocks.status);
		await clock.advance(600);
		assert.deepEqual(writes(fake.calls), []);
	});

	it("is written rarely", async () => {
		const { attach, agent, clock, fake } = setUp();
		attach();
		await settle();
		for (let count = 0; count < 60; count += 1) {
			agent.setBlock("status", `value ${count}`);
			await clock.advance(LIMITS.memoryQuietSeconds + 1);
		}
		const minutes = (60 * (LIMITS.memoryQuietSeconds + 1)) / 60;
		const count = writes(fake.calls).filter((call) => call.startsWith("writeBlock")).length;
		assert.ok(count >= minutes - 1 && count <= minutes + 1, `${count} writes in ${minutes} minutes`);
	});

	it("is not written while the agent thinks", async () => {
		const { attach, agent, addTurn, reply, clock, fake } = setUp();
		attach();
		await settle();
		addTurn("t1");
		await settle();
		agent.setBlock("status", "new");
		await clock.advance(LIMITS.memoryQuietSeconds * 3);
		assert.deepEqual(writes(fake.calls), []);
		reply("Done.");
		await clock.advance(LIMITS.memoryTalkSeconds + LIMITS.memoryQuietSeconds);
		assert.deepEqual(writes(fake.calls), ["writeBlock status", "recompile"]);
	});

	it("is not written in mid-talk, unless the talk has no end", async () => {
		const { attach, agent, addTurn, reply, clock, fake } = setUp();
		attach();
		await settle();
		const gapSeconds = LIMITS.memoryTalkSeconds / 3;
		const turns = Math.floor(LIMITS.memoryDelaySeconds / gapSeconds);
		const talk = async (count: number, name: string) => {
			for (let turn = 0; turn < count; turn += 1) {
				addTurn(`${name}${turn}`);
				await settle();
				reply("Well.");
				await settle();
				await clock.advance(gapSeconds);
			}
		};
		await talk(1, "first");
		agent.setBlock("status", "new");
		await talk(Math.floor(turns / 2), "during");
		assert.deepEqual(writes(fake.calls), []);
		await talk(turns, "after");
		assert.deepEqual(writes(fake.calls), ["writeBlock status", "recompile"]);
	});

	it("gives way to a turn between two files", async () => {
		const { attach, agent, addTurn, clock, fake } = setUp();
		attach();
		await settle();
		for (const label of ["status", "group_members"]) agent.setBlock(label, "new");
		const release = fake.holdBack("writeBlock");
		await clock.advance(LIMITS.memoryQuietSeconds);
		addTurn("t1");
		release();
		await settle();
		const after = fake.calls.slice(fake.calls.indexOf("writeBlock status"));
		assert.deepEqual(after, ["writeBlock status", "recompile", "sendMessage t1"]);
	});

	it("is written again for another agent that has the same tags", async () => {
		const { attach, goDown, goUp, clock, fake } = setUp();
		attach();
		await settle();
		const [made] = fake.agents.values();
		fake.agents.clear();
		fake.agents.set("agent-7", { ...made!, id: "agent-7" });
		fake.files.set("agent-7/persona", MARA.persona);
		goDown();
		goUp();
		await settle();
		assert.equal(fake.agents.size, 1);
		attach();
		await clock.advance(LIMITS.memoryQuietSeconds + 1);
		assert.equal(fake.files.get("agent-7/status"), MARA.blocks.status);
	});

	it("is tried again when a write fails", async () => {
		const { attach, agent, clock, fake } = setUp();
		attach();
		await settle();
		fake.answerNext("writeBlock", refusedBy("git is busy"));
		agent.setBlock("status", "new");
		await clock.advance(LIMITS.memoryQuietSeconds + LIMITS.memoryIntervalSeconds * 2);
		assert.equal(fake.files.get("agent-1/status"), "new");
	});
});

describe("the end of an agent", () => {
	it("that is to be forgotten deletes it and what is left of it, after its turn was stopped", async () => {
		const { attach, addTurn, agent, fake, removed, names, clock } = setUp();
		attach();
		await settle();
		addTurn("t1");
		await settle();
		agent.detach("s1");
		const ended = agent.end(true);
		await clock.advance(LIMITS.abortSeconds + 0.1);
		await ended;
		assert.deepEqual(names().slice(1), ["turnFailed rejected"]);
		assert.deepEqual(fake.calls.slice(-2), ["abort", "remove agent-1"]);
		assert.deepEqual(removed, ["agent-1", "agent-1"], "before the agent and after it");
		assert.equal(clock.timers(), 0);
	});

	it("that was still being made deletes it all the same", async () => {
		const { attach, agent, fake, clock } = setUp();
		const release = fake.holdBack("create");
		attach();
		await settle();
		const ended = agent.end(true);
		release();
		await ended;
		assert.deepEqual(fake.calls.at(-1), "remove agent-1");
		assert.equal(fake.agents.size, 0);
		assert.equal(clock.timers(), 0);
	});

	it("that waited for its turn to be made is never made", async () => {
		const provisioning = new Limiter(1);
		let free: () => void;
		const other = provisioning.run(() => new Promise<void>((done) => (free = done)));
		const { attach, agent, fake, clock } = setUp({ provisioning });
		attach();
		await settle();
		const ended = agent.end(true);
		free!();
		await Promise.all([other, ended]);
		assert.deepEqual(fake.calls, []);
		assert.equal(clock.timers(), 0);
	});

	it("that is writing its memory plans no further write", async () => {
		const { attach, agent, fake, clock } = setUp();
		attach();
		await settle();
		for (const label of ["status", "group_members"]) agent.setBlock(label, "new");
		const release = fake.holdBack("writeBlock");
		await clock.advance(LIMITS.memoryQuietSeconds);
		const ended = agent.end(false);
		release();
		await ended;
		await settle();
		assert.equal(clock.timers(), 0);
	});

	it("that could not be made plans no further attempt", async () => {
		const { attach, agent, fake, clock } = setUp();
		fake.answerNext("list", refusedBy("broken"));
		const release = fake.holdBack("list");
		attach({ ...MARA, blocks: {} });
		await settle();
		const ended = agent.end(false);
		release();
		await ended;
		assert.equal(clock.timers(), 0);
	});

	it("that does not remember writes nothing", async () => {
		const { attach, agent, fake } = setUp();
		attach();
		await settle();
		agent.setBlock("status", "asleep");
		await agent.end(false);
		assert.equal(fake.files.get("agent-1/status"), MARA.blocks.status);
	});

	it("that remembers writes down what is pending", async () => {
		const { attach, agent, fake, clock } = setUp({ isLasting: true });
		attach();
		await settle();
		agent.setBlock("status", "asleep");
		await agent.end(false);
		assert.equal(fake.files.get("agent-1/status"), "asleep");
		assert.equal(fake.agents.size, 1);
		assert.equal(clock.timers(), 0);
	});
});

describe("an agent that was found half made", () => {
	const NO_CONVERSATION = refusedBy("Conversation default not found");
	const NO_MEMORY = refusedBy(
		"Command failed: git config\nfatal: --local can only be used inside a git repository\n",
	);
	const DISK_FULL = refusedBy("ENOSPC: no space left on device, write");

	/** The agent was made by an earlier gateway. */
	async function setUpFound() {
		const made = setUp();
		await made.fake.api.create({
			name: "Mara",
			system: systemPrompt("Mara"),
			model: "openai-compatible/test",
			tags: ["townsfolk", "npc:mara"],
			blocks: initialBlocks(MARA),
			model_settings: DEFAULT_MODEL_SETTINGS,
		});
		return made;
	}

	it("is used as it is when nothing is missing", async () => {
		const { attach, names, fake } = await setUpFound();
		attach();
		await settle();
		assert.deepEqual(names(), ["agentReady"]);
		assert.deepEqual([...fake.agents.keys()], ["agent-1"]);
		assert.equal(fake.calls.filter((call) => call === "recompile").length, 1);
	});

	it("is looked at closely only once", async () => {
		const { attach, goDown, goUp, names, fake } = await setUpFound();
		attach();
		await settle();
		goDown();
		goUp();
		await settle();
		assert.equal(names().at(-1), "agentReady");
		assert.equal(fake.calls.filter((call) => call === "recompile").length, 1);
	});

	it("gets another conversation for the one that it lacks", async () => {
		const { attach, names, fake, addTurn, reply, events } = await setUpFound();
		fake.answerNext("recompile", NO_CONVERSATION);
		attach();
		await settle();
		assert.deepEqual(names(), ["agentReady"]);
		addTurn("t1");
		await settle();
		assert.equal(fake.sent.at(-1)?.scope.conversation_id, "conversation-1");
		reply("Hello!");
		await settle();
		assert.equal(events.at(-1)?.event, "turnDone");
		assert.deepEqual([...fake.agents.keys()], ["agent-1"], "it keeps its memory");
	});

	it("is made anew when its memory is lost", async () => {
		const { attach, names, fake, removed } = await setUpFound();
		fake.answerNext("recompile", NO_MEMORY);
		attach();
		await settle();
		assert.deepEqual(names(), ["agentReady"]);
		assert.deepEqual([...fake.agents.keys()], ["agent-2"]);
		assert.equal(fake.files.get("agent-2/persona"), MARA.persona);
		assert.deepEqual(removed, ["agent-1", "agent-1"]);
	});

	it("is made anew when its persona is missing and cannot be written", async () => {
		const { attach, names, fake } = await setUpFound();
		fake.files.delete("agent-1/persona");
		fake.answerNext("writeBlock", NO_MEMORY);
		attach();
		await settle();
		assert.deepEqual(names(), ["agentReady"]);
		assert.deepEqual([...fake.agents.keys()], ["agent-2"]);
	});

	it("is made anew once, and tried again later, when that does not help", async () => {
		const { attach, names, fake, clock } = await setUpFound();
		fake.answerNext("recompile", NO_MEMORY);
		fake.answerNext("create", NO_MEMORY);
		attach();
		await settle();
		assert.deepEqual(names(), ["agentFailed rejected"]);
		await clock.advance(1);
		assert.deepEqual(names(), ["agentFailed rejected", "agentReady"]);
	});

	it("is told its persona again when its prompt lacks it", async () => {
		const { attach, names, fake } = await setUpFound();
		fake.answerNext("recompile", { kind: "ok", value: "You are Mara." });
		attach();
		await settle();
		assert.deepEqual(names(), ["agentReady"]);
		const calls = fake.calls.filter((call) => /^(writeBlock|recompile)/.test(call));
		assert.deepEqual(calls, ["recompile", "writeBlock persona", "recompile"]);
	});

	for (const step of ["recompile", "startRuntime"] as const) {
		it(`is kept while the disk is full (${step}), and ready when there is room`, async () => {
			const { attach, names, fake, clock, events, removed } = await setUpFound();
			for (let time = 0; time < 3; time += 1) fake.answerNext(step, DISK_FULL);
			attach();
			await settle();
			assert.deepEqual(events, [
				{
					event: "agentFailed",
					npcId: "mara",
					kind: "rejected",
					message: "the App Server's disk is full",
					final: false,
				},
			]);
			await clock.advance(1 + 2 + 4);
			assert.equal(names().at(-1), "agentReady");
			assert.deepEqual([...fake.agents.keys()], ["agent-1"]);
			assert.deepEqual(removed, []);
		});
	}
});

describe("a turn that fails by damage in the App Server's store", () => {
	/** Ends the turn that was sent last by this error, after it has said something or nothing. */
	async function fail({ fake, turns }: ReturnType<typeof setUp>, error: string, said = "") {
		const { scope, messageId } = fake.sent.at(-1)!;
		const frames = framesOf(scope);
		turns.handleFrame(frames.runs({ r1: messageId }));
		if (said !== "") turns.handleFrame(frames.text("r1", said));
		turns.handleFrame(frames.finished("r1", "error", error));
		await settle();
	}

	async function failWith(error: string, said = "") {
		const made = setUp();
		made.attach();
		await settle();
		made.addTurn("t1");
		await settle();
		await fail(made, error, said);
		return made;
	}

	const NO_CONVERSATION = "Conversation default not found";
	const NO_MEMORY = "fatal: not a git repository";

	for (const error of [NO_CONVERSATION, "Unexpected end of JSON input"]) {
		it(`runs once more, in another conversation: ${error}`, async () => {
			const made = await failWith(error);
			made.addTurn("t2");
			await settle();
			assert.deepEqual(
				made.fake.sent.map(({ messageId, scope }) => `${messageId} ${scope.conversation_id}`),
				["s1:t1 default", "s1:t1 conversation-1"],
			);
			assert.deepEqual(made.names(), ["agentReady"]);
			await fail(made, error);
			assert.deepEqual(made.names(), ["agentReady", "turnFailed model"]);
			assert.deepEqual(
				made.fake.sent.map(({ messageId }) => messageId),
				["s1:t1", "s1:t1", "s1:t2"],
			);
		});
	}

	it("goes before the turns that came while it ran", async () => {
		const made = setUp();
		made.attach();
		await settle();
		for (const turnId of ["t1", "t2"]) made.addTurn(turnId);
		await settle();
		await fail(made, NO_CONVERSATION);
		assert.equal(made.fake.sent.at(-1)?.messageId, "s1:t1");
	});

	it("runs once more when the agent whose memory is lost has been looked at closely", async () => {
		const { names, clock, fake } = await failWith(NO_MEMORY);
		assert.deepEqual(names(), ["agentReady", "agentFailed model"]);
		const before = fake.calls.length;
		await clock.advance(1);
		assert.equal(names().at(-1), "agentReady");
		assert.ok(fake.calls.slice(before).includes("recompile"));
		assert.deepEqual(
			fake.sent.map(({ messageId }) => messageId),
			["s1:t1", "s1:t1"],
		);
	});

	it("does not run again when players have heard its beginning, and leaves its conversation", async () => {
		const { names, fake, addTurn } = await failWith(NO_CONVERSATION, "Good morning. I");
		addTurn("t2");
		await settle();
		assert.deepEqual(names(), ["agentReady", "sentence", "turnFailed model"]);
		assert.deepEqual(
			fake.sent.map(({ messageId, scope }) => `${messageId} ${scope.conversation_id}`),
			["s1:t1 default", "s1:t2 conversation-1"],
		);
	});

	it("fails when the game cancels it while it waits for its agent", async () => {
		const { names, clock, fake, agent } = await failWith(NO_MEMORY);
		agent.cancelTurn("s1", "t1");
		await clock.advance(1);
		assert.deepEqual(names(), ["agentReady", "agentFailed model", "turnFailed rejected", "agentReady"]);
		assert.equal(fake.sent.length, 1);
	});

	it("does not run again when the gateway stops", async () => {
		const made = setUp();
		made.attach();
		await settle();
		made.addTurn("t1");
		await settle();
		const finished = made.agent.finishTurns({ kind: "busy", message: "the gateway stops" });
		await fail(made, NO_CONVERSATION);
		await finished;
		assert.deepEqual(made.names(), ["agentReady", "turnFailed model"]);
		assert.equal(made.fake.sent.length, 1);
	});

	it("does not run again when the model's provider says so", async () => {
		const { names, addTurn, fake } = await failWith(`500: {"error":"${NO_CONVERSATION}"}`);
		addTurn("t2");
		await settle();
		assert.equal(fake.sent.at(-1)?.scope.conversation_id, "default");
		assert.deepEqual(names(), ["agentReady", "turnFailed model"]);
	});
});
