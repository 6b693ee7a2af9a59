/// <reference types="@rbxts/testez/globals" />
import { CLOUD } from "server/constants/letta";
import { type CloudKit, createCloudKit, createReadyKit, httpError } from "../../support/fake-cloud";
import { expectNoText, expectText } from "../../../shared/support/expectations";

const promptOf = (kit: CloudKit) => kit.cloud.conversations[kit.cloud.conversations.size() - 1].prompt;
const recompilations = (kit: CloudKit) => kit.cloud.sent("/recompile").size();

export = () => {
	describe("a conversation's prompt, which Letta compiles when it is opened", () => {
		it("holds what the game knows by then, not what an earlier server left in the agent's blocks", () => {
			const first = createReadyKit("persistent");
			first.setBlock("mara", "status", "old", 1);
			first.clock.advance(1);
			expect(first.agentOf("mara").blocks.get("status")).to.equal("old");
			const again = createCloudKit("persistent", { cloud: first.cloud, clock: first.clock });
			again.ensure("mara", "I brew.");
			again.clock.advance(3);
			expect(again.states.join(",")).to.equal("mara ready");
			expectText(promptOf(again), "status: s0");
			expectText(promptOf(again), "persona: I brew.");
			expect(recompilations(again)).to.equal(0);
		});

		it("keeps what the agent wanted to remember", () => {
			const first = createReadyKit("persistent");
			first.agentOf("mara").blocks.set("memories", "Alex likes tea.");
			const again = createCloudKit("persistent", { cloud: first.cloud, clock: first.clock });
			again.ensure("mara");
			again.clock.advance(3);
			expectText(promptOf(again), "memories: Alex likes tea.");
		});

		it("is compiled anew after blocks were written, when the NPC is idle", () => {
			const kit = createReadyKit("persistent");
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(1);
			expectText(promptOf(kit), "status: s0");
			kit.clock.advance(CLOUD.recompileIdleSeconds);
			expectText(promptOf(kit), "status: s1");
			expect(recompilations(kit)).to.equal(1);
		});

		it("is not compiled anew during a turn", () => {
			const kit = createReadyKit("persistent");
			const lost = { kind: "network", message: "HttpError: Timedout" } as const;
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(1);
			kit.cloud.disturb("POST /v1/conversations/", { result: lost, processed: true, seconds: 20 });
			kit.sendTurn("mara", "t1");
			kit.clock.advance(19);
			expect(recompilations(kit)).to.equal(0);
			kit.clock.advance(5 + CLOUD.recompileIdleSeconds);
			expect(recompilations(kit)).to.equal(1);
		});

		it("is compiled anew once a minute at most, with the latest values", () => {
			const kit = createReadyKit("persistent");
			for (let rev = 1; rev <= 60; rev++) {
				kit.setBlock("mara", "status", `s${rev}`, rev);
				kit.clock.advance(2);
			}
			expect(recompilations(kit)).to.equal(2);
			kit.clock.advance(CLOUD.recompileIntervalSeconds + 1);
			expectText(promptOf(kit), "status: s60");
			expect(recompilations(kit)).to.equal(3);
		});

		it("is compiled anew with a new persona", () => {
			const kit = createReadyKit("persistent");
			kit.ensure("mara", "I brew.");
			kit.clock.advance(3);
			expectNoText(promptOf(kit), "I brew.");
			kit.clock.advance(CLOUD.recompileIdleSeconds);
			expectText(promptOf(kit), "persona: I brew.");
		});

		it("is compiled anew later where Letta failed", () => {
			const kit = createReadyKit("persistent");
			kit.cloud.disturb("/recompile", { result: httpError(kit.encode, 422) });
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(CLOUD.recompileIdleSeconds + 2);
			expect(recompilations(kit)).to.equal(1);
			kit.clock.advance(CLOUD.recompileIntervalSeconds);
			expectText(promptOf(kit), "status: s1");
		});

		it("is left alone once the NPC is released", () => {
			const kit = createReadyKit("persistent");
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(1);
			kit.port.release("mara", false);
			kit.clock.advance(100);
			expect(recompilations(kit)).to.equal(0);
		});
	});

	describe("an agent's own prompt", () => {
		it("needs no recompilation for blocks that are written", () => {
			const kit = createReadyKit();
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(100);
			expectText(kit.agentOf("mara").prompt ?? "", "status: s1");
			expect(recompilations(kit)).to.equal(0);
		});

		it("is compiled anew after its agent was repaired, or was given a block", () => {
			const kit = createReadyKit();
			const agent = kit.agentOf("mara");
			agent.system = "You are a dog.";
			agent.prompt = "You are a dog.";
			kit.ensure("mara");
			kit.clock.advance(2 + CLOUD.recompileIdleSeconds);
			expectText(agent.prompt ?? "", "You are Mara");
			kit.setBlock("mara", "mood", "glad", 1);
			kit.clock.advance(1);
			expectNoText(agent.prompt ?? "", "mood");
			kit.clock.advance(CLOUD.recompileIntervalSeconds);
			expectText(agent.prompt ?? "", "mood: glad");
		});
	});
};
