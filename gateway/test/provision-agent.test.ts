import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memoryBlock, systemPrompt } from "../src/backend/agents/agent-prompt.ts";
import { agentTags } from "../src/backend/agents/agent-tags.ts";
import { provisionAgent, type Provisioned } from "../src/backend/agents/provision-agent.ts";
import { failureOf } from "../src/backend/agents/result.ts";
import { createLog } from "../src/logging.ts";
import { createFakeApi } from "./support/fake-api.ts";
import { MARA } from "./support/gateway-fixture.ts";

const SESSION = { sessionId: "s", placeId: 7, serverId: "server-1", memoryMode: "session" } as const;
const MODEL = "openai-compatible/test";
const log = createLog("silent");

const failureIn = (made: Provisioned) => (made.kind === "ready" ? undefined : failureOf(made));

const settings = { max_tokens: 160, sampling_params: { temperature: 0.7, stop: ["\n["] } };
const wish = { spec: MARA, model: MODEL, tags: agentTags(SESSION, "mara"), settings };

describe("agentTags", () => {
	it("bind an agent to its game server in session memory mode only", () => {
		assert.deepEqual(agentTags(SESSION, "mara"), [
			"townsfolk",
			"place:7",
			"npc:mara",
			"memory:session",
			"server:server-1",
		]);
		assert.deepEqual(agentTags({ ...SESSION, memoryMode: "persistent" }, "mara"), [
			"townsfolk",
			"place:7",
			"npc:mara",
			"memory:persistent",
		]);
	});
});

describe("a block's description", () => {
	it("is text for every label, also one that JavaScript's objects have", () => {
		for (const label of ["constructor", "valueof", "mood_today"])
			assert.equal(memoryBlock(label, "v").description, `Kept by the game, ${label.replace("_", " ")}`);
	});
});

describe("provisionAgent", () => {
	it("creates an agent with its persona and first blocks, and reads it back", async () => {
		const { api, agents, files, calls } = createFakeApi();
		const made = await provisionAgent(wish, api, log);
		assert.equal(made.kind === "ready" && made.origin, "created");
		assert.deepEqual(calls, ["list", "create Mara", "retrieve agent-1", "readBlock persona"]);
		assert.equal(agents.get("agent-1")!.system, systemPrompt("Mara"));
		assert.deepEqual(Object.fromEntries(files), {
			"agent-1/persona": MARA.persona,
			"agent-1/status": MARA.blocks.status,
		});
	});

	it("takes model settings that the App Server has added to", async () => {
		const { api, agents } = createFakeApi();
		await provisionAgent(wish, api, log);
		const model_settings = { ...settings, provider_type: "openai-compatible" };
		agents.set("agent-1", { ...agents.get("agent-1")!, model_settings });
		const again = await provisionAgent(wish, api, log);
		assert.equal(again.kind === "ready" && again.origin, "found");
	});

	it("finds the agent again", async () => {
		const { api, agents } = createFakeApi();
		await provisionAgent(wish, api, log);
		const again = await provisionAgent(wish, api, log);
		assert.equal(again.kind === "ready" && again.origin, "found");
		assert.equal(agents.size, 1);
	});

	it("finds the agent whose creation was not answered", async () => {
		const { api, agents, answerNext } = createFakeApi();
		answerNext("create", { kind: "timeout", message: "no answer" }, true);
		const first = await provisionAgent(wish, api, log);
		assert.deepEqual(failureIn(first), { kind: "timeout", message: "no answer" });
		const second = await provisionAgent(wish, api, log);
		assert.equal(second.kind === "ready" && second.agent.id, "agent-1");
		assert.equal(agents.size, 1);
	});

	it("takes the same one of several agents, in whatever order they are listed", async () => {
		const { api, agents } = createFakeApi();
		await provisionAgent(wish, api, log);
		const first = agents.get("agent-1")!;
		const second = { ...first, id: "agent-2" };
		agents.set("agent-2", second);
		for (const value of [
			[first, second],
			[second, first],
		]) {
			const listed = { ...api, list: async () => ({ kind: "ok" as const, value }) };
			const made = await provisionAgent(wish, listed, log);
			assert.equal(made.kind === "ready" && made.agent.id, "agent-1");
		}
	});

	it("does not take what a server without filters lists", async () => {
		const { api, agents } = createFakeApi();
		agents.set("agent-0", {
			id: "agent-0",
			name: "Mara",
			system: "",
			model: MODEL,
			tags: ["townsfolk", "npc:bram"],
		});
		const everybody = { ...api, list: async () => ({ kind: "ok" as const, value: [...agents.values()] }) };
		const made = await provisionAgent(wish, everybody, log);
		assert.equal(made.kind === "ready" && made.agent.id, "agent-1");
	});

	for (const [what, spoil] of [
		["name", { name: "Maria" }],
		["system prompt", { system: "You are a pirate." }],
		["model", { model: "openai-compatible/other" }],
		["token limit", { model_settings: { ...settings, max_tokens: 32_000 } }],
		["sampling", { model_settings: { max_tokens: 160 } }],
		["model settings of an agent that has none", { model_settings: undefined }],
	] as const) {
		it(`corrects the ${what}`, async () => {
			const { api, agents } = createFakeApi();
			await provisionAgent(wish, api, log);
			agents.set("agent-1", { ...agents.get("agent-1")!, ...spoil });
			const made = await provisionAgent(wish, api, log);
			assert.equal(made.kind === "ready" && made.origin, "corrected");
			const { name, system, model, model_settings } = agents.get("agent-1")!;
			assert.deepEqual(
				{ name, system, model, model_settings },
				{ name: "Mara", system: systemPrompt("Mara"), model: MODEL, model_settings: settings },
			);
		});
	}

	it("corrects the persona, also where there is none", async () => {
		const { api, files } = createFakeApi();
		await provisionAgent(wish, api, log);
		for (const spoil of [
			() => files.set("agent-1/persona", "I am a pirate."),
			() => files.delete("agent-1/persona"),
		]) {
			spoil();
			const made = await provisionAgent(wish, api, log);
			assert.equal(made.kind === "ready" && made.origin, "corrected");
			assert.equal(files.get("agent-1/persona"), MARA.persona);
		}
	});

	it("takes other line ends for the same persona", async () => {
		const { api, files } = createFakeApi();
		const spec = { ...MARA, persona: "I am Mara.\r\nI bake.\r\n" };
		await provisionAgent({ ...wish, spec }, api, log);
		files.set("agent-1/persona", "I am Mara.\nI bake.");
		const made = await provisionAgent({ ...wish, spec }, api, log);
		assert.equal(made.kind === "ready" && made.origin, "found");
	});

	it("does not call an agent ready that turns out to be another one's", async () => {
		const { api } = createFakeApi();
		const astray: typeof api = {
			...api,
			retrieve: async (agentId) => {
				const agent = await api.retrieve(agentId);
				return agent.kind === "ok" ? { ...agent, value: { ...agent.value, tags: ["townsfolk"] } } : agent;
			},
		};
		const made = await provisionAgent(wish, astray, log);
		assert.match(failureIn(made)?.message ?? "", /its tags is not what was set/);
	});

	it("does not call an agent ready that stays wrong", async () => {
		const { api, agents } = createFakeApi();
		await provisionAgent(wish, api, log);
		agents.set("agent-1", { ...agents.get("agent-1")!, name: "Maria" });
		const deaf = { ...api, update: async () => ({ kind: "ok" as const, value: undefined }) };
		const made = await provisionAgent(wish, deaf, log);
		assert.deepEqual(failureIn(made), {
			kind: "rejected",
			message: "agent agent-1 cannot be verified: its name is not what was set",
		});
	});

	for (const step of ["list", "create", "retrieve", "readBlock"] as const) {
		it(`fails when ${step} gets no answer`, async () => {
			const { api, answerNext } = createFakeApi();
			answerNext(step, { kind: "down", message: "connection closed" });
			const made = await provisionAgent(wish, api, log);
			assert.deepEqual(failureIn(made), { kind: "backendUnavailable", message: "connection closed" });
		});
	}
});
