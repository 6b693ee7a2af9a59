import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { comparableState } from "../../src/letta-cloud/comparable-state.ts";
import type { Model } from "../../src/letta-cloud/model.ts";
import { STRICT_MANNERS } from "../../src/letta-cloud/manners.ts";
import { OPERATIONS, type Operation } from "../../src/letta-cloud/operations.ts";
import { MARA, serveCloud } from "../../src/letta-cloud/cloud-fixture.ts";

const WAVE = {
	name: "wave",
	description: "Wave at somebody",
	parameters: { type: "object", properties: {} },
};

/** Waves when it is asked to, and tells what came of it. */
const wavingModel: Model = ({ content, toolResults }) => {
	if (toolResults.length > 0) return { kind: "text", text: `I did: ${toolResults[0]!.text}` };
	if (content === "Wave!") return { kind: "toolCall", name: "wave", args: { to: "Alex" } };
	return { kind: "text", text: `You said ${content}`, reasoning: "What did they say?" };
};

describe("the fake, driven by the official client", () => {
	it("makes agents, reads them back, changes and deletes them", async () => {
		const { calls, cloud } = await serveCloud();
		const made = await calls.createAgent(MARA);
		assert.match(made.id, /^agent-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
		assert.deepEqual(made.tags, MARA.tags);

		await calls.updateAgent(made.id, { name: "Mara of the cafe", tags: [...MARA.tags, "more"] });
		const read = await calls.retrieveAgent(made.id);
		assert.equal(read.name, "Mara of the cafe");
		assert.equal(read.system, MARA.system);
		assert.deepEqual(read.tags, ["townsfolk", "npc:mara", "more"]);
		assert.deepEqual(
			read.blocks.map(({ label, value }) => ({ label, value })),
			MARA.memory_blocks,
		);

		const [block] = await calls.listAllBlocks();
		await calls.deleteBlock(block!.id);
		assert.equal((await calls.listAllBlocks()).length, MARA.memory_blocks.length - 1);
		await calls.deleteAgent(made.id);
		await assert.rejects(calls.retrieveAgent(made.id), { status: 404 });
		assert.deepEqual(cloud.state().agents, []);
	});

	it("lists agents by all of several tags, page by page, newest first", async () => {
		const { calls, cloud } = await serveCloud();
		for (const [name, tags] of [
			["a", ["town", "x"]],
			["b", ["town"]],
			["c", ["town", "x"]],
			["d", ["x", "town", "y"]],
			["e", ["x"]],
		] as const) {
			await calls.createAgent({ ...MARA, name, tags: [...tags] });
		}
		const before = cloud.state().requests.length;
		const found = await calls.listAgents(["town", "x"], 2);
		assert.deepEqual(
			found.map(({ name }) => name),
			["d", "c", "a"],
		);
		assert.deepEqual(found[0]!.tags, ["x", "town", "y"]);
		assert.ok(cloud.state().requests.length - before > 1, "in pages");
	});

	it("reads, writes, adds and lists blocks", async () => {
		const { calls } = await serveCloud();
		const { id } = await calls.createAgent(MARA);
		const written = await calls.updateBlock(id, "status", "health: 20");
		assert.equal(written.value, "health: 20");
		assert.equal((await calls.retrieveBlock(id, "status")).value, "health: 20");

		const made = await calls.createBlock("group_members", "{}");
		await calls.attachBlock(id, made.id);
		const labels = (await calls.listBlocks(id)).map(({ label }) => label);
		assert.deepEqual([...labels].sort(), ["group_members", "persona", "status"]);
		await assert.rejects(calls.retrieveBlock(id, "mood"), { status: 404 });
	});

	it("answers a message whole, with its end and its cost", async () => {
		const { calls } = await serveCloud({ model: wavingModel });
		const { id } = await calls.createAgent(MARA);
		const response = await calls.sendMessage(id, { content: "Hello", otid: "one" });
		assert.deepEqual(
			response.messages.map(({ message_type }) => message_type),
			["reasoning_message", "assistant_message"],
		);
		assert.equal(response.stop_reason.stop_reason, "end_turn");
		const { prompt_tokens, completion_tokens, total_tokens } = response.usage;
		assert.ok(prompt_tokens! > 0 && completion_tokens! > 0);
		assert.equal(total_tokens, prompt_tokens! + completion_tokens!);
	});

	it("lists what was said, newest first, the user's message with its otid", async () => {
		const { calls } = await serveCloud({ manners: STRICT_MANNERS });
		const { id } = await calls.createAgent(MARA);
		await calls.sendMessage(id, { content: "Hello", otid: "one" });
		await calls.sendMessage(id, { content: "Goodbye", otid: "two" });
		const messages = await calls.listMessages(id);
		assert.deepEqual(
			messages.map((message) => [message.message_type, "content" in message && message.content]),
			[
				["assistant_message", "Goodbye"],
				["user_message", "Goodbye"],
				["assistant_message", "Hello"],
				["user_message", "Hello"],
			],
		);
		assert.deepEqual(
			messages.filter(({ message_type }) => message_type === "user_message").map(({ otid }) => otid),
			["two", "one"],
		);
	});

	it("pauses for one of the client's tools and goes on with its result", async () => {
		const { calls, cloud } = await serveCloud({ model: wavingModel });
		const { id } = await calls.createAgent(MARA);
		const paused = await calls.sendMessage(id, { content: "Wave!", clientTools: [WAVE] });
		assert.equal(paused.stop_reason.stop_reason, "requires_approval");
		const request = paused.messages.at(-1)!;
		assert.ok(request.message_type === "approval_request_message" && "tool_call" in request);
		assert.equal(request.tool_call.name, "wave");
		assert.deepEqual(JSON.parse(request.tool_call.arguments!), { to: "Alex" });

		const answer = { toolCallId: request.tool_call.tool_call_id!, result: "Alex waves back" };
		const resumed = await calls.sendMessage(id, { answer, clientTools: [WAVE] });
		assert.deepEqual(
			resumed.messages.map(({ message_type }) => message_type),
			["tool_return_message", "assistant_message"],
		);
		assert.equal(cloud.state().turns[0]!.outcome, "paused");
		assert.deepEqual(comparableState(cloud.state()).agents[0]!.messages.at(-1), {
			type: "assistant_message",
			conversation: 0,
			text: '"I did: Alex waves back"',
		});
	});

	it("keeps conversations apart, and streams into them", async () => {
		const { calls } = await serveCloud({ manners: STRICT_MANNERS });
		const { id } = await calls.createAgent(MARA);
		const conversation = await calls.createConversation(id);
		assert.equal(conversation.agent_id, id);
		await calls.sendMessage(id, { content: "In the default one" });
		const events = await calls.sendConversationMessage(conversation.id, { content: "Good morning" });
		assert.deepEqual(
			events.map(({ message_type }) => message_type),
			["ping", "assistant_message", "stop_reason", "usage_statistics"],
		);
		const listed = await calls.listConversationMessages(conversation.id);
		assert.deepEqual(
			listed.map(({ message_type }) => message_type),
			["assistant_message", "user_message"],
		);
		assert.equal((await calls.listMessages(id)).length, 4, "the agent's own list has all");
		assert.deepEqual(
			(await calls.listConversations(id)).map((one) => one.id),
			[conversation.id],
		);
		assert.equal((await calls.retrieveConversation(conversation.id)).id, conversation.id);
		await calls.deleteConversation(conversation.id);
		assert.deepEqual(await calls.listConversations(id), []);
	});

	it("streams a reply in words with one id", async () => {
		const { client, calls } = await serveCloud();
		const { id } = await calls.createAgent(MARA);
		const stream = await client.agents.messages.create(id, {
			messages: [{ role: "user", content: "one two three" }],
			streaming: true,
			stream_tokens: true,
		});
		const words: string[] = [];
		const ids = new Set<string>();
		for await (const event of stream) {
			if (event.message_type !== "assistant_message" || !("content" in event)) continue;
			words.push(event.content as string);
			ids.add(event.id);
		}
		assert.deepEqual(words, ["one ", "two ", "three"]);
		assert.equal(ids.size, 1);
	});

	it("streams a reply while the model writes it", async () => {
		const { client, calls, cloud } = await serveCloud({
			model: () => ({ kind: "text", text: "one two three", seconds: 0.4 }),
		});
		const { id } = await calls.createAgent(MARA);
		const stream = await client.agents.messages.create(id, {
			input: "Hello",
			streaming: true,
			stream_tokens: true,
		});
		const seen: string[] = [];
		for await (const event of stream) {
			const { outcome } = cloud.state().turns[0]!;
			seen.push(`${event.message_type} ${"content" in event ? event.content : ""}, ${outcome}`);
		}
		assert.deepEqual(seen, [
			"ping , running",
			"assistant_message one , running",
			"assistant_message two , running",
			"assistant_message three, running",
			"stop_reason , done",
			"usage_statistics , done",
		]);
	});

	it("ends a stream whose run is cancelled", async () => {
		const { client, calls } = await serveCloud({ model: () => ({ kind: "text", text: "one", seconds: 30 }) });
		const { id } = await calls.createAgent(MARA);
		const stream = await client.agents.messages.create(id, { input: "Hello", streaming: true });
		const seen: string[] = [];
		for await (const event of stream) {
			seen.push(`${event.message_type} ${"stop_reason" in event ? event.stop_reason : ""}`);
			if (event.message_type === "ping") await calls.cancelMessages(id, String(event.run_id));
		}
		assert.deepEqual(seen, ["ping ", "stop_reason cancelled"]);
	});

	it("tells a stream's failure as a stop and an error of the stream", async () => {
		const { client, calls, cloud } = await serveCloud({
			model: () => ({ kind: "failed", status: 401, type: "llm_authentication" }),
		});
		const { id } = await calls.createAgent(MARA);
		const stream = await client.agents.messages.create(id, { input: "Hello", streaming: true });
		const seen: string[] = [];
		await assert.rejects(
			async () => {
				for await (const event of stream) seen.push(String(event.message_type));
			},
			(error: { error: { error_type: string } }) => error.error.error_type === "llm_authentication",
		);
		assert.deepEqual(seen, ["ping", "stop_reason"]);
		assert.deepEqual(cloud.state().messages, []);
	});

	it("lists its models", async () => {
		const { calls } = await serveCloud({ models: ["letta/letta-free", "openai/gpt-mini"] });
		assert.deepEqual(
			(await calls.listModels()).map(({ handle }) => handle),
			["letta/letta-free", "openai/gpt-mini"],
		);
	});

	it("covers every operation that it knows", async () => {
		const { calls, cloud } = await serveCloud({ model: wavingModel });
		const { id } = await calls.createAgent(MARA);
		const conversation = await calls.createConversation(id);
		await calls.listModels();
		await calls.listAgents(["townsfolk"]);
		await calls.retrieveAgent(id);
		await calls.updateAgent(id, { name: "Mara" });
		await calls.listBlocks(id);
		await calls.retrieveBlock(id, "persona");
		await calls.updateBlock(id, "persona", "I bake.");
		await calls.attachBlock(id, (await calls.createBlock("group_members", "{}")).id);
		await calls.sendMessage(id, { content: "Hello" });
		await calls.cancelMessages(id, "run-that-is-over");
		await calls.recompileAgent(id);
		await calls.recompileConversation(conversation.id);
		await calls.listMessages(id);
		await calls.listConversations(id);
		await calls.retrieveConversation(conversation.id);
		await calls.sendConversationMessage(conversation.id, { content: "Hello" });
		await calls.listConversationMessages(conversation.id);
		await calls.deleteConversation(conversation.id);
		await calls.listBlockAgents((await calls.listAllBlocks())[0]!.id);
		const [stray] = await calls.listAllBlocks();
		await calls.deleteBlock(stray!.id);
		await calls.deleteAgent(id);
		const { requests } = cloud.state();
		const met = new Set(requests.map(({ operation }) => operation));
		assert.deepEqual(
			(Object.keys(OPERATIONS) as Operation[]).filter((operation) => !met.has(operation)),
			[],
		);
		assert.deepEqual(
			requests.filter(({ status }) => status !== 200),
			[],
		);
	});
});
