import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { HttpTransport } from "@townsfolk/headless";
import { holdCloud, KEY, MARA } from "@townsfolk/simulator/testing";
import type { MindReport, TurnReport } from "../../src/server/operations/minds-report.ts";
import { countMinds } from "../src/cli/play.ts";
import { describeMinds, describeWho } from "../src/cli/roster.ts";
import { createPaint } from "../src/cli/style.ts";
import { createAgentLedger } from "../src/minds/agent-ledger.ts";
import { askMinds } from "../src/minds/ask-minds.ts";
import { awaitMinds, missingMinds } from "../src/minds/missing-minds.ts";
import { TurnFollower } from "../src/minds/turn-follower.ts";
import { mindOf } from "./support/minds.ts";

const NO_AGENT = { agentId: undefined, model: undefined } as const;
const waiting = (name: string) => mindOf(name, { ...NO_AGENT, state: "waiting" });
const refused = (name: string) =>
	mindOf(name, {
		...NO_AGENT,
		state: "unreachable",
		failure: {
			reason: "agentLimit",
			message: "Letta's plan allows no more agents: delete some (HTTP 429)",
			final: false,
		},
	});

const ANN = mindOf("Ann");
const BOB = mindOf("Bob");

describe("asking the place for its minds", () => {
	/** A place that answers every command with `answer`. */
	function createPlace(answer: string) {
		const sources: string[] = [];
		const evaluate = async (_peer: string, source: string) => {
			sources.push(source);
			return answer;
		};
		return { evaluate, sources };
	}
	/** A command as a Luau string literal of bytes. */
	const escaped = (text: string) =>
		[...Buffer.from(text)].map((byte) => `\\${String(byte).padStart(3, "0")}`).join("");

	it("gives what the place answers", async () => {
		const place = createPlace(JSON.stringify({ minds: [ANN, BOB] }));
		assert.deepEqual(await askMinds(place), [ANN, BOB]);
		assert.ok(place.sources[0]!.includes(`"${escaped("minds")}"`), place.sources[0]);
	});

	it("asks for certain NPCs by their ids", async () => {
		const place = createPlace(JSON.stringify({ minds: [BOB] }));
		assert.deepEqual(await askMinds(place, ["bob", "ann"]), [BOB]);
		assert.ok(place.sources[0]!.includes(`"${escaped("minds bob ann")}"`), place.sources[0]);
	});

	it("fails with the place's answer when that is no report", async () => {
		await assert.rejects(askMinds(createPlace("The command failed: oh")), /The command failed: oh/);
	});
});

describe("missing minds", () => {
	const npcs = ["Ann", "Bob", "Cid", "Dot", "Eve"].map((displayName) => ({
		npcId: displayName.toLowerCase(),
		displayName,
	}));
	const failed = mindOf("Cid", {
		...NO_AGENT,
		state: "failed",
		failure: { reason: "rejected", message: "the key is wrong", final: true },
	});

	it("are those of all defined NPCs that have no agent, each with its outlook and the reason", () => {
		assert.deepEqual(
			missingMinds(npcs, [ANN, waiting("Bob"), failed, refused("Dot")]).map(({ npcId, outlook, problem }) => [
				npcId,
				outlook,
				problem,
			]),
			[
				["bob", "waiting", "no agent yet"],
				["cid", "failed", "the key is wrong"],
				["dot", "refused", "Letta's plan allows no more agents: delete some (HTTP 429)"],
				["eve", "failed", "the place has no such NPC"],
			],
		);
	});

	/** Answers with one of `answers` after the other; the last one stays. */
	function createAsk(...answers: ReadonlyArray<ReadonlyArray<MindReport> | Error>) {
		let asked = 0;
		const ask = async () => {
			const answer = answers[Math.min(asked++, answers.length - 1)]!;
			if (answer instanceof Error) throw answer;
			return answer;
		};
		return { ask, asked: () => asked };
	}
	const two = npcs.slice(0, 2);
	const idsOf = (missing: ReadonlyArray<{ npcId: string }>) => missing.map(({ npcId }) => npcId);

	it("are missing while their erasure is under way", () => {
		const erased = mindOf("Ann", { ...NO_AGENT, isErasing: true });
		assert.deepEqual(
			missingMinds(npcs.slice(0, 1), [erased]).map(({ npcId, outlook }) => [npcId, outlook]),
			[["ann", "waiting"]],
		);
	});

	it("are waited for until every NPC has its agent, also while the place does not answer yet", async () => {
		const { ask, asked } = createAsk(new Error("no command bar"), [ANN, waiting("Bob")], [ANN, BOB]);
		assert.deepEqual(await awaitMinds(two, ask, 60), []);
		assert.equal(asked(), 3);
	});

	it("are told of after each answer, and the start shows each further tenth that is there", async () => {
		const { ask } = createAsk([waiting("Ann"), waiting("Bob")], [ANN, waiting("Bob")], [ANN, BOB]);
		const told: string[] = [];
		await awaitMinds(
			two,
			ask,
			60,
			countMinds(two.length, (message) => told.push(message)),
		);
		assert.deepEqual(told, ["1 of 2 NPCs have their agents"]);
		const missing = (count: number) => missingMinds(npcs.slice(0, 1), []).concat(Array(count - 1).fill(ANN));
		const tenths: string[] = [];
		const look = countMinds(50, (message) => tenths.push(message));
		for (let left = 50; left > 0; left--) look(missing(left));
		assert.deepEqual(
			tenths.map((text) => text.split(" ")[0]),
			["5", "10", "15", "20", "25", "30", "35", "40", "45"],
		);
	});

	it("are not waited for where the plan has no room", async () => {
		const { ask, asked } = createAsk([ANN, waiting("Bob")], [ANN, refused("Bob")]);
		assert.deepEqual(idsOf(await awaitMinds(two, ask, 60)), ["bob"]);
		assert.equal(asked(), 2);
	});

	it("are not waited for where the place tries nothing more", async () => {
		const { ask, asked } = createAsk([ANN, { ...failed, npcId: "bob" }]);
		assert.deepEqual(idsOf(await awaitMinds(two, ask, 60)), ["bob"]);
		assert.equal(asked(), 1);
	});

	it("are given, with the place's last answer, when the time is over", async () => {
		const { ask } = createAsk(new Error("no command bar"));
		const missing = await awaitMinds(two, ask, 0.1);
		assert.deepEqual(idsOf(missing), ["ann", "bob"]);
		assert.equal(missing[0]!.problem, "no command bar");
	});
});

describe("following turns from report to report", () => {
	const sent = (turnId: string): TurnReport => ({ turnId, state: "sent" });
	const done = (turnId: string): TurnReport => ({ turnId, state: "done" });
	const states = (notes: ReturnType<TurnFollower["follow"]>) =>
		notes.map(({ turnId, state }) => `${turnId} ${state}`);

	it("tells nothing of the turns that the first report holds", () => {
		const follower = new TurnFollower();
		assert.deepEqual(follower.follow([done("t1"), sent("t2")]), []);
		assert.deepEqual(follower.follow([done("t1"), done("t2")]), []);
		assert.deepEqual(states(follower.follow([done("t2"), sent("t3")])), ["t3 sent"]);
	});

	it("tells of each beginning and each end once", () => {
		const follower = new TurnFollower();
		follower.follow([]);
		assert.deepEqual(states(follower.follow([sent("t1")])), ["t1 sent"]);
		assert.deepEqual(states(follower.follow([sent("t1")])), []);
		assert.deepEqual(states(follower.follow([done("t1")])), ["t1 done"]);
		assert.deepEqual(states(follower.follow([done("t1")])), []);
	});

	it("tells of a turn that began and ended between two reports", () => {
		const follower = new TurnFollower();
		follower.follow([]);
		assert.deepEqual(states(follower.follow([done("t1"), sent("t2")])), ["t1 sent", "t1 done", "t2 sent"]);
	});

	it("says why a turn failed", () => {
		const follower = new TurnFollower();
		follower.follow([]);
		follower.follow([sent("t1")]);
		assert.deepEqual(
			follower.follow([{ turnId: "t1", state: "failed", reason: "timeout", message: "no end of it" }]),
			[{ turnId: "t1", state: "failed", problem: "timeout: no end of it" }],
		);
	});
});

describe("the ledger of a place's agents", () => {
	const BASE_URL = "https://letta.example/api";

	/** The ledger of a place before the fake of Letta Cloud. */
	function createListened() {
		const { cloud } = holdCloud();
		const ledger = createAgentLedger(BASE_URL);
		/** Set: what happens to a request instead. */
		const wire: { answer?: HttpTransport } = {};
		const transport = ledger.wrap(async (request) => {
			if (wire.answer !== undefined) return wire.answer(request);
			const body = request.body === undefined ? undefined : Buffer.from(request.body).toString("utf8");
			const response = await cloud.handle({ ...request, url: request.url.slice(BASE_URL.length), body });
			return { status: response.status, body: Buffer.from(response.body as string) };
		});
		const request = (method: string, path: string, body?: unknown) => ({
			url: BASE_URL + path,
			method,
			headers: { Authorization: `Bearer ${KEY}` },
			body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)),
			signal: new AbortController().signal,
		});
		const send = async (...args: Parameters<typeof request>) => {
			const response = await transport(request(...args));
			return JSON.parse(String(response.body)) as { id: string };
		};
		return { ledger, wire, transport, request, send };
	}

	it("passes requests, answers and failures on as they are", async () => {
		const { wire, transport, request } = createListened();
		const asked = request("POST", "/v1/agents/", MARA);
		for (const body of ["[1, null, {}]", "not JSON", ""]) {
			const response = { status: 200, body };
			wire.answer = async (given) => {
				assert.equal(given, asked);
				return response;
			};
			assert.equal(await transport(asked), response);
		}
		const lost = new Error("lost");
		wire.answer = () => Promise.reject(lost);
		await assert.rejects(transport(asked), lost);
	});

	it("counts the agents that were made and not deleted", async () => {
		const { ledger, send } = createListened();
		const { id } = await send("POST", "/v1/agents/", MARA);
		await send("POST", "/v1/agents/", MARA);
		await send("GET", `/v1/agents/${id}`);
		assert.equal(ledger.left(), 2);
		await send("DELETE", `/v1/agents/${id}`);
		assert.equal(ledger.left(), 1);
	});

	it("counts an agent that the place had before, once", async () => {
		const { ledger, send } = createListened();
		const { id } = await send("POST", "/v1/agents/", MARA);
		ledger.add([id, "agent-of-yesterday"]);
		assert.equal(ledger.left(), 2);
	});

	it("counts an agent whose deletion was refused, and none whose making was", async () => {
		const { ledger, wire, send } = createListened();
		const { id } = await send("POST", "/v1/agents/", MARA);
		wire.answer = async () => ({ status: 500, body: '{"detail":"no","id":"agent-x"}' });
		await send("DELETE", `/v1/agents/${id}`);
		assert.equal(ledger.left(), 1);
		await send("POST", "/v1/agents/", MARA);
		assert.equal(ledger.left(), 1);
	});
});

describe("the roster", () => {
	const paint = createPaint(false);

	it("has a line for each NPC: its agent, that it is being made, or why there is none", () => {
		const lines = describeMinds(
			[mindOf("Ann", { model: "openai-compatible/m" }), waiting("Bob"), refused("Cid")],
			paint,
		).split("\n");
		assert.match(lines[0]!, /^ +Ann +agent-local-1 {2}m$/);
		assert.match(lines[1]!, /^ +Bob +its agent is being made$/);
		assert.match(lines[2]!, /^ +Cid +no agent: Letta's plan allows no more agents$/);
	});

	it("lists who is where by distance, and says of an NPC without an agent why", async () => {
		const at = (x: number) => ({ x, y: 3, z: 0 });
		const text = await describeWho(
			{
				minds: async () => [refused("Ann"), BOB],
				player: { position: () => at(0) } as never,
				stage: {
					survey: async () => ({
						npcs: [
							{ npcId: "ann", name: "Ann", position: at(40) },
							{ npcId: "bob", name: "Bob", position: at(5) },
						],
						places: [],
						players: [],
					}),
				} as never,
			},
			paint,
		);
		assert.match(
			text,
			/Bob +5 studs[^]*agent-local-1[^]*Ann +40 studs[^]*Letta's plan allows no more agents$/,
		);
	});
});
