import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GatewayEvent } from "../src/wire.ts";
import { createAgentSession } from "../src/backend/agents/agent-session.ts";
import type { AgentPool } from "../src/backend/agents/agent-pool.ts";
import type { NpcAgent } from "../src/backend/agents/npc-agent.ts";
import type { Failure, SessionIdentity } from "../src/backend/backend.ts";
import { createLog } from "../src/logging.ts";
import { MARA } from "./support/gateway-fixture.ts";

const READY: GatewayEvent = { event: "agentReady", npcId: "mara", agentId: "agent-1", model: "m" };
const AWAY: GatewayEvent = {
	event: "agentFailed",
	npcId: "mara",
	kind: "backendUnavailable",
	message: "away",
	final: false,
};

function setUp(memoryMode: SessionIdentity["memoryMode"] = "session") {
	const events: GatewayEvent[] = [];
	const calls: string[] = [];
	const refusal: { failure?: Failure } = {};
	/** What `pool.leave` waits for. */
	const putAway: { promise?: Promise<void> } = {};
	let tell: (event: GatewayEvent) => void = () => {};
	const agent = {
		attach: (_sessionId, spec, emit) => {
			calls.push(`attach ${spec.npcId}`);
			tell = emit;
		},
		setBlock: (label, value) => void calls.push(`${label}=${value}`),
		addTurn: ({ turnId }) => void calls.push(`turn ${turnId}`),
		erase: () => void calls.push("erase"),
	} as Partial<NpcAgent> as NpcAgent;
	const pool: AgentPool = {
		acquire: () => agent,
		leave: async (_session, npcId, forget) => {
			calls.push(`leave ${npcId} ${forget}`);
			await putAway.promise;
			calls.push(`left ${npcId}`);
		},
		all: () => [agent],
		idsByServer: () => new Map(),
	};
	const session = createAgentSession(
		{ sessionId: "s", placeId: 1, serverId: "x", memoryMode, keyId: "key-1" },
		{
			pool,
			log: createLog("silent"),
			emit: (event) => void events.push(event),
			maxKnownTurnIds: 3,
			refusal: () => refusal.failure,
		},
	);
	const setBlock = (value: string, rev: number, npcId = "mara") =>
		session.setBlock({ op: "setBlock", npcId, label: "status", value, rev });
	const startTurn = (turnId: string, npcId = "mara") =>
		session.startTurn({ op: "turn", npcId, turnId, content: "hello" });
	const stored = () => events.flatMap((event) => (event.event === "blockStored" ? [event.rev] : []));
	return {
		session,
		events,
		calls,
		refusal,
		putAway,
		setBlock,
		startTurn,
		stored,
		tell: (event: GatewayEvent) => tell(event),
	};
}

describe("a session's blocks", () => {
	it("begin with the specification's", () => {
		const { session, calls } = setUp();
		session.ensureAgent(MARA);
		assert.deepEqual(session.blocks(), { mara: { status: { value: MARA.blocks.status, rev: 0 } } });
		assert.deepEqual(calls, [`status=${MARA.blocks.status}`, "attach mara"]);
	});

	it("are stored when the agent is verified, and at once from then on", () => {
		const { session, setBlock, stored, tell } = setUp();
		session.ensureAgent(MARA);
		setBlock("a", 1);
		setBlock("b", 2);
		assert.deepEqual(stored(), []);
		tell(READY);
		assert.deepEqual(stored(), [2]);
		setBlock("c", 3);
		assert.deepEqual(stored(), [2, 3]);
	});

	it("wait again while the agent is away", () => {
		const { session, setBlock, stored, tell } = setUp();
		session.ensureAgent(MARA);
		tell(READY);
		tell(AWAY);
		setBlock("a", 1);
		assert.deepEqual(stored(), []);
		tell(READY);
		assert.deepEqual(stored(), [1]);
	});

	it("are not changed by an older revision", () => {
		const { session, setBlock, tell, stored } = setUp();
		session.ensureAgent(MARA);
		tell(READY);
		setBlock("new", 5);
		setBlock("old", 4);
		assert.deepEqual(session.blocks().mara!.status, { value: "new", rev: 5 });
		assert.deepEqual(stored(), [5]);
	});

	it("outlive a second asking for the agent", () => {
		const { session, setBlock, tell, stored, calls } = setUp();
		session.ensureAgent(MARA);
		setBlock("new", 5);
		session.ensureAgent(MARA);
		tell(READY);
		assert.deepEqual(session.blocks().mara!.status, { value: "new", rev: 5 });
		assert.deepEqual(stored(), [5]);
		assert.deepEqual(calls.slice(-2), ["status=new", "attach mara"]);
	});

	it("wait again after a second asking for the agent", () => {
		const { session, setBlock, tell, stored } = setUp();
		session.ensureAgent(MARA);
		tell(READY);
		session.ensureAgent(MARA);
		setBlock("a", 1);
		assert.deepEqual(stored(), []);
		tell(READY);
		assert.deepEqual(stored(), [1]);
	});

	it("are stored again when they are sent again", () => {
		const { session, setBlock, tell, stored } = setUp();
		session.ensureAgent(MARA);
		tell(READY);
		setBlock("new", 5);
		setBlock("new", 5);
		assert.deepEqual(stored(), [5, 5]);
	});

	it("are forgotten when another session has the agent erased, and the game is not told", () => {
		const { session, events, tell } = setUp();
		const erased = { event: "erased", npcId: "mara", ok: true } as const;
		session.ensureAgent(MARA);
		session.erase({ op: "erase", npcId: "mara", blocks: MARA.blocks });
		tell(erased);
		assert.notDeepEqual(session.blocks(), { mara: {} });
		tell(erased);
		assert.deepEqual([events, session.blocks()], [[erased], { mara: {} }]);
	});

	it("are not reported once the agent is to be erased", () => {
		const { session, setBlock, tell, stored } = setUp();
		session.ensureAgent(MARA);
		setBlock("a", 1);
		session.erase({ op: "erase", npcId: "mara", blocks: {} });
		tell({ event: "erased", npcId: "mara", ok: true });
		tell(READY);
		assert.deepEqual([stored(), session.blocks()], [[], { mara: {} }]);
	});

	it("of an NPC without an agent are dropped", () => {
		const { session, setBlock, calls, events } = setUp();
		setBlock("a", 1, "nobody");
		assert.deepEqual([session.blocks(), calls, events], [{}, [], []]);
	});
});

describe("a session's turns", () => {
	it("are not run twice", () => {
		const { session, startTurn, calls } = setUp();
		session.ensureAgent(MARA);
		startTurn("t1");
		startTurn("t1");
		startTurn("t2");
		session.ensureAgent({ ...MARA, npcId: "bram", blocks: {} });
		startTurn("t1", "bram");
		assert.deepEqual(calls.slice(2), ["turn t1", "turn t2", "attach bram"]);
	});

	it("fail for an NPC that was never asked for, or was released", () => {
		const { session, startTurn, events } = setUp();
		startTurn("t1", "nobody");
		session.ensureAgent(MARA);
		session.release("mara", false);
		startTurn("t2");
		assert.deepEqual(
			events.map((event) => event.event === "turnFailed" && [event.turnId, event.kind]),
			[
				["t1", "unknownAgent"],
				["t2", "unknownAgent"],
			],
		);
	});

	it("fail while the gateway stops", () => {
		const { session, startTurn, events, refusal, calls } = setUp();
		session.ensureAgent(MARA);
		refusal.failure = { kind: "backendUnavailable", message: "stopping" };
		startTurn("t1");
		assert.deepEqual(events, [
			{ event: "turnFailed", npcId: "mara", turnId: "t1", kind: "backendUnavailable", message: "stopping" },
		]);
		assert.ok(!calls.includes("turn t1"));
	});
});

describe("letting go of an agent", () => {
	for (const [memoryMode, forget, deletes] of [
		["session", true, true],
		["session", false, false],
		["persistent", true, false],
	] as const) {
		it(`${deletes ? "deletes" : "keeps"} it in ${memoryMode} mode with forget ${forget}`, async () => {
			const { session, calls } = setUp(memoryMode);
			session.ensureAgent(MARA);
			session.release("mara", forget);
			session.ensureAgent({ ...MARA, npcId: "bram" });
			await session.close(forget);
			const left = calls.filter((call) => call.startsWith("leave "));
			assert.deepEqual(left, [`leave mara ${deletes}`, `leave bram ${deletes}`]);
		});
	}

	it("is over for a session that closes when the agents released before are put away, too", async () => {
		const { session, calls, putAway } = setUp();
		let resolve = () => {};
		putAway.promise = new Promise((done) => (resolve = done));
		session.ensureAgent(MARA);
		session.release("mara", true);
		const closed = session.close(true).then(() => void calls.push("closed"));
		await new Promise((next) => setImmediate(next));
		assert.ok(!calls.includes("closed"));
		resolve();
		await closed;
		assert.deepEqual(calls.slice(-2), ["left mara", "closed"]);
	});
});
