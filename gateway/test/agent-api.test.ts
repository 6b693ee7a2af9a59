import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createAgentApi } from "../src/backend/app-server/agent-api.ts";
import type { ServerFrame } from "../src/backend/app-server/frames.ts";
import type { Result } from "../src/backend/agents/result.ts";
import { refusedBy } from "../src/backend/app-server/error-summary.ts";

const SCOPE = { agent_id: "agent-1", conversation_id: "default" };

/** An API whose every request is answered with `answer`. */
function setUp(answer: Record<string, unknown> | Result<ServerFrame>) {
	const requests: Record<string, unknown>[] = [];
	const result = "kind" in answer ? (answer as Result<ServerFrame>) : undefined;
	const api = createAgentApi({
		request: async (type, body) => {
			requests.push({ type, ...body });
			return result ?? { kind: "ok", value: { type: `${type}_response`, ...answer } };
		},
	});
	return { api, requests };
}

describe("a message to an agent", () => {
	it("never comes with a tool of the App Server's host, which would give players a shell", async () => {
		const { api, requests } = setUp({ accepted: true });
		assert.deepEqual(await api.sendMessage(SCOPE, "m1", "hello"), { kind: "ok", value: undefined });
		assert.deepEqual(requests, [
			{
				type: "input",
				runtime: SCOPE,
				payload: {
					kind: "create_message",
					messages: [{ role: "user", content: "hello", client_message_id: "m1" }],
					client_tool_allowlist: [],
					exclude_interactive_tools: true,
				},
			},
		]);
	});

	it("that is not accepted is refused", async () => {
		const { api } = setUp({ accepted: false, error: "no runtime" });
		assert.deepEqual(await api.sendMessage(SCOPE, "m1", "hello"), refusedBy("no runtime"));
	});
});

describe("the question whether an agent may use a tool", () => {
	it("is answered with no, in a form that the App Server takes", async () => {
		const { api, requests } = setUp({ accepted: true });
		await api.denyTool({ scope: SCOPE, requestId: "perm-call-1" });
		const decision = { behavior: "deny", message: "There are no tools here. Answer with plain words." };
		const payload = { kind: "approval_response", request_id: "perm-call-1", decision };
		assert.deepEqual(requests, [{ type: "input", runtime: SCOPE, payload }]);
	});
});

describe("a runtime", () => {
	const strict = { mode: "strict", skill_sources: [], external_tools: [], recover_approvals: false };

	it("is opened without skills, tools or permissions", async () => {
		const { api, requests } = setUp({ runtime: SCOPE });
		assert.deepEqual(await api.startRuntime("agent-1", "default"), { kind: "ok", value: SCOPE });
		assert.deepEqual(requests, [{ type: "runtime_start", ...SCOPE, ...strict }]);
	});

	it("is opened for a new conversation when none is named", async () => {
		const { api, requests } = setUp({ runtime: { ...SCOPE, conversation_id: "conversation-2" } });
		const started = await api.startRuntime("agent-1");
		assert.equal(started.kind === "ok" && started.value.conversation_id, "conversation-2");
		const create_conversation = { body: {} };
		assert.deepEqual(requests, [
			{ type: "runtime_start", agent_id: "agent-1", create_conversation, ...strict },
		]);
	});
});

describe("a memory block", () => {
	it("is written as a file with a head, and read without it", async () => {
		const value = "I am Mara.\n---\nodd: yes";
		const { api, requests } = setUp({});
		await api.writeBlock("agent-1", { label: "persona", value, description: "Who you are" });
		const { content, path } = requests[0] as { content: string; path: string };
		assert.equal(path, "system/persona.md");
		assert.equal(content, "---\ndescription: Who you are\n---\nI am Mara.\n---\nodd: yes");
		const read = await setUp({ content }).api.readBlock("agent-1", "persona");
		assert.deepEqual(read, { kind: "ok", value });
	});

	it("may be missing", async () => {
		const { api } = setUp(refusedBy("ENOENT: no such file or directory"));
		assert.deepEqual(await api.readBlock("agent-1", "persona"), { kind: "ok", value: undefined });
	});

	it("that cannot be read is not taken for missing", async () => {
		const failed = refusedBy("EACCES");
		assert.deepEqual(await setUp(failed).api.readBlock("agent-1", "persona"), failed);
	});
});

describe("a list of agents", () => {
	it("is asked for by all the tags together", async () => {
		const { api, requests } = setUp({ agents: [] });
		assert.deepEqual(await api.list(["townsfolk", "npc:mara"], 5), { kind: "ok", value: [] });
		const query = { tags: ["townsfolk", "npc:mara"], match_all_tags: true, limit: 5 };
		assert.deepEqual(requests, [{ type: "agent_list", query }]);
	});
});

describe("an answer that is not what was expected", () => {
	for (const answer of [{}, { agent: null }, { agent: { name: "x" } }, { agent: "agent-1" }]) {
		it(`is refused: ${JSON.stringify(answer)}`, async () => {
			const result = await setUp(answer).api.retrieve("agent-1");
			assert.equal(result.kind, "refused");
		});
	}

	it("is refused as a list, too", async () => {
		assert.equal((await setUp({ agents: {} }).api.list([], 1)).kind, "refused");
		const mixed = await setUp({ agents: [{ id: "a" }, 7, { name: "x" }] }).api.list([], 9);
		assert.deepEqual(mixed.kind === "ok" && mixed.value.map(({ id }) => id), ["a"]);
	});
});
