/// <reference types="@rbxts/testez/globals" />
import {
	readAgent,
	readAgents,
	readError,
	readId,
	readMessages,
	readReply,
	textOf,
	toolCallsOf,
} from "server/wire/letta-guards";

export = () => {
	describe("an agent as Letta shows it", () => {
		it("is read with unknown fields, and without relations", () => {
			const agent = readAgent({ id: "agent-1", name: "Mara", brand_new: { deep: 1 } });
			assert(agent);
			expect(agent.tags.size()).to.equal(0);
			expect(agent.blocks.size()).to.equal(0);
		});

		it("is refused without an id, or with malformed tags", () => {
			expect(readAgent({ name: "Mara" })).never.to.be.ok();
			expect(readAgent({ id: "a", name: "Mara", tags: [5] })).never.to.be.ok();
			expect(readAgent("agent")).never.to.be.ok();
			expect(readAgent(undefined)).never.to.be.ok();
		});

		it("spoils its list if it cannot be read: a missing agent would be made again", () => {
			expect(readAgents([{ id: "a", name: "A" }, { name: "B" }])).never.to.be.ok();
			expect(readAgents([])?.size()).to.equal(0);
			expect(readAgents({ detail: "no" })).never.to.be.ok();
		});
	});

	describe("a reply of Letta's", () => {
		it("is read with messages of unknown types, and without anything that is no message", () => {
			const reply = readReply({
				messages: [
					{ message_type: "quite_new" },
					"nonsense",
					{ message_type: "assistant_message", content: "Hi" },
				],
				stop_reason: { stop_reason: "end_turn", message_type: "stop_reason" },
				usage: { prompt_tokens: 3, completion_tokens: 4, other: true },
				turns: [],
			});
			assert(reply);
			expect(reply.messages.size()).to.equal(2);
			expect(reply.usage?.prompt_tokens).to.equal(3);
		});

		it("is read without a usage that cannot be read", () => {
			expect(readReply({ messages: [], usage: "much" })?.usage).never.to.be.ok();
		});

		it("is refused without messages", () => {
			expect(readReply({ run_id: "r" })).never.to.be.ok();
			expect(readMessages({ messages: [] })).never.to.be.ok();
		});
	});

	describe("a message's content", () => {
		it("is a text, or the text of its parts", () => {
			expect(textOf("Hi")).to.equal("Hi");
			expect(
				textOf([{ type: "text", text: "Hi " }, { type: "image" }, { type: "text", text: "you" }]),
			).to.equal("Hi you");
			expect(textOf(undefined)).to.equal("");
		});
	});

	describe("tool calls", () => {
		const call = { tool_call_id: "c", name: "wave", arguments: "{}" };

		it("are read from the list, or from the older single field", () => {
			expect(toolCallsOf({ message_type: "m", tool_calls: [call, call] }).size()).to.equal(2);
			expect(toolCallsOf({ message_type: "m", tool_call: call }).size()).to.equal(1);
			expect(toolCallsOf({ message_type: "m", tool_calls: [], tool_call: call }).size()).to.equal(1);
			expect(toolCallsOf({ message_type: "m", tool_call: { name: "wave" } }).size()).to.equal(0);
		});
	});

	describe("an error of Letta's", () => {
		it("is read in each of its forms", () => {
			expect(readError({ detail: "Agent not found" }).message).to.equal("Agent not found");
			expect(readError({ message: "No" }).message).to.equal("No");
			expect(readError({ error: { type: "t", message: "The model failed" } }).message).to.equal(
				"The model failed",
			);
			const pending = readError({ detail: { code: "PENDING_APPROVAL", message: "Wait" } });
			expect(pending.code).to.equal("PENDING_APPROVAL");
			expect(pending.message).to.equal("Wait");
			const quota = readError({
				error: "Rate limited",
				reasons: ["exceeded-quota"],
				timeToQuotaResetMs: 1500,
			});
			expect(quota.message).to.equal("Rate limited (exceeded-quota)");
			expect(quota.resetSeconds).to.equal(1.5);
		});

		it("is empty if it cannot be read", () => {
			for (const body of [undefined, "oops", 5, { reasons: "many" }, { detail: [1] }])
				expect(readError(body).message).to.equal("");
		});
	});

	describe("an id", () => {
		it("is read from anything that Letta made", () => {
			expect(readId({ id: "block-1", label: "x" })).to.equal("block-1");
			expect(readId({})).never.to.be.ok();
		});
	});
};
