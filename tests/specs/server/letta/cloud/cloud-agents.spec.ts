/// <reference types="@rbxts/testez/globals" />
import { systemPrompt } from "server/wire/agent-prompt";
import { CLOUD } from "server/constants/letta";
import { createCloudKit, createReadyKit, httpError } from "../../support/fake-cloud";
import { expectLess, expectMore, expectText } from "../../../shared/support/expectations";

export = () => {
	describe("an NPC's agent at Letta Cloud", () => {
		it("is made with its name, prompt, model, tags and blocks, and read back before it is ready", () => {
			const kit = createReadyKit();
			const agent = kit.agentOf("mara");
			expect(agent.name).to.equal("Mara");
			expect(agent.system).to.equal(systemPrompt("Mara"));
			expect(agent.model).to.equal("openai/gpt");
			expect(agent.tags.join(" ")).to.equal("townsfolk place:7 npc:mara memory:session server:here");
			expect(agent.blocks.get("persona")).to.equal("I bake.");
			expect(agent.blocks.get("status")).to.equal("s0");
			const methods = kit.cloud.requests.map(({ method }) => method).join(" ");
			expect(methods).to.equal("GET POST GET");
		});

		it("is found by its tags if it exists already", () => {
			const first = createReadyKit("persistent");
			const again = createCloudKit("persistent", { cloud: first.cloud, clock: first.clock });
			again.ensure("mara");
			first.clock.advance(2);
			expect(again.states.join(",")).to.equal("mara ready");
			expect(first.cloud.agents.size()).to.equal(1);
		});

		for (const field of ["name", "system", "model"] as const)
			it(`is repaired where its ${field} differs`, () => {
				const kit = createReadyKit();
				const agent = kit.agentOf("mara");
				const right = agent[field];
				agent[field] = "something/else";
				kit.ensure("mara");
				kit.clock.advance(2);
				expect(agent[field]).to.equal(right);
				expect(kit.states[kit.states.size() - 1]).to.equal("mara ready");
			});

		it("keeps tags that somebody else gave it when it is repaired", () => {
			const kit = createReadyKit();
			const agent = kit.agentOf("mara");
			agent.tags = [...agent.tags, "mine"];
			agent.name = "Somebody";
			kit.ensure("mara");
			kit.clock.advance(2);
			expect(agent.name).to.equal("Mara");
			expect(agent.tags.join(" ")).to.equal("townsfolk place:7 npc:mara memory:session server:here mine");
		});

		it("is repaired where its persona differs, or a block is missing", () => {
			const kit = createReadyKit();
			const agent = kit.agentOf("mara");
			agent.blocks.set("persona", "I rob banks.");
			agent.blocks.delete("status");
			kit.ensure("mara");
			kit.clock.advance(3);
			expect(agent.blocks.get("persona")).to.equal("I bake.");
			expect(agent.blocks.get("status")).to.equal("s0");
			expect(kit.states[kit.states.size() - 1]).to.equal("mara ready");
		});

		it("is not ready until it is as it has to be, and is tried again", () => {
			const kit = createReadyKit();
			kit.agentOf("mara").blocks.set("persona", "I rob banks.");
			const ok = { kind: "ok", status: 200, body: kit.encode({}) } as const;
			kit.cloud.disturb("PATCH", { result: ok }, 1);
			kit.ensure("mara");
			kit.clock.advance(1.5);
			expect(kit.states[kit.states.size() - 1]).to.equal("mara failed rejected");
			kit.clock.advance(60);
			expect(kit.states[kit.states.size() - 1]).to.equal("mara ready");
			expect(kit.agentOf("mara").blocks.get("persona")).to.equal("I bake.");
		});

		it("is not made twice when the answer to its creation is lost", () => {
			const kit = createCloudKit();
			kit.cloud.disturb("POST /v1/agents/", {
				result: { kind: "network", message: "NetFail" },
				processed: true,
			});
			kit.ensure("mara");
			kit.clock.advance(30);
			expect(kit.cloud.agents.size()).to.equal(1);
			expect(kit.states[kit.states.size() - 1]).to.equal("mara ready");
		});

		it("is the oldest of two, and the log says so", () => {
			const kit = createReadyKit();
			const [first] = kit.cloud.agents;
			kit.cloud.agents.push({ ...first, id: "agent-999", blocks: new Map(), messages: [] });
			kit.ensure("mara");
			kit.clock.advance(2);
			expect(kit.log.count("several agents")).to.equal(1);
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(1);
			expect(first.blocks.get("status")).to.equal("s1");
		});

		it("fails with a message that helps where the plan allows no more agents, and is tried again rarely", () => {
			const kit = createCloudKit();
			const limit = httpError(kit.encode, 429, { error: "Rate limited", reasons: ["agents-limit-exceeded"] });
			kit.cloud.disturb("POST /v1/agents/", { result: limit }, 5);
			let failure = "";
			kit.port.ensureAgent({ npcId: "mara", displayName: "Mara", persona: "p", blocks: {} }, (state) => {
				if (state.kind === "failed") failure = `${state.reason}: ${state.message}`;
			});
			kit.clock.advance(CLOUD.agentLimitRetrySeconds - 10);
			expectText(failure, "agentLimit: Letta's plan allows no more agents");
			expect(kit.cloud.sent("POST /v1/agents/").size()).to.equal(1);
			kit.clock.advance(20);
			expect(kit.cloud.sent("POST /v1/agents/").size()).to.equal(2);
		});

		it("fails with the model's name where Letta does not have the model", () => {
			const kit = createCloudKit();
			const unknown = { detail: "NOT_FOUND: Handle openai/gpt not found, must be one of []" };
			kit.cloud.disturb("POST /v1/agents/", { result: httpError(kit.encode, 404, unknown) });
			let failure = "";
			kit.port.ensureAgent({ npcId: "mara", displayName: "Mara", persona: "p", blocks: {} }, (state) => {
				if (state.kind === "failed") failure = `${state.reason}: ${state.message}`;
			});
			kit.clock.advance(1);
			expect(failure).to.equal("rejected: Letta does not have the model openai/gpt (LettaConfig.LettaModel)");
		});

		it("fails with the models that Letta has, the likeliest first, asked for once for many NPCs", () => {
			const kit = createCloudKit();
			const unknown = { detail: "NOT_FOUND: Handle openai/gpt not found, must be one of []" };
			kit.cloud.disturb("POST /v1/agents/", { result: httpError(kit.encode, 404, unknown) }, 9);
			const model = (handle: string, kind = "llm") => ({ handle, model_type: kind });
			const listed = [
				model("a/b"),
				model("c/embed", "embedding"),
				...[1, 2, 3, 4, 5, 6, 7].map((index) => model(`m/${index}`)),
				model("ollama/GPT:latest"),
			];
			const list = { kind: "ok", status: 200, body: kit.encode(listed) } as const;
			kit.cloud.disturb("GET /v1/models/", { result: list }, 9);
			const failures = new Array<string>();
			for (const npcId of ["mara", "bram", "pip"]) {
				kit.port.ensureAgent({ npcId, displayName: npcId, persona: "p", blocks: {} }, (state) => {
					if (state.kind === "failed") failures.push(state.message);
				});
			}
			kit.clock.advance(1.5);
			const named = "ollama/GPT:latest, a/b, m/1, m/2, m/3, m/4, m/5, m/6 and 1 more";
			for (const failure of failures) expectText(failure, `(LettaConfig.LettaModel); it has ${named}`);
			expect(failures.size()).to.equal(3);
			expectLess(kit.cloud.sent("GET /v1/models/").size(), 3);
		});

		it("costs one list for many NPCs, not one for each", () => {
			const kit = createCloudKit();
			for (let index = 0; index < 30; index++) kit.ensure(`npc${index}`);
			kit.clock.advance(20);
			expect(kit.states.size()).to.equal(30);
			expect(kit.cloud.sent("POST /v1/agents/").size()).to.equal(30);
			expectLess(kit.cloud.sent("GET /v1/agents/").size(), 15);
		});

		it("is found on a later page of the list", () => {
			const kit = createCloudKit();
			const count = CLOUD.pageSize + 10;
			for (let index = 0; index < count; index++) kit.ensure(`npc${index}`);
			kit.clock.advance(30);
			for (let index = 0; index < count; index++) kit.ensure(`npc${index}`);
			kit.clock.advance(30);
			expect(kit.cloud.agents.size()).to.equal(count);
			expectMore(kit.cloud.sent("after=").size(), 0);
		});
	});

	describe("an agent that somebody has deleted at Letta", () => {
		it("is made again, and the NPC hears that it knows nothing", () => {
			const kit = createReadyKit();
			kit.cloud.agents.clear();
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(5);
			expect(kit.states.join(",")).to.equal("mara ready,mara failed unknownAgent,mara ready");
			expect(kit.cloud.agents.size()).to.equal(1);
		});

		it("is missed as soon as another one is, unless it is too new for Letta's list", () => {
			const kit = createReadyKit();
			kit.ensure("bram");
			kit.clock.advance(CLOUD.listedAfterSeconds + 5);
			kit.ensure("pip");
			kit.clock.advance(5);
			kit.cloud.agents.clear();
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(5);
			const gone = kit.states.filter((state) => state.find("unknownAgent", 1, true)[0] !== undefined);
			expect(gone.join(",")).to.equal("mara failed unknownAgent,bram failed unknownAgent");
		});

		it("is not missed a second time by a write that was under way to the one before", () => {
			const kit = createReadyKit();
			const gone = httpError(kit.encode, 404, { detail: "Agent not found" });
			kit.cloud.disturb("PATCH /v1/agents/agent-001/core-memory", { result: gone, seconds: 9 });
			kit.setBlock("mara", "status", "s1", 1);
			kit.clock.advance(0.5);
			kit.cloud.agents.clear();
			kit.sendTurn("mara", "t1");
			kit.clock.advance(20);
			expect(kit.states.join(",")).to.equal("mara ready,mara failed unknownAgent,mara ready");
		});

		it("leaves a turn undelivered that did not reach it", () => {
			const kit = createReadyKit();
			kit.cloud.agents.clear();
			kit.sendTurn("mara", "t1");
			kit.clock.advance(5);
			expect(kit.events.join(",")).to.equal("t1 failed unknownAgent undelivered");
			expect(kit.states.join(",")).to.equal("mara ready,mara failed unknownAgent,mara ready");
		});
	});

	describe("an agent in persistent memory mode", () => {
		it("belongs to no server, and has a conversation for this server and tools to remember with", () => {
			const kit = createReadyKit("persistent");
			const agent = kit.agentOf("mara");
			expect(agent.tags.join(" ")).to.equal("townsfolk place:7 npc:mara memory:persistent");
			expect(kit.cloud.conversations.size()).to.equal(1);
			expect(agent.blocks.get("memories")).to.equal("Nothing yet.");
			kit.sendTurn("mara", "t1");
			kit.clock.advance(1);
			const [{ id }] = kit.cloud.conversations;
			expect(kit.cloud.sent(`POST /v1/conversations/${id}/messages`).size()).to.equal(1);
			expect(kit.cloud.sent(`POST /v1/conversations/${id}/messages`)[0].body.streaming).to.equal(false);
		});

		it("is brought up to a new persona that comes while its conversation is being opened", () => {
			const kit = createCloudKit("persistent");
			kit.ensure("mara", "I bake.");
			while (kit.cloud.conversations.isEmpty()) kit.clock.advance(0.01);
			kit.ensure("mara", "I brew.");
			kit.clock.advance(5);
			expect(kit.states.join(",")).to.equal("mara ready");
			expect(kit.agentOf("mara").blocks.get("persona")).to.equal("I brew.");
		});

		it("stays when it is released, and when the server closes", () => {
			const kit = createReadyKit("persistent");
			kit.port.release("mara", true);
			kit.port.close(25, () => {});
			kit.clock.advance(30);
			expect(kit.cloud.agents.size()).to.equal(1);
			expect(kit.cloud.sent("DELETE").size()).to.equal(0);
		});
	});
};
