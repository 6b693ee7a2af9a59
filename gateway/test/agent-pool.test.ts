import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAgentPool } from "../src/backend/agents/agent-pool.ts";
import { APP_SERVER_LIMITS } from "../src/limits.ts";
import { DEFAULT_MODEL_SETTINGS } from "../src/backend/agents/model-settings.ts";
import { TurnRouter } from "../src/backend/app-server/turn-router.ts";
import { createLog } from "../src/logging.ts";
import { Limiter } from "../src/timing/limiter.ts";
import type { GatewayEvent } from "../src/wire.ts";
import { createFakeApi } from "./support/fake-api.ts";
import { createFakeClock, settle } from "./support/fake-clock.ts";
import { framesOf } from "./support/frames.ts";
import { MARA } from "./support/gateway-fixture.ts";
import { SESSION } from "./support/session-identity.ts";

const LASTING = { ...SESSION, memoryMode: "persistent" } as const;

function setUp() {
	const fake = createFakeApi();
	const clock = createFakeClock();
	const events: GatewayEvent[] = [];
	const turns = new TurnRouter({ api: fake.api, clock }, APP_SERVER_LIMITS);
	const pool = createAgentPool(
		{
			api: fake.api,
			startTurn: turns.start,
			link: { state: () => "up", detail: () => "" },
			clock,
			random: () => 1,
			log: createLog("silent"),
			provisioning: new Limiter(1),
			deletions: new Limiter(1),
			memoryWrites: new Limiter(1),
			removeData: async () => true,
		},
		{ model: "openai-compatible/test", settings: DEFAULT_MODEL_SETTINGS },
		APP_SERVER_LIMITS,
	);
	const emit = (event: GatewayEvent) => void events.push(event);
	const meet = async (npcId: string, sessionId = "s1") => {
		const agent = pool.acquire({ ...LASTING, sessionId }, npcId);
		agent.attach(sessionId, { ...MARA, npcId }, emit);
		await settle();
		return agent;
	};
	const said = () =>
		events.flatMap((event) => (event.event === "sentence" ? [`${event.npcId}: ${event.text}`] : []));
	return { fake, pool, turns, emit, meet, said };
}

describe("the pool of agents", () => {
	it("gives two sessions the same agent, and each NPC its own", async () => {
		const { pool, meet } = setUp();
		const mara = await meet("mara");
		assert.equal(await meet("mara", "s2"), mara);
		assert.notEqual(await meet("bram"), mara);
		assert.equal(pool.all().length, 2);
	});

	it("keeps an agent until the last session leaves", async () => {
		const { pool, meet, fake } = setUp();
		await meet("mara");
		await meet("mara", "s2");
		await pool.leave(LASTING, "mara", true);
		assert.deepEqual([pool.all().length, fake.agents.size], [1, 1]);
		await pool.leave({ ...LASTING, sessionId: "s2" }, "mara", true);
		assert.deepEqual([pool.all().length, fake.agents.size], [0, 0]);
	});

	it("brings each frame to the agent whose conversation it is", async () => {
		const { turns, meet, fake, emit, said } = setUp();
		for (const npcId of ["mara", "bram"]) {
			const agent = await meet(npcId);
			agent.addTurn({ sessionId: "s1", npcId, turnId: npcId, content: "hello", emit });
		}
		await settle();
		for (const { scope, messageId } of fake.sent) {
			const frames = framesOf(scope);
			turns.handleFrame(frames.runs({ r: messageId }));
			turns.handleFrame(frames.text("r", `I am in ${scope.agent_id}.`));
			turns.handleFrame(frames.finished("r", "end_turn"));
		}
		assert.deepEqual(said(), ["mara: I am in agent-1.", "bram: I am in agent-2."]);
	});

	it("still brings frames to an agent that took the place of one that has been released", async () => {
		const { pool, meet, fake, emit, said, turns } = setUp();
		await meet("mara");
		const left = pool.leave(LASTING, "mara", false);
		const agent = await meet("mara");
		await left;
		agent.addTurn({ sessionId: "s1", npcId: "mara", turnId: "t1", content: "hello", emit });
		await settle();
		const { scope, messageId } = fake.sent[0]!;
		const frames = framesOf(scope);
		turns.handleFrame(frames.runs({ r: messageId }));
		turns.handleFrame(frames.text("r", "Still here. And"));
		assert.deepEqual([scope.agent_id, said()], ["agent-1", ["mara: Still here."]]);
	});
});
