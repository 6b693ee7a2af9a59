import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { HttpTransport } from "@townsfolk/headless";
import { holdCloud, KEY, MARA } from "@townsfolk/simulator/testing";
import { createLettaMonitor } from "../src/town/letta-monitor.ts";
import type { TurnNote } from "../src/town/mind-monitor.ts";

const BASE_URL = "https://letta.example/api";
const READ_BACK = "include=agent.blocks&include=agent.tags";

/** A place that is listened at, before the fake of Letta Cloud. */
function createListened(model?: Parameters<typeof holdCloud>[0]) {
	const { cloud } = holdCloud(model);
	const monitor = createLettaMonitor(BASE_URL);
	const turns: TurnNote[] = [];
	monitor.onTurn((note) => turns.push(note));
	/** Set: what happens to an answer on its way. */
	const wire: { answer?: HttpTransport } = {};
	const transport = monitor.wrap(async (request) => {
		if (wire.answer !== undefined) return wire.answer(request);
		const body = request.body === undefined ? undefined : Buffer.from(request.body).toString("utf8");
		const url = request.url.slice(BASE_URL.length);
		const response = await cloud.handle({ ...request, url, body });
		return { status: response.status, body: Buffer.from(response.body as string) };
	});
	async function send(method: string, path: string, body?: unknown) {
		const response = await transport({
			url: BASE_URL + path,
			method,
			headers: { Authorization: `Bearer ${KEY}` },
			body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)),
			signal: new AbortController().signal,
		});
		return JSON.parse(String(response.body)) as { id: string };
	}
	const spawn = () => monitor.readLog("[npc] NPC spawned (displayName=Mara, npcId=mara)");
	const verify = (agentId: string) =>
		monitor.readLog(`[npc] agent verified (agentId=${agentId}, model=letta/letta-free, npcId=mara)`);
	/** Makes Mara's agent as the place does. */
	async function makeMara(): Promise<string> {
		spawn();
		const { id } = await send("POST", "/v1/agents/", MARA);
		verify(id);
		return id;
	}
	const say = (target: string, otid: string, content = "Hello") =>
		send("POST", `/v1/${target}/messages`, {
			messages: [{ role: "user", content, otid }],
			streaming: false,
		});
	const mara = () => monitor.minds()[0]!;
	const seen = () => turns.map(({ npcId, turnId, state, problem }) => [npcId, turnId, state, problem]);
	return { monitor, wire, transport, send, spawn, verify, makeMara, say, mara, seen };
}

describe("the monitor of a place that speaks with Letta itself", () => {
	it("passes requests, answers and failures on as they are", async () => {
		const { wire, transport } = createListened();
		const request = {
			url: `${BASE_URL}/v1/agents/`,
			method: "GET",
			headers: {},
			body: undefined,
			signal: new AbortController().signal,
		};
		for (const body of ["[1, null, {}]", "not JSON", ""]) {
			const response = { status: 200, body };
			wire.answer = async (given) => {
				assert.equal(given, request);
				return response;
			};
			assert.equal(await transport(request), response);
		}
		const lost = new Error("lost");
		wire.answer = () => Promise.reject(lost);
		await assert.rejects(transport(request), lost);
	});

	it("calls an agent ready when the place has verified it, whatever lists hold", async () => {
		const { send, spawn, verify, mara, monitor } = createListened();
		assert.deepEqual(monitor.minds(), []);
		spawn();
		const { id } = await send("POST", "/v1/agents/", MARA);
		await send("GET", `/v1/agents/?tags=townsfolk&${READ_BACK}`);
		assert.deepEqual([mara().state, mara().agentId], ["asked", undefined]);
		verify(id);
		const { displayName, state, agentId, model } = mara();
		assert.deepEqual([displayName, state, agentId, model], ["Mara", "ready", id, "letta/letta-free"]);
		spawn();
		assert.equal(mara().state, "ready", "another body, the same mind");
	});

	it("says why there is no agent yet; one that is there stays, also while Letta is away", async () => {
		const { monitor, spawn, verify, mara } = createListened();
		spawn();
		monitor.readLog(
			"[npc] agents are not to be had (npcId=mara, problem=no room (5, of 5), reason=rejected)",
		);
		assert.deepEqual([mara().state, mara().problem], ["failed", "no room (5, of 5)"]);
		verify("agent-1");
		assert.deepEqual([mara().state, mara().problem], ["ready", undefined]);
		monitor.readLog("[npc] agents are not to be had (npcId=mara, problem=away, reason=backendUnavailable)");
		assert.equal(mara().state, "ready");
	});

	it("tells of each NPC that the plan has no room for, whomever the log names, until it has an agent", async () => {
		const { monitor, wire, send, spawn, verify, mara } = createListened();
		spawn();
		const refuse = (status: number, reason: string) => async () => ({
			status,
			body: JSON.stringify({ error: "Rate limited", reasons: [reason] }),
		});
		wire.answer = refuse(429, "requests");
		await send("POST", "/v1/agents/", MARA);
		assert.equal(mara().state, "asked", "any other limit is a matter of time");
		wire.answer = async () => ({ status: 429, body: '{"reasons": 5}' });
		await send("POST", "/v1/agents/", MARA);
		assert.equal(mara().state, "asked", "what makes no sense is passed on, too");
		wire.answer = refuse(429, "agents-limit-exceeded");
		await send("POST", "/v1/agents/", MARA);
		assert.deepEqual([mara().state, mara().problem], ["refused", "Letta's plan allows no more agents"]);
		monitor.readLog("[npc] agents are not to be had (npcId=mara, problem=no room, reason=rejected)");
		assert.equal(mara().state, "refused");
		verify("agent-1");
		assert.equal(mara().state, "ready");
	});

	it("takes away an agent that was deleted or has gone", async () => {
		const { monitor, send, makeMara, verify, mara } = createListened();
		const id = await makeMara();
		await send("DELETE", `/v1/agents/${id}`);
		assert.deepEqual([mara().state, mara().agentId, mara().blocks.size], ["asked", undefined, 0]);
		verify("agent-2");
		monitor.readLog("[letta] an agent has gone, and is made again (npcId=mara, problem=Agent not found)");
		assert.deepEqual([mara().state, mara().agentId], ["asked", undefined]);
	});

	it("keeps the agent whose deletion was refused", async () => {
		const { wire, send, makeMara, mara } = createListened();
		const id = await makeMara();
		wire.answer = async () => ({ status: 500, body: '{"detail":"no"}' });
		await send("DELETE", `/v1/agents/${id}`);
		assert.equal(mara().agentId, id);
	});

	it("knows of each block the newest value, and whether that one is stored; the persona is none", async () => {
		const { wire, send, makeMara, mara } = createListened();
		const id = await makeMara();
		assert.deepEqual([...mara().blocks.keys()], ["status"]);
		assert.equal(mara().blocks.get("status")?.rev, 0);
		const path = `/v1/agents/${id}/core-memory/blocks/status`;
		const answers: (() => void)[] = [];
		wire.answer = () => new Promise((done) => answers.push(() => done({ status: 200, body: "{}" })));
		const writes = ["v1", "v2"].map((value) => send("PATCH", path, { value }));
		const block = () => mara().blocks.get("status");
		answers[0]!();
		await writes[0];
		assert.deepEqual(block(), { value: "v2", rev: 2, isStored: false });
		answers[1]!();
		await writes[1];
		assert.deepEqual(block(), { value: "v2", rev: 2, isStored: true });
		wire.answer = undefined;
		await send("GET", `/v1/agents/${id}?${READ_BACK}`);
		assert.equal(block()?.value, "v2", "what was written is newer than what is read back");
	});

	it("does not take a write for stored that was refused", async () => {
		const { wire, send, makeMara, mara } = createListened();
		const id = await makeMara();
		wire.answer = async () => ({ status: 409, body: '{"detail":"CONFLICT"}' });
		await send("PATCH", `/v1/agents/${id}/core-memory/blocks/status`, { value: "v1" });
		assert.deepEqual(mara().blocks.get("status"), { value: "v1", rev: 1, isStored: false });
	});

	it("tells of a turn's beginning and end, in conversations too, once each", async () => {
		const { send, makeMara, say, seen } = createListened();
		const id = await makeMara();
		await say(`agents/${id}`, "t1");
		const conversation = await send("POST", `/v1/conversations/?agent_id=${id}`, { summary: "here" });
		await say(`conversations/${conversation.id}`, "t2");
		assert.deepEqual(seen(), [
			["mara", "t1", "sent", undefined],
			["mara", "t1", "done", undefined],
			["mara", "t2", "sent", undefined],
			["mara", "t2", "done", undefined],
		]);
	});

	it("waits for the end of a turn that asks for a tool", async () => {
		const { send, makeMara, say, seen } = createListened({
			model: ({ toolResults }) =>
				toolResults.length > 0
					? { kind: "text", text: "Done." }
					: { kind: "toolCall", name: "wave", args: {} },
		});
		const id = await makeMara();
		const paused = (await say(`agents/${id}`, "t1")) as unknown as {
			messages: { tool_call?: { tool_call_id: string } }[];
		};
		const states = () => seen().map(([, , state]) => state);
		assert.deepEqual(states(), ["sent"]);
		const { tool_call_id } = paused.messages.at(-1)!.tool_call!;
		const result = { type: "tool", tool_call_id, tool_return: "waved", status: "success" };
		await send("POST", `/v1/agents/${id}/messages`, {
			messages: [{ type: "approval", approvals: [result], otid: `t1-${tool_call_id}` }],
		});
		assert.deepEqual(states(), ["sent", "done"]);
	});

	it("finds the end of a turn that the place had to look up, and a second sending is none", async () => {
		const { wire, send, makeMara, say, seen } = createListened();
		const id = await makeMara();
		wire.answer = () => Promise.reject(new Error("timeout"));
		await assert.rejects(say(`agents/${id}`, "t1"));
		// It arrives, and the answer is lost.
		wire.answer = async () => ({ status: 504, body: "" });
		await assert.rejects(say(`agents/${id}`, "t1"));
		const user = { message_type: "user_message", otid: "t1" };
		const answer = { message_type: "assistant_message", content: "Hello" };
		const earlier = { message_type: "user_message", otid: "t0" };
		for (const [messages, ends] of [
			[[answer, earlier], 0],
			[[user, answer, earlier], 0],
			[[answer, user, earlier], 1],
		] as const) {
			wire.answer = async () => ({ status: 200, body: JSON.stringify(messages) });
			await send("GET", `/v1/agents/${id}/messages?limit=20&order=desc`);
			assert.equal(seen().filter(([, , state]) => state === "done").length, ends);
		}
		assert.deepEqual(seen(), [
			["mara", "t1", "sent", undefined],
			["mara", "t1", "done", undefined],
		]);
	});

	it("tells of a failed turn what the place says of it", async () => {
		const { monitor, wire, makeMara, say, seen } = createListened();
		const id = await makeMara();
		wire.answer = async () => ({ status: 500, body: '{"detail":"no"}' });
		await say(`agents/${id}`, "t1");
		monitor.readLog("[turn] a turn failed (npcId=mara, problem=no end, of it, reason=timeout, turnId=t1)");
		assert.deepEqual(seen().at(-1), ["mara", "t1", "failed", "timeout: no end, of it"]);
	});
});
