/// <reference types="@rbxts/testez/globals" />
import type { AgentSpec } from "server/wire/gateway-frames";
import { type CloudKit, createReadyKit, httpError } from "../../support/fake-cloud";

const SPEC: AgentSpec = { npcId: "mara", displayName: "Mara", persona: "I bake.", blocks: { status: "s9" } };

function erase(kit: CloudKit): Array<boolean> {
	const results = new Array<boolean>();
	kit.port.erase(SPEC, (ok) => results.push(ok));
	return results;
}

export = () => {
	describe("erasing an agent at Letta Cloud", () => {
		it("deletes it and makes another from the new blocks", () => {
			const kit = createReadyKit();
			const before = kit.agentOf("mara").id;
			const results = erase(kit);
			kit.clock.advance(5);
			expect(results.size()).to.equal(1);
			expect(results[0]).to.equal(true);
			expect(kit.cloud.agents.some(({ id }) => id === before)).to.equal(false);
			expect(kit.agentOf("mara").blocks.get("status")).to.equal("s9");
			expect(kit.states[kit.states.size() - 1]).to.equal("mara ready");
		});

		it("deletes it where it would remember across servers, too", () => {
			const kit = createReadyKit("persistent");
			const before = kit.agentOf("mara").id;
			erase(kit);
			kit.clock.advance(5);
			expect(kit.cloud.agents.some(({ id }) => id === before)).to.equal(false);
		});

		it("ends a turn under way as rejected, and writes nothing of before", () => {
			const kit = createReadyKit();
			const before = kit.agentOf("mara").id;
			kit.sendTurn("mara", "t1");
			kit.setBlock("mara", "status", "of before", 1);
			erase(kit);
			kit.clock.advance(5);
			expect(kit.events.join(",").find("t1 failed rejected", 1, true)[0]).to.be.ok();
			expect(kit.agentOf("mara").id).never.to.equal(before);
			expect(kit.agentOf("mara").blocks.get("status")).to.equal("s9");
		});

		it("goes on until Letta has done it", () => {
			const kit = createReadyKit();
			const before = kit.agentOf("mara").id;
			kit.cloud.disturb("DELETE", { result: httpError(kit.encode, 500) }, 100);
			const results = erase(kit);
			kit.clock.advance(20);
			expect(results.size()).to.equal(0);
			expect(kit.cloud.agents.some(({ id }) => id === before)).to.equal(true);
			kit.cloud.calm();
			kit.clock.advance(120);
			expect(results[0]).to.equal(true);
			expect(kit.cloud.agents.some(({ id }) => id === before)).to.equal(false);
		});

		it("says at once that it cannot be done for an NPC that asked for no agent", () => {
			const kit = createReadyKit();
			let result: boolean | undefined;
			kit.port.erase({ ...SPEC, npcId: "nobody" }, (ok) => (result = ok));
			expect(result).to.equal(false);
		});
	});

	describe("cancelling a turn at Letta Cloud", () => {
		it("ends it at once and once, and what Letta answers is not heard", () => {
			const kit = createReadyKit();
			kit.sendTurn("mara", "t1");
			kit.port.cancelTurn("mara", "t1");
			kit.clock.advance(5);
			const ends = kit.events.filter((event) => event.find("^t1 ")[0] !== undefined);
			expect(ends.size()).to.equal(1);
			expect(ends[0].find("t1 failed rejected", 1, true)[0]).to.equal(1);
		});

		it("gives its lines back where it still waited for the one before to leave the agent", () => {
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

		it("leaves the next turn alone", () => {
			const kit = createReadyKit();
			kit.sendTurn("mara", "t1");
			kit.port.cancelTurn("mara", "t1");
			kit.sendTurn("mara", "t2");
			kit.clock.advance(10);
			expect(kit.events[kit.events.size() - 1].find("t2 done", 1, true)[0]).to.equal(1);
		});
	});
};
