/// <reference types="@rbxts/testez/globals" />
import { CLOUD } from "server/constants/letta";
import {
	assistant,
	type CloudKit,
	createCloudKit,
	createReadyKit,
	httpError,
} from "../../support/fake-cloud";
import { expectAtLeast, expectItem, expectSame } from "../../../shared/support/expectations";

const SEND = "/messages";
const LOST = { kind: "network", message: "HttpError: Timedout" } as const;
const UNSENT = { kind: "network", message: "DnsResolve", unsent: "noConnection" } as const;
const DONE = "t1 sentence Hello there.,t1 sentence How are you?,t1 done 100+7";

const eventsOf = (kit: CloudKit) => kit.events.join(",");
const sends = (kit: CloudKit) => kit.cloud.sent(`POST /v1/agents/${kit.agentOf("mara").id}${SEND}`).size();
const looks = (kit: CloudKit) => kit.cloud.sent(`GET /v1/agents/${kit.agentOf("mara").id}${SEND}`).size();

const heard = (otid: string, runId: string) => ({
	message_type: "user_message",
	content: `content of ${otid}`,
	otid,
	run_id: runId,
});

const toolCall = (...ids: ReadonlyArray<string>) => ({
	message_type: "approval_request_message",
	tool_calls: ids.map((id) => ({ tool_call_id: id, name: "wave", arguments: "{}" })),
});

export = () => {
	describe("a turn at Letta Cloud", () => {
		it("is one request without a stream, and comes back in sentences with what it cost", () => {
			const kit = createReadyKit();
			kit.sendTurn("mara", "t1");
			kit.clock.advance(1);
			expect(eventsOf(kit)).to.equal(DONE);
			const [{ body }] = kit.cloud.sent(`POST /v1/agents/${kit.agentOf("mara").id}${SEND}`);
			const [message] = body.messages as Array<Record<string, unknown>>;
			expect(message.role).to.equal("user");
			expect(message.content).to.equal("content of t1");
			expect(message.otid).to.equal("t1");
			expect(body.streaming).to.equal(false);
			// An empty table would be written as a list, and no tools are the default.
			expect(body.client_tools).never.to.be.ok();
		});

		it("is read as text or in parts, among messages of unknown types", () => {
			const kit = createReadyKit();
			kit.cloud.replies.push({
				messages: [
					{ message_type: "reasoning_message", reasoning: "Hm." },
					{ message_type: "brand_new_message", content: 5 },
					{ message_type: "hidden_thing" },
					assistant([{ type: "text", text: "Good " }, { type: "image" }, { type: "text", text: "day." }]),
					assistant("<think>Who?</think>Tea?"),
				],
			});
			kit.sendTurn("mara", "t1");
			kit.clock.advance(1);
			expect(eventsOf(kit)).to.equal("t1 sentence Good day.,t1 sentence Tea?,t1 done 100+7");
		});

		it("waits for its NPC's blocks, but not for long", () => {
			const kit = createReadyKit();
			kit.setBlock("mara", "status", "s1", 1);
			kit.sendTurn("mara", "t1");
			kit.clock.advance(1);
			const order = kit.cloud.requests.filter(({ method }) => method !== "GET").map(({ method }) => method);
			expect(order.join(" ")).to.equal("POST PATCH POST");
			const [write] = kit.cloud.sent("PATCH");
			const [turn] = kit.cloud.sent(`POST /v1/agents/agent-001${SEND}`);
			// Stored, not only sent: the answer takes a tenth of a second.
			expectAtLeast(turn.at, write.at + 0.1);
			kit.cloud.disturb("PATCH", { result: LOST, seconds: 10 });
			kit.setBlock("mara", "status", "s2", 2);
			kit.sendTurn("mara", "t2");
			kit.clock.advance(CLOUD.blockWaitSeconds + 1);
			expect(kit.events[kit.events.size() - 1]).to.equal("t2 done 100+7");
		});

		it("fails where the agent stops badly", () => {
			const kit = createReadyKit();
			kit.cloud.replies.push({ messages: [], stop: "llm_api_error" });
			kit.sendTurn("mara", "t1");
			kit.clock.advance(1);
			expect(eventsOf(kit)).to.equal("t1 failed model delivered");
		});

		it("is lost with its lines only where the model's provider does not take these", () => {
			for (const [status, errorType, fate] of [
				[400, "llm_bad_request", "delivered"],
				[401, "llm_authentication", "undelivered"],
				[402, "llm_insufficient_credits", "undelivered"],
			] as const) {
				const kit = createReadyKit();
				const body = { error: { type: errorType, message: "m", detail: "d" } };
				kit.cloud.disturb(`POST /v1/agents/agent-001${SEND}`, {
					result: httpError(kit.encode, status, body),
				});
				kit.sendTurn("mara", "t1");
				kit.clock.advance(10);
				expect(eventsOf(kit)).to.equal(`t1 failed model ${fate}`);
				expect(kit.log.count("credits are spent")).to.equal(0);
			}
		});

		it("is not sent again if Letta will never take it", () => {
			const kit = createReadyKit();
			kit.cloud.disturb(`POST /v1/agents/agent-001${SEND}`, { result: httpError(kit.encode, 422) });
			kit.sendTurn("mara", "t1");
			kit.clock.advance(200);
			expect(eventsOf(kit)).to.equal("t1 failed rejected delivered");
			expect(sends(kit)).to.equal(1);
		});

		it("ends undelivered when it has waited too long to be sent", () => {
			const kit = createReadyKit();
			const limited = httpError(kit.encode, 429, { error: "Rate limited", reasons: ["requests"] }, 60);
			kit.cloud.disturb("PATCH", { result: limited });
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(1);
			kit.sendTurn("mara", "t1");
			kit.clock.advance(CLOUD.turnWaitSeconds + 2);
			expect(eventsOf(kit)).to.equal("t1 failed busy undelivered");
			expect(sends(kit)).to.equal(0);
		});

		it("is sent again where Letta was busy", () => {
			const kit = createReadyKit();
			kit.cloud.disturb(`POST /v1/agents/agent-001${SEND}`, { result: httpError(kit.encode, 409) }, 3);
			kit.sendTurn("mara", "t1");
			kit.clock.advance(10);
			expect(eventsOf(kit)).to.equal(DONE);
			expect(sends(kit)).to.equal(4);
			expect(kit.cloud.turns.size()).to.equal(1);
		});
	});

	describe("a turn whose fate is unknown", () => {
		it("is looked up, and its answer is said; it is not sent again", () => {
			for (const result of [
				LOST,
				{ kind: "http", status: 502, body: "bad gateway" } as const,
				{ kind: "ok", status: 200, body: "half a bo" } as const,
			]) {
				const kit = createReadyKit();
				kit.cloud.disturb(`POST /v1/agents/agent-001${SEND}`, { result, processed: true });
				kit.sendTurn("mara", "t1");
				kit.clock.advance(30);
				expect(eventsOf(kit)).to.equal("t1 sentence Hello there.,t1 sentence How are you?,t1 done");
				expect(sends(kit)).to.equal(1);
				expect(kit.cloud.turns.size()).to.equal(1);
			}
		});

		it("is not sent again while a model that takes 36 seconds may work on it", () => {
			const kit = createReadyKit();
			const agent = kit.agentOf("mara");
			kit.cloud.disturb(`POST /v1/agents/agent-001${SEND}`, { result: LOST, seconds: 30 });
			kit.sendTurn("mara", "t1");
			kit.clock.advance(36);
			expect(eventsOf(kit)).to.equal("t1 delayed");
			agent.messages.push(heard("t1", "r1"));
			agent.messages.push({ ...assistant("At last."), run_id: "r1" });
			kit.clock.advance(5);
			expect(eventsOf(kit)).to.equal("t1 delayed,t1 sentence At last.,t1 done");
			expect(sends(kit)).to.equal(1);
		});

		it("is given up, and can go into the next turn, when it is not listed for a minute", () => {
			for (const result of [LOST, { kind: "network", message: "HttpError: ConnectFail" } as const]) {
				const kit = createReadyKit();
				kit.cloud.disturb(`POST /v1/agents/agent-001${SEND}`, { result });
				kit.sendTurn("mara", "t1");
				kit.clock.advance(CLOUD.unlistedSeconds - 3);
				expect(eventsOf(kit)).to.equal("t1 delayed");
				kit.clock.advance(10);
				expect(eventsOf(kit)).to.equal("t1 delayed,t1 failed timeout undelivered");
				expect(sends(kit)).to.equal(1);
			}
		});

		it("is sent again after two looks without it if Letta itself said that it failed", () => {
			const kit = createReadyKit();
			kit.cloud.disturb(`POST /v1/agents/agent-001${SEND}`, { result: httpError(kit.encode, 500) });
			kit.sendTurn("mara", "t1");
			kit.clock.advance(30);
			expect(eventsOf(kit)).to.equal(`t1 delayed,${DONE}`);
			expect(sends(kit)).to.equal(2);
			expect(looks(kit)).to.equal(CLOUD.absentLooks);
			expect(kit.cloud.turns.size()).to.equal(1);
		});

		it("is waited for if it has arrived and the agent is still working on it", () => {
			const kit = createReadyKit();
			const agent = kit.agentOf("mara");
			kit.cloud.disturb(`POST /v1/agents/agent-001${SEND}`, { result: LOST });
			kit.sendTurn("mara", "t1");
			kit.clock.advance(1);
			agent.messages.push(heard("t1", "r1"));
			agent.messages.push({ message_type: "reasoning_message", run_id: "r1" });
			kit.clock.advance(20);
			expect(eventsOf(kit)).to.equal("t1 delayed");
			agent.messages.push({ ...assistant("At last."), run_id: "r1" });
			kit.clock.advance(5);
			expect(eventsOf(kit)).to.equal("t1 delayed,t1 sentence At last.,t1 done");
			expect(sends(kit)).to.equal(1);
		});

		it("fails where Letta stored a part of it and then said that it failed", () => {
			const kit = createReadyKit();
			const agent = kit.agentOf("mara");
			kit.cloud.disturb(`POST /v1/agents/agent-001${SEND}`, { result: httpError(kit.encode, 500) });
			kit.sendTurn("mara", "t1");
			agent.messages.push(heard("t1", "r1"));
			agent.messages.push({ message_type: "tool_return_message", run_id: "r1" });
			kit.clock.advance(10);
			expect(eventsOf(kit)).to.equal("t1 delayed,t1 failed model delivered");
			expect(sends(kit)).to.equal(1);
		});

		it("counts as what the agent is busy with, if it was sent before", () => {
			const kit = createReadyKit();
			const agent = kit.agentOf("mara");
			kit.cloud.disturb(`POST /v1/agents/agent-001${SEND}`, { result: httpError(kit.encode, 500) });
			kit.cloud.disturb(`POST /v1/agents/agent-001${SEND}`, { result: httpError(kit.encode, 409) });
			kit.sendTurn("mara", "t1");
			// Found by nobody while the model thinks: Letta keeps a turn when its step is over.
			kit.clock.advance(6);
			agent.messages.push(heard("t1", "r1"));
			agent.messages.push({ ...assistant("Done."), run_id: "r1" });
			kit.clock.advance(20);
			expect(eventsOf(kit)).to.equal("t1 delayed,t1 sentence Done.,t1 done");
			expect(kit.cloud.turns.size()).to.equal(0);
		});

		it("is not taken for another turn with the same words", () => {
			const kit = createReadyKit();
			kit.agentOf("mara").messages.push({ ...heard("t0", "r0"), content: "content of t1" });
			kit.agentOf("mara").messages.push({ ...assistant("An old answer."), run_id: "r0" });
			kit.cloud.disturb(`POST /v1/agents/agent-001${SEND}`, { result: httpError(kit.encode, 500) });
			kit.sendTurn("mara", "t1");
			kit.clock.advance(30);
			expect(eventsOf(kit)).to.equal(`t1 delayed,${DONE}`);
		});

		it("is given up when nothing can be found out about it", () => {
			const kit = createReadyKit();
			kit.cloud.disturb("", { result: LOST, seconds: 4 }, 1000);
			kit.sendTurn("mara", "t1");
			kit.clock.advance(CLOUD.turnDeadlineSeconds + 1);
			expect(eventsOf(kit)).to.equal("t1 failed timeout delivered");
			expect(sends(kit)).to.equal(1);
		});

		it("is sent again without a look if nothing can have left", () => {
			const kit = createReadyKit();
			kit.cloud.disturb(`POST /v1/agents/agent-001${SEND}`, { result: UNSENT });
			kit.sendTurn("mara", "t1");
			kit.clock.advance(10);
			expect(eventsOf(kit)).to.equal(DONE);
			expect(looks(kit)).to.equal(0);
		});
	});

	describe("an agent that calls a tool of the game", () => {
		it("gets the result, and goes on in the same turn", () => {
			const kit = createReadyKit();
			kit.cloud.replies.push({ messages: [assistant("Look!"), toolCall("c1")], stop: "requires_approval" });
			kit.cloud.replies.push({ messages: [assistant("I waved.")] });
			kit.sendTurn("mara", "t1");
			kit.clock.advance(1);
			expect(eventsOf(kit)).to.equal("t1 sentence Look!,t1 action wave {}");
			kit.port.actionResult("mara", "c1", true, "she waved");
			kit.clock.advance(1);
			expect(kit.events[2]).to.equal("t1 sentence I waved.");
			expect(kit.events[3]).to.equal("t1 done 200+14");
			const all = kit.cloud.sent(`POST /v1/agents/agent-001${SEND}`);
			const [approval] = all[1].body.messages as Array<Record<string, Array<Record<string, unknown>>>>;
			expect(approval.approvals[0].tool_call_id).to.equal("c1");
			expect(approval.approvals[0].tool_return).to.equal("she waved");
			expect(approval.approvals[0].status).to.equal("success");
		});

		it("gets the results of several calls together, when the last of them is there", () => {
			const kit = createReadyKit();
			kit.cloud.replies.push({ messages: [toolCall("c1", "c2")], stop: "requires_approval" });
			kit.cloud.replies.push({ messages: [assistant("I waved twice.")] });
			kit.sendTurn("mara", "t1");
			kit.clock.advance(1);
			kit.port.actionResult("mara", "c2", true, "she waved");
			kit.clock.advance(1);
			expect(sends(kit)).to.equal(1);
			kit.port.actionResult("mara", "c1", true, "she waved again");
			kit.clock.advance(1);
			const all = kit.cloud.sent(`POST /v1/agents/agent-001${SEND}`);
			const [approval] = all[1].body.messages as Array<Record<string, Array<Record<string, unknown>>>>;
			expectSame(
				approval.approvals.map((result) => result.tool_call_id),
				["c2", "c1"],
			);
			expect(kit.events[2]).to.equal("t1 sentence I waved twice.");
		});

		it("gets a result once, even if its arrival was unknown", () => {
			const kit = createReadyKit();
			kit.cloud.replies.push({ messages: [toolCall("c1")], stop: "requires_approval" });
			kit.cloud.replies.push({ messages: [assistant("I waved.")] });
			kit.sendTurn("mara", "t1");
			kit.clock.advance(1);
			kit.cloud.disturb(`POST /v1/agents/agent-001${SEND}`, { result: LOST, processed: true });
			kit.port.actionResult("mara", "c1", false, "she could not");
			kit.clock.advance(20);
			expect(kit.events[1]).to.equal("t1 sentence I waved.");
			expect(sends(kit)).to.equal(2);
		});

		it("hears that the moment is over where an earlier turn's call is still open", () => {
			const kit = createReadyKit();
			kit.agentOf("mara").messages.push(toolCall("old"));
			const pending = httpError(kit.encode, 409, { detail: { code: "PENDING_APPROVAL", message: "wait" } });
			kit.cloud.disturb(`POST /v1/agents/agent-001${SEND}`, { result: pending });
			kit.cloud.replies.push({ messages: [assistant("Never mind.")] });
			kit.sendTurn("mara", "t1");
			kit.clock.advance(10);
			expect(eventsOf(kit)).to.equal(DONE);
		});

		it("has the game's tools", () => {
			const tool = { name: "wave", description: "Waves.", parameters: { type: "object" } };
			const kit = createCloudKit("session", { tools: [tool] });
			kit.ensure("mara");
			kit.clock.advance(2);
			kit.sendTurn("mara", "t1");
			kit.clock.advance(1);
			const [{ body }] = kit.cloud.sent(`POST /v1/agents/agent-001${SEND}`);
			expect((body.client_tools as Array<{ name: string }>)[0].name).to.equal("wave");
		});
	});

	describe("credits that are spent", () => {
		const spend = (kit: CloudKit, times: number) =>
			kit.cloud.disturb(
				`POST /v1/agents/agent-001${SEND}`,
				{ result: httpError(kit.encode, 402, { error: "x", reasons: ["not-enough-credits"] }) },
				times,
			);

		it("stop turns, tell the operator once, and keep the agent and its blocks", () => {
			const kit = createReadyKit();
			spend(kit, 100);
			for (const id of ["t1", "t2", "t3"]) {
				kit.sendTurn("mara", id);
				kit.clock.advance(1);
			}
			expect(eventsOf(kit)).to.equal(
				"t1 failed rejected undelivered,t2 failed rejected undelivered,t3 failed rejected undelivered",
			);
			expect(sends(kit)).to.equal(1);
			expect(kit.log.count("credits are spent")).to.equal(1);
			kit.setBlock("mara", "status", "s9", 9);
			kit.clock.advance(1);
			expect(kit.stored.join(",")).to.equal("mara.status 9");
			expect(kit.states.join(",")).to.equal("mara ready");
		});

		it("do not count as refilled because of a turn that was under way before", () => {
			const kit = createReadyKit();
			kit.ensure("bram");
			kit.clock.advance(3);
			const bram = kit.agentOf("bram").id;
			kit.cloud.disturb(`POST /v1/agents/${bram}${SEND}`, {
				result: { kind: "network", message: "Timedout" },
				processed: true,
				seconds: 2,
			});
			kit.sendTurn("bram", "t0");
			kit.clock.advance(1);
			spend(kit, 100);
			kit.sendTurn("mara", "t1");
			kit.clock.advance(CLOUD.creditPauseSeconds - 0.5);
			expectItem(kit.events, "t0 done");
			expect(kit.log.count("credits again")).to.equal(0);
			kit.sendTurn("mara", "t2");
			kit.clock.advance(1);
			expect(sends(kit)).to.equal(1);
			expect(kit.log.count("credits are spent")).to.equal(1);
		});

		it("are asked for again even if the turn that tries was cancelled", () => {
			const kit = createReadyKit();
			spend(kit, 1);
			kit.sendTurn("mara", "t1");
			kit.clock.advance(CLOUD.creditPauseSeconds + 1);
			kit.sendTurn("mara", "t2");
			kit.clock.advance(0.05);
			kit.port.cancelTurn("mara", "t2");
			kit.clock.advance(CLOUD.creditPauseSeconds + 1);
			kit.sendTurn("mara", "t3");
			kit.clock.advance(1);
			expect(kit.events[kit.events.size() - 1]).to.equal("t3 done 100+7");
			expect(kit.log.count("credits again")).to.equal(1);
		});

		it("are asked for again every few seconds; turns go on when there are some", () => {
			const kit = createReadyKit();
			spend(kit, 2);
			kit.sendTurn("mara", "t1");
			kit.clock.advance(CLOUD.creditPauseSeconds - 0.5);
			kit.sendTurn("mara", "t2");
			kit.clock.advance(1);
			expect(sends(kit)).to.equal(1);
			kit.sendTurn("mara", "t3");
			kit.clock.advance(CLOUD.creditPauseSeconds + 1);
			expect(sends(kit)).to.equal(2);
			kit.sendTurn("mara", "t4");
			kit.clock.advance(1);
			expect(kit.events[kit.events.size() - 1]).to.equal("t4 done 100+7");
			expect(kit.log.count("credits again")).to.equal(1);
		});
	});
};
