import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { STRICT_MANNERS } from "../../src/letta-cloud/manners.ts";
import { settle } from "../../src/repeatable/hand-clock.ts";
import type { Model } from "../../src/letta-cloud/model.ts";
import { holdCloud, KEY, MARA, serveCloud } from "../../src/letta-cloud/cloud-fixture.ts";

/** Thinks for three seconds. */
const slowModel: Model = ({ content }) => ({ kind: "text", text: content, seconds: 3 });

describe("access to the fake", () => {
	it("needs the key", async () => {
		const { cloud } = holdCloud();
		const wrong: Record<string, string>[] = [{}, { authorization: "Bearer other" }, { authorization: KEY }];
		for (const headers of wrong) {
			const { status } = await cloud.handle({ method: "GET", url: "/v1/models/", headers });
			assert.equal(status, 401);
		}
		const right = { authorization: `Bearer ${KEY}` };
		assert.equal((await cloud.handle({ method: "GET", url: "/v1/models/", headers: right })).status, 200);
	});
});

describe("an unknown path", () => {
	it("gives 404; 405 when only the method is wrong, and 307 when only a slash is", async () => {
		const { ask } = holdCloud();
		assert.equal((await ask("GET", "/v1/nothing")).status, 404);
		assert.equal((await ask("PUT", "/v1/agents/")).status, 405);
		const moved = await ask("GET", "/v1/agents?limit=1");
		assert.equal(moved.status, 307);
		assert.equal(moved.headers.location, "/v1/agents/?limit=1");
		assert.deepEqual((await ask("GET", "/v1/agents/agent-1")).body, { detail: "Agent not found" });
	});
});

describe("bodies that are wrong", () => {
	const wrong: ReadonlyArray<readonly [what: string, body: unknown]> = [
		["tags that are an object", { ...MARA, tags: {} }],
		["blocks that are an object", { ...MARA, memory_blocks: {} }],
		["metadata that is an array, as an empty table becomes", { ...MARA, metadata: [] }],
		["a block without a value", { ...MARA, memory_blocks: [{ label: "status" }] }],
		["a body that is an array", []],
		["no JSON", "{"],
	];
	for (const [what, body] of wrong) {
		it(`are refused with 422: ${what}`, async () => {
			const { ask, cloud } = holdCloud();
			const answer = await ask("POST", "/v1/agents/", body);
			assert.equal(answer.status, 422, JSON.stringify(answer.body));
			assert.equal(typeof answer.body.detail, "string");
			assert.deepEqual(cloud.state().agents, []);
		});
	}

	const wrongTurns: ReadonlyArray<readonly [what: string, body: unknown]> = [
		["no messages", { messages: [] }],
		["messages that are an object", { messages: {} }],
		["a role that is none", { messages: [{ role: "player", content: "Hello" }] }],
		["no content", { messages: [{ role: "user" }] }],
		[
			"a tool whose parameters are an array",
			{
				messages: [{ role: "user", content: "Hello" }],
				client_tools: [{ name: "wave", parameters: [] }],
			},
		],
		[
			"streaming's options without streaming",
			{
				messages: [{ role: "user", content: "Hello" }],
				stream_tokens: true,
			},
		],
	];
	for (const [what, body] of wrongTurns) {
		it(`make no turn: ${what}`, async () => {
			const { ask, cloud, createMara } = holdCloud();
			const id = await createMara();
			assert.equal((await ask("POST", `/v1/agents/${id}/messages`, body)).status, 422);
			assert.deepEqual(cloud.state().turns, []);
		});
	}

	it("are refused where a block's limit is enforced", async () => {
		const { ask } = holdCloud({ manners: STRICT_MANNERS });
		const block = { label: "a", value: "12345", limit: 4 };
		assert.equal((await ask("POST", "/v1/agents/", { ...MARA, memory_blocks: [block] })).status, 422);
	});

	it("are refused when they are compressed", async () => {
		const { cloud } = holdCloud();
		const headers = { authorization: `Bearer ${KEY}`, "Content-Encoding": "gzip" };
		const { status } = await cloud.handle({ method: "POST", url: "/v1/agents/", headers, body: "x" });
		assert.equal(status, 400);
	});

	it("pass with unknown fields, and with null for optional ones", async () => {
		const { ask } = holdCloud();
		const answer = await ask("POST", "/v1/agents/", { ...MARA, metadata: null, colour: "red" });
		assert.equal(answer.status, 200);
	});
});

describe("an unknown model", () => {
	it("gives 404", async () => {
		const { ask } = holdCloud();
		assert.equal((await ask("POST", "/v1/agents/", { ...MARA, model: "acme/none" })).status, 404);
	});
});

describe("relations of agents", () => {
	it("come only when the client asks for them", async () => {
		const { ask, createMara } = holdCloud();
		const id = await createMara();
		const bare = (await ask("GET", `/v1/agents/${id}`)).body;
		assert.deepEqual([bare.tags, bare.blocks], [[], []]);
		const full = (await ask("GET", `/v1/agents/${id}?include=agent.tags&include=agent.blocks`)).body;
		assert.deepEqual(full.tags, MARA.tags);
		assert.equal(full.blocks.length, 2);
	});
});

describe("agents by tags", () => {
	it("have any of them, or all when the client demands all", async () => {
		const { ask } = holdCloud();
		await ask("POST", "/v1/agents/", { ...MARA, name: "a", tags: ["x"] });
		await ask("POST", "/v1/agents/", { ...MARA, name: "b", tags: ["x", "y"] });
		const names = async (query: string) =>
			(await ask("GET", `/v1/agents/?${query}`)).body.map(({ name }: { name: string }) => name);
		assert.deepEqual(await names("tags=x&tags=y"), ["b", "a"]);
		assert.deepEqual(await names("tags=x&tags=y&match_all_tags=true"), ["b"]);
		assert.deepEqual(await names("tags=x&order=asc&limit=1"), ["a"]);
	});
});

describe("the plan's limit on agents", () => {
	it("refuses one more with an answer that does not say to wait", async () => {
		const { ask, createMara } = holdCloud({ maxAgents: 1 });
		const id = await createMara();
		const refused = await ask("POST", "/v1/agents/", MARA);
		assert.equal(refused.status, 429);
		assert.deepEqual(refused.body.reasons, ["agents-limit-exceeded"]);
		assert.equal(refused.headers["retry-after"], undefined);
		await ask("DELETE", `/v1/agents/${id}`);
		assert.equal((await ask("POST", "/v1/agents/", MARA)).status, 200);
	});
});

describe("two writes of one block at once", () => {
	it("let the first to commit win and refuse the other with 409", async () => {
		const { ask, clock, cloud, createMara } = holdCloud({ latency: { updateBlock: [1, 1] } });
		const id = await createMara();
		const path = `/v1/agents/${id}/core-memory/blocks/status`;
		const both = [ask("PATCH", path, { value: "first" }), ask("PATCH", path, { value: "second" })];
		await clock.advance(1);
		assert.deepEqual(
			(await Promise.all(both)).map(({ status }) => status),
			[200, 409],
		);
		assert.equal(cloud.state().agents[0]!.blocks[1]!.value, "first");
	});
});

describe("a second message while the first is worked on", () => {
	it("is refused with 409, and passes afterwards", async () => {
		const { clock, cloud, createMara, say } = holdCloud({ model: slowModel, manners: STRICT_MANNERS });
		const id = await createMara();
		const first = say(id, "one");
		await settle();
		const refused = await say(id, "two");
		assert.equal(refused.status, 409);
		assert.match(refused.body.detail, /another request is currently being processed/i);
		await clock.advance(3);
		assert.equal((await first).status, 200);
		const third = say(id, "three");
		await clock.advance(3);
		assert.equal((await third).status, 200);
		assert.equal(cloud.state().turns.length, 2);
	});

	it("passes in another conversation of the same agent", async () => {
		const { ask, clock, createMara, say } = holdCloud({ model: slowModel });
		const id = await createMara();
		const conversation = (await ask("POST", `/v1/conversations/?agent_id=${id}`)).body.id;
		const body = { messages: [{ role: "user", content: "two" }], streaming: false };
		const both = [say(id, "one"), ask("POST", `/v1/conversations/${conversation}/messages`, body)];
		await clock.advance(3);
		assert.deepEqual(
			(await Promise.all(both)).map(({ status }) => status),
			[200, 200],
		);
	});
});

describe("a turn under way", () => {
	it("cannot be found until it is over, and ends even if nobody listens", async () => {
		const { ask, clock, createMara, say } = holdCloud({ model: slowModel });
		const id = await createMara();
		void say(id, "Hello", "one");
		await clock.advance(2);
		const list = async () => {
			const { body } = await ask("GET", `/v1/agents/${id}/messages?order=asc`);
			return body.filter((message: { message_type: string }) => message.message_type !== "system_message");
		};
		assert.deepEqual(await list(), []);
		await clock.advance(1);
		assert.deepEqual(
			(await list()).map(({ otid }: { otid: string }) => otid === "one"),
			[true, false],
		);
	});

	it("is lost when its agent is deleted", async () => {
		const { ask, clock, cloud, createMara, say } = holdCloud({ model: slowModel });
		const id = await createMara();
		const turn = say(id, "Hello", "one");
		await settle();
		await ask("DELETE", `/v1/agents/${id}`);
		await clock.advance(3);
		assert.equal((await turn).status, 404);
		assert.deepEqual(cloud.state().messages, []);
	});
});

describe("an open tool call", () => {
	const model: Model = ({ toolResults }) =>
		toolResults.length > 0 ? { kind: "text", text: "done" } : { kind: "toolCall", name: "wave", args: {} };

	it("lets no message pass but its own result, once", async () => {
		const { ask, createMara, say } = holdCloud({ model, manners: STRICT_MANNERS });
		const id = await createMara();
		const call = (await say(id, "Wave!")).body.messages[0].tool_call.tool_call_id;
		const refused = await say(id, "Hurry!");
		assert.equal(refused.status, 409);
		assert.equal(refused.body.detail.code, "PENDING_APPROVAL");
		const reply = (toolCallId: string) =>
			ask("POST", `/v1/agents/${id}/messages`, {
				messages: [
					{
						type: "approval",
						approvals: [{ type: "tool", tool_call_id: toolCallId, tool_return: "ok", status: "success" }],
					},
				],
			});
		assert.equal((await reply("call-other")).status, 400);
		assert.equal((await reply(call)).body.stop_reason.stop_reason, "end_turn");
		assert.equal((await reply(call)).status, 400);
	});
});

describe("a message that is sent again", () => {
	it("is a second turn, whatever its otid, and is counted", async () => {
		const { cloud, createMara, say } = holdCloud();
		const id = await createMara();
		await say(id, "Hello", "one");
		await say(id, "Hello", "one");
		await say(id, "Goodbye", "two");
		assert.deepEqual(
			[...cloud.state().turnsByOtid],
			[
				["one", 2],
				["two", 1],
			],
		);
	});

	it("is a second turn, too, where the official client retries after the connection broke", async () => {
		const { cloud, calls, client } = await serveCloud({
			// The first message is struck, and the next one is not.
			onEvent: (event) => event.kind === "request" && event.operation === "sendMessage" && cloud.play([]),
		});
		const { id } = await calls.createAgent(MARA);
		cloud.play([
			{
				fromSeconds: 0,
				toSeconds: Infinity,
				trouble: { kind: "reset", isProcessed: true },
				operations: ["sendMessage"],
			},
		]);
		await client.agents.messages.create(
			id,
			{ messages: [{ role: "user", content: "Hello", otid: "one" }] },
			{ maxRetries: 3 },
		);
		assert.equal(cloud.state().turnsByOtid.get("one"), 2);
	});
});

describe("the model's own failure", () => {
	it("comes with its status and leaves nothing of the turn", async () => {
		const { cloud, createMara, say } = holdCloud({
			model: () => ({ kind: "failed", status: 500, type: "llm_error" }),
		});
		const answer = await say(await createMara(), "Hello", "one");
		assert.equal(answer.status, 500);
		assert.equal(answer.body.error.type, "llm_error");
		assert.deepEqual(cloud.state().messages, []);
		assert.equal(cloud.state().turnsByOtid.get("one"), 1);
	});
});
