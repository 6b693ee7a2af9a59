import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AgentBackend, BackendSession } from "@townsfolk/gateway";
import type { AgentSpec, GatewayEvent } from "../../src/server/wire/gateway-frames.ts";
import { createMindMonitor } from "../src/town/mind-monitor.ts";
import type { TurnNote } from "../src/town/mind-monitor.ts";

const SPEC: AgentSpec = {
	npcId: "mara",
	displayName: "Mara",
	persona: "secret",
	blocks: { status: "health: 100" },
};

/** A monitored back end that does nothing but remember its calls. */
function createMonitored() {
	const calls: string[] = [];
	const received: GatewayEvent[] = [];
	const turns: TurnNote[] = [];
	let emit: (event: GatewayEvent) => void = () => {};
	const session: BackendSession = {
		ensureAgent: () => calls.push("ensureAgent"),
		setBlock: () => calls.push("setBlock"),
		startTurn: () => calls.push("startTurn"),
		actionResult: () => calls.push("actionResult"),
		cancelTurn: () => calls.push("cancelTurn"),
		erase: () => calls.push("erase"),
		release: () => calls.push("release"),
		blocks: () => ({}),
		close: async () => void calls.push("close"),
	};
	const backend: AgentBackend = {
		start: () => {},
		open: (_, given) => {
			emit = given;
			return session;
		},
		health: () => ({ isUp: true, detail: "", agents: 0, turnsInFlight: 0 }),
		drain: async () => {},
		close: async () => {},
	};
	const monitor = createMindMonitor();
	monitor.onTurn((note) => turns.push(note));
	const identity = { sessionId: "s", placeId: 0, serverId: "g", memoryMode: "session" as const };
	const open = monitor.wrap(backend).open(identity, (event) => received.push(event));
	return { monitor, open, calls, received, turns, emit: (event: GatewayEvent) => emit(event) };
}

describe("the mind monitor", () => {
	it("passes every call and every event on", async () => {
		const { open, calls, received, emit } = createMonitored();
		open.ensureAgent(SPEC);
		open.setBlock({ op: "setBlock", npcId: "mara", label: "status", value: "v", rev: 1 });
		open.startTurn({ op: "turn", npcId: "mara", turnId: "t", content: "" });
		open.release("mara", true);
		await open.close(true);
		assert.deepEqual(calls, ["ensureAgent", "setBlock", "startTurn", "release", "close"]);
		const event: GatewayEvent = { event: "sentence", npcId: "mara", turnId: "t", index: 0, text: "Hi." };
		emit(event);
		assert.deepEqual(received, [event]);
	});

	it("follows a mind from the asking to its agent", () => {
		const { monitor, open, emit } = createMonitored();
		open.ensureAgent(SPEC);
		assert.equal(monitor.minds()[0]?.state, "asked");
		emit({ event: "agentFailed", npcId: "mara", kind: "timeout", message: "slow", final: false });
		assert.equal(monitor.minds()[0]?.problem, "timeout: slow");
		emit({ event: "agentReady", npcId: "mara", agentId: "agent-local-1", model: "m" });
		const { state, agentId, model, problem } = monitor.minds()[0]!;
		assert.deepEqual([state, agentId, model, problem], ["ready", "agent-local-1", "m", undefined]);
	});

	it("knows of each block the newest value, and whether that one is stored", () => {
		const { monitor, open, emit } = createMonitored();
		const block = () => monitor.minds()[0]!.blocks.get("status");
		open.ensureAgent(SPEC);
		assert.deepEqual(block(), { value: "health: 100", rev: 0, isStored: false });
		for (const rev of [1, 2])
			open.setBlock({ op: "setBlock", npcId: "mara", label: "status", value: `v${rev}`, rev });
		emit({ event: "blockStored", npcId: "mara", label: "status", rev: 1 });
		assert.deepEqual(block(), { value: "v2", rev: 2, isStored: false });
		emit({ event: "blockStored", npcId: "mara", label: "status", rev: 2 });
		assert.equal(block()?.isStored, true);
	});

	it("tells of a turn's beginning and of its end with the reason", () => {
		const { open, turns, emit } = createMonitored();
		open.ensureAgent(SPEC);
		open.startTurn({ op: "turn", npcId: "mara", turnId: "t1", content: "" });
		emit({ event: "turnFailed", npcId: "mara", turnId: "t1", kind: "model", message: "500" });
		open.startTurn({ op: "turn", npcId: "mara", turnId: "t2", content: "" });
		emit({ event: "turnDone", npcId: "mara", turnId: "t2" });
		const seen = turns.map(({ turnId, state, problem }) => [turnId, state, problem]);
		assert.deepEqual(seen, [
			["t1", "sent", undefined],
			["t1", "failed", "model: 500"],
			["t2", "sent", undefined],
			["t2", "done", undefined],
		]);
	});
});
