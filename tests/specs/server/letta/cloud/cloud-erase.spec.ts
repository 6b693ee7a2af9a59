/// <reference types="@rbxts/testez/globals" />
import { CLOUD } from "server/constants/letta";
import type { AgentSpec } from "server/ports";
import { type CloudKit, createCloudKit, createReadyKit, httpError } from "../../support/fake-cloud";
import { expectItem, expectNoItem, expectSame, expectText } from "../../../shared/support/expectations";

const SPEC: AgentSpec = { npcId: "mara", displayName: "Mara", persona: "I bake.", blocks: { status: "s9" } };

function erase(kit: CloudKit): Array<boolean> {
	const results = new Array<boolean>();
	kit.port.erase(SPEC, (ok) => results.push(ok));
	return results;
}

function ownersOfBlocks(kit: CloudKit): ReadonlyArray<string> {
	const owners = new Array<string>();
	for (const [, { agentId }] of kit.cloud.blocks) owners.push(agentId ?? "nobody");
	return owners;
}

const agentIds = (kit: CloudKit) => kit.cloud.agents.map(({ id }) => id);

export = () => {
	describe("erasing an agent at Letta Cloud", () => {
		it("deletes it and makes another from the new blocks", () => {
			const kit = createReadyKit();
			const before = kit.agentOf("mara").id;
			const results = erase(kit);
			kit.clock.advance(5);
			expectSame(results, [true]);
			expectNoItem(agentIds(kit), before);
			expect(kit.agentOf("mara").blocks.get("status")).to.equal("s9");
			expect(kit.states[kit.states.size() - 1]).to.equal("mara ready");
		});

		it("leaves no block of the old agent", () => {
			for (const memoryMode of ["session", "persistent"] as const) {
				const kit = createReadyKit(memoryMode);
				erase(kit);
				kit.clock.advance(5);
				const now = kit.agentOf("mara").id;
				expectSame(
					ownersOfBlocks(kit).filter((agentId) => agentId !== now),
					[],
				);
			}
		});

		it("keeps the agent, by which they are found again, while its blocks cannot be deleted", () => {
			const kit = createReadyKit();
			const before = kit.agentOf("mara").id;
			kit.cloud.disturb("DELETE /v1/blocks/", { result: httpError(kit.encode, 422) }, 100);
			const results = erase(kit);
			kit.clock.advance(30);
			expectSame(results, []);
			expectItem(agentIds(kit), before);
			kit.cloud.calm();
			kit.clock.advance(30);
			expectSame(results, [true]);
			expectNoItem(ownersOfBlocks(kit), before);
		});

		it("leaves no block of an agent that is released", () => {
			const kit = createReadyKit();
			kit.port.release("mara", true);
			kit.clock.advance(5);
			expectSame(agentIds(kit), []);
			expectSame(ownersOfBlocks(kit), []);
		});

		it("also deletes an agent that would remember across servers", () => {
			const kit = createReadyKit("persistent");
			const before = kit.agentOf("mara").id;
			erase(kit);
			kit.clock.advance(5);
			expectNoItem(agentIds(kit), before);
		});

		it("ends a turn under way as rejected, and drops blocks on their way", () => {
			const kit = createReadyKit();
			const before = kit.agentOf("mara").id;
			kit.sendTurn("mara", "t1");
			kit.setBlock("mara", "status", "of before", 1);
			erase(kit);
			kit.clock.advance(5);
			expectText(kit.events.join(","), "t1 failed rejected");
			expect(kit.agentOf("mara").id).never.to.equal(before);
			expect(kit.agentOf("mara").blocks.get("status")).to.equal("s9");
		});

		it("goes on until Letta has done it", () => {
			const kit = createReadyKit();
			const before = kit.agentOf("mara").id;
			kit.cloud.disturb("DELETE", { result: httpError(kit.encode, 500) }, 100);
			const results = erase(kit);
			kit.clock.advance(20);
			expectSame(results, []);
			expectItem(agentIds(kit), before);
			kit.cloud.calm();
			kit.clock.advance(120);
			expectSame(results, [true]);
			expectNoItem(agentIds(kit), before);
		});

		for (const memoryMode of ["session", "persistent"] as const)
			it(`is finished first when the server closes meanwhile (${memoryMode} memory mode)`, () => {
				const kit = createReadyKit(memoryMode);
				const before = kit.agentOf("mara").id;
				const results = erase(kit);
				let closed = 0;
				kit.port.release("mara", true);
				kit.port.close(CLOUD.closeSeconds, () => (closed += 1));
				kit.clock.advance(CLOUD.closeSeconds - 5);
				expectNoItem(agentIds(kit), before);
				expectSame(results, [true]);
				expect(closed).to.equal(1);
			});

		it("keeps its deletion, and needs no second search, when the NPC is released meanwhile", () => {
			const kit = createReadyKit();
			const limited = httpError(kit.encode, 429, { error: "x", reasons: ["requests"] }, 2);
			kit.cloud.disturb("DELETE", { result: limited });
			const results = erase(kit);
			kit.clock.advance(1);
			const searches = kit.cloud.sent("GET /v1/agents/?tags").size();
			kit.port.release("mara", true);
			kit.clock.advance(20);
			expectSame(results, [true]);
			expect(kit.cloud.sent("GET /v1/agents/?tags").size()).to.equal(searches);
			expectSame(agentIds(kit), []);
		});

		it("asked for twice deletes nothing of the agent that was made meanwhile", () => {
			const kit = createReadyKit();
			kit.cloud.disturb("DELETE", { result: httpError(kit.encode, 422) });
			const first = erase(kit);
			kit.clock.advance(2);
			const second = erase(kit);
			kit.clock.advance(30);
			expectSame([first, second], [[true], [true]]);
			expect(kit.cloud.sent("POST /v1/agents/").size()).to.equal(2);
			expect(kit.states.join(",")).to.equal("mara ready,mara failed unknownAgent,mara ready");
		});

		it("waits for an agent that is being made, and deletes it too", () => {
			const kit = createCloudKit();
			kit.cloud.disturb("POST /v1/agents/", { result: httpError(kit.encode, 409) }, 4);
			kit.ensure("mara");
			kit.clock.advance(0.65);
			const results = erase(kit);
			kit.clock.advance(30);
			expectSame(results, [true]);
			expect(kit.cloud.sent("DELETE /v1/agents/").size()).to.equal(1);
			expect(kit.cloud.agents.size()).to.equal(1);
			expect(kit.agentOf("mara").blocks.get("status")).to.equal("s9");
			expect(kit.states.join(",")).to.equal("mara failed unknownAgent,mara ready");
		});

		it("comes before the agent is ready where its conversation is still being opened", () => {
			const kit = createCloudKit("persistent");
			kit.ensure("mara");
			while (kit.cloud.conversations.isEmpty()) kit.clock.advance(0.01);
			const before = kit.agentOf("mara").id;
			erase(kit);
			kit.clock.advance(20);
			expectNoItem(agentIds(kit), before);
			expect(kit.states.join(",")).to.equal("mara failed unknownAgent,mara ready");
		});

		it("fails at once for an NPC that has asked for no agent", () => {
			const kit = createReadyKit();
			let result: boolean | undefined;
			kit.port.erase({ ...SPEC, npcId: "nobody" }, (ok) => (result = ok));
			expect(result).to.equal(false);
		});
	});

	describe("cancelling a turn at Letta Cloud", () => {
		it("ends the turn at once and only once; Letta's answer is ignored", () => {
			const kit = createReadyKit();
			kit.sendTurn("mara", "t1");
			kit.port.cancelTurn("mara", "t1");
			kit.clock.advance(5);
			const ends = kit.events.filter((event) => event.find("^t1 ")[0] !== undefined);
			expect(ends.map((event) => event.sub(1, 18)).join(",")).to.equal("t1 failed rejected");
		});

		it("leaves a turn undelivered that still waited for the turn before", () => {
			const kit = createReadyKit();
			kit.cloud.disturb("POST /v1/agents/agent-001/messages", {
				result: { kind: "network", message: "Timedout" },
				processed: true,
				seconds: 5,
			});
			kit.sendTurn("mara", "t1");
			kit.clock.advance(1);
			kit.port.cancelTurn("mara", "t1");
			kit.sendTurn("mara", "t2");
			kit.clock.advance(1);
			kit.port.cancelTurn("mara", "t2");
			expect(kit.events.join(",")).to.equal("t1 failed rejected delivered,t2 failed rejected undelivered");
		});

		it("leaves a turn that waits alone when the cancelled one is over", () => {
			const kit = createReadyKit();
			kit.cloud.disturb("POST /v1/agents/agent-001/messages", {
				result: { kind: "network", message: "Timedout" },
				processed: true,
				seconds: 5,
			});
			kit.sendTurn("mara", "t1");
			kit.clock.advance(1);
			kit.port.cancelTurn("mara", "t1");
			kit.sendTurn("mara", "t2");
			kit.clock.advance(1);
			kit.port.cancelTurn("mara", "t1");
			kit.clock.advance(10);
			expect(kit.events[kit.events.size() - 1]).to.equal("t2 done 100+7");
		});

		it("leaves a turn that waits behind the cancelled one alone", () => {
			const kit = createReadyKit();
			kit.cloud.disturb("POST /v1/agents/agent-001/messages", {
				result: { kind: "network", message: "Timedout" },
				processed: true,
				seconds: 5,
			});
			kit.sendTurn("mara", "t1");
			kit.sendTurn("mara", "t2");
			kit.clock.advance(1);
			kit.port.cancelTurn("mara", "t1");
			kit.clock.advance(10);
			expect(kit.events[0]).to.equal("t1 failed rejected delivered");
			expect(kit.events[kit.events.size() - 1]).to.equal("t2 done 100+7");
		});

		it("leaves the next turn alone", () => {
			const kit = createReadyKit();
			kit.sendTurn("mara", "t1");
			kit.port.cancelTurn("mara", "t1");
			kit.sendTurn("mara", "t2");
			kit.clock.advance(10);
			expect(kit.events[kit.events.size() - 1].sub(1, 7)).to.equal("t2 done");
		});
	});
};
