import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { settle } from "../../src/repeatable/hand-clock.ts";
import { holdCloud, MARA } from "../../src/letta-cloud/cloud-fixture.ts";
import { SERVER_MANNERS } from "../../src/letta-cloud/manners.ts";
import type { Model } from "../../src/letta-cloud/model.ts";

const slowModel: Model = ({ content }) => ({ kind: "text", text: content, seconds: 36 });
/** Notes the status in each prompt, and the system prompt where it is not Mara's own. */
const noteStatus =
	(seen: string[]): Model =>
	({ system, blocks }) => {
		seen.push(system === MARA.system ? blocks.status! : `${system} ${blocks.status}`);
		return { kind: "text", text: "Hm." };
	};
const typesOf = (answer: { readonly body: { readonly message_type: string }[] }) =>
	answer.body.map(({ message_type }) => message_type);

describe("the fake with the manners of a Letta server", () => {
	it("gives an agent's newest messages oldest first, after a system message without otid and run", async () => {
		const { ask, createMara, say } = holdCloud({ manners: SERVER_MANNERS });
		const id = await createMara();
		await say(id, "One.", "o1");
		const page = await ask("GET", `/v1/agents/${id}/messages?limit=20&order=desc`);
		assert.deepEqual(typesOf(page), ["system_message", "user_message", "assistant_message"]);
		assert.deepEqual([page.body[0].otid, page.body[0].run_id], [null, null]);
		assert.equal(page.body[1].run_id, page.body[2].run_id);
		const short = await ask("GET", `/v1/agents/${id}/messages?limit=2&order=desc`);
		assert.deepEqual(typesOf(short), ["user_message", "assistant_message"]);
	});

	it("breaks on a name with a dot, and keeps nothing", async () => {
		const { ask, cloud } = holdCloud({ manners: SERVER_MANNERS });
		assert.equal((await ask("POST", "/v1/agents/", { ...MARA, name: "Dr. Bram" })).status, 500);
		assert.deepEqual(cloud.state().agents, []);
		assert.equal((await ask("POST", "/v1/agents/", { ...MARA, name: "Anne-Marie O'Hara_2" })).status, 200);
	});

	it("keeps the blocks of an agent that was deleted", async () => {
		const { ask, createMara } = holdCloud({ manners: SERVER_MANNERS });
		const id = await createMara();
		await ask("DELETE", `/v1/agents/${id}`);
		const { body } = await ask("GET", "/v1/blocks/");
		assert.equal(body.length, 2);
		for (const block of body) assert.equal((await ask("DELETE", `/v1/blocks/${block.id}`)).status, 200);
		assert.deepEqual((await ask("GET", "/v1/blocks/")).body, []);
		assert.equal((await ask("DELETE", `/v1/blocks/${body[0].id}`)).status, 404);
	});

	it("gives a conversation's newest first", async () => {
		const { ask, createMara } = holdCloud({ manners: SERVER_MANNERS });
		const id = await createMara();
		const { body } = await ask("POST", `/v1/conversations/?agent_id=${id}`, {});
		const path = `/v1/conversations/${body.id}/messages`;
		await ask("POST", path, { messages: [{ role: "user", content: "Hi." }], streaming: false });
		const page = await ask("GET", `${path}?order=desc`);
		assert.deepEqual(typesOf(page), ["assistant_message", "user_message", "system_message"]);
	});

	it("runs a message that is sent again beside the first, and lists neither until it is over", async () => {
		const { ask, clock, cloud, createMara, say } = holdCloud({ manners: SERVER_MANNERS, model: slowModel });
		const id = await createMara();
		const sent = [say(id, "Hello", "o1"), say(id, "Hello", "o1")];
		await settle();
		assert.deepEqual(typesOf(await ask("GET", `/v1/agents/${id}/messages`)), ["system_message"]);
		await clock.advance(36);
		assert.deepEqual(
			(await Promise.all(sent)).map(({ status }) => status),
			[200, 200],
		);
		assert.equal(cloud.state().turnsByOtid.get("o1"), 2);
	});

	it("tells a conversation's model what the blocks said when it was opened, until it is recompiled", async () => {
		const seen: string[] = [];
		const { ask, createMara } = holdCloud({ manners: SERVER_MANNERS, model: noteStatus(seen) });
		const id = await createMara();
		const write = (value: string) => ask("PATCH", `/v1/agents/${id}/core-memory/blocks/status`, { value });
		await write("s1");
		const conversation = (await ask("POST", `/v1/conversations/?agent_id=${id}`)).body.id;
		const path = `/v1/conversations/${conversation}`;
		const say = () =>
			ask("POST", `${path}/messages`, { messages: [{ role: "user", content: "Hi." }], streaming: false });
		await write("s2");
		await say();
		const prompt = (await ask("POST", `${path}/recompile`)).body;
		assert.match(prompt, /<status>\ns2/);
		await say();
		assert.deepEqual(seen, ["s1", "s2"]);
	});

	it("tells an agent's model the newest blocks, and a new system prompt only then", async () => {
		const seen: string[] = [];
		const { ask, createMara, say } = holdCloud({ manners: SERVER_MANNERS, model: noteStatus(seen) });
		const id = await createMara();
		await ask("PATCH", `/v1/agents/${id}/core-memory/blocks/status`, { value: "s1" });
		await say(id, "Hi.");
		await ask("PATCH", `/v1/agents/${id}`, { system: "You are a dog." });
		await say(id, "Hi.");
		await ask("POST", `/v1/agents/${id}/recompile`);
		await say(id, "Hi.");
		assert.deepEqual(seen, ["s1", "s1", "You are a dog. s1"]);
	});

	const passedOn: ReadonlyArray<readonly [provider: number, status: number, kind: RegExp]> = [
		[400, 400, /llm_bad_request/],
		[401, 401, /llm_authentication/],
		[402, 402, /llm_insufficient_credits/],
		[403, 500, /llm_error/],
		[404, 500, /llm_error/],
		[413, 400, /^\{"detail":"CONTEXT_WINDOW_EXCEEDED/],
		[422, 500, /llm_error/],
		[429, 429, /llm_rate_limit/],
		[503, 500, /llm_error/],
	];
	for (const [provider, status, kind] of passedOn) {
		it(`answers ${status} where the model's provider answers ${provider}, quotes it, and keeps nothing`, async () => {
			const model: Model = () => ({ kind: "failed", status: provider, type: "x" });
			const { cloud, createMara, say } = holdCloud({ manners: SERVER_MANNERS, model });
			const answer = await say(await createMara(), "Hello there", "o1");
			assert.equal(answer.status, status);
			assert.match(JSON.stringify(answer.body), kind);
			assert.match(JSON.stringify(answer.body), /Hello there/);
			assert.deepEqual(cloud.state().messages, []);
		});
	}

	it("breaks on half a surrogate pair in a block, and drops it from a message", async () => {
		const { ask, cloud, createMara, say } = holdCloud({ manners: SERVER_MANNERS });
		const id = await createMara();
		const path = `/v1/agents/${id}/core-memory/blocks/status`;
		assert.equal((await ask("PATCH", path, { value: "a \ud83d b" })).status, 500);
		assert.equal((await ask("PATCH", path, { value: "a \u{1f600} b" })).status, 200);
		assert.equal((await say(id, "a \ud83d b")).status, 200);
		assert.equal(cloud.state().turns[0]!.content, "a  b");
	});

	it("breaks on a tool whose properties are a list", async () => {
		const { ask, cloud, createMara } = holdCloud({ manners: SERVER_MANNERS });
		const body = (properties: unknown) => ({
			messages: [{ role: "user", content: "Hi." }],
			client_tools: [{ name: "wave", parameters: { type: "object", properties } }],
		});
		const path = `/v1/agents/${await createMara()}/messages`;
		assert.equal((await ask("POST", path, body([]))).status, 500);
		assert.deepEqual(cloud.state().turns, []);
		assert.equal((await ask("POST", path, body({}))).status, 200);
	});

	it("refuses a message without a word", async () => {
		const { createMara, say } = holdCloud({ manners: SERVER_MANNERS });
		const id = await createMara();
		assert.equal((await say(id, "")).status, 400);
		assert.equal((await say(id, " ")).status, 200);
	});

	it("has the model speak again for a tool's result that comes again", async () => {
		const model: Model = ({ content, toolResults }) =>
			content === "Wave!"
				? { kind: "toolCall", name: "wave", args: {} }
				: { kind: "text", text: toolResults.length > 0 ? "I waved." : "Yes?" };
		const { ask, cloud, createMara, say } = holdCloud({ manners: SERVER_MANNERS, model });
		const id = await createMara();
		const call = (await say(id, "Wave!")).body.messages[0].tool_call.tool_call_id;
		const answer = (tool_call_id: string) => {
			const result = { type: "tool", tool_call_id, tool_return: "ok", status: "success" };
			const messages = [{ type: "approval", approvals: [result] }];
			return ask("POST", `/v1/agents/${id}/messages`, { messages });
		};
		assert.equal((await answer(call)).body.messages.at(-1).content, "I waved.");
		assert.equal((await answer(call)).body.messages.at(-1).content, "Yes?");
		assert.equal((await answer("call-other")).status, 400);
		assert.equal(cloud.state().turns.length, 3);
	});

	it("refuses a second block of a label with 409, and leaves it out of a new agent", async () => {
		const { ask, cloud, createMara } = holdCloud({ manners: SERVER_MANNERS });
		const id = await createMara();
		const block = (await ask("POST", "/v1/blocks/", { label: "status", value: "x" })).body.id;
		const refused = await ask("PATCH", `/v1/agents/${id}/core-memory/blocks/attach/${block}`);
		assert.equal(refused.status, 409);
		assert.match(refused.body.detail, /unique constraint/);
		const twice = [1, 2].map((number) => ({ label: "a", value: String(number) }));
		await ask("POST", "/v1/agents/", { ...MARA, name: "Bram", memory_blocks: twice });
		assert.deepEqual(
			cloud.state().agents[1]!.blocks.map(({ value }) => value),
			["1"],
		);
	});

	it("lists the blocks that no agent has, and the agents that have a block", async () => {
		const { ask, createMara } = holdCloud({ manners: SERVER_MANNERS });
		const id = await createMara();
		const tags = ["townsfolk"];
		const loose = (await ask("POST", "/v1/blocks/", { label: "status", value: "x", tags })).body;
		assert.deepEqual(loose.tags, tags);
		const listed = (await ask("GET", "/v1/blocks/?connected_to_agents_count_eq=0")).body;
		assert.deepEqual(
			listed.map((block: { id: string }) => block.id),
			[loose.id],
		);
		const all: { id: string }[] = (await ask("GET", "/v1/blocks/")).body;
		const owners = async (blockId: string) =>
			(await ask("GET", `/v1/blocks/${blockId}/agents`)).body.map((agent: { id: string }) => agent.id);
		assert.deepEqual(await owners(loose.id), []);
		assert.deepEqual(await owners(all[0]!.id), [id]);
	});
});
