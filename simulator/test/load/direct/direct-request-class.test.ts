import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { classifyDirect, type DirectClass } from "../../../src/direct/direct-request-class.ts";

const HOST = "https://api.letta.com";
const says = JSON.stringify({ messages: [{ role: "user", content: "Hello" }] });
const answers = JSON.stringify({ messages: [{ type: "approval", approvals: [] }] });

describe("the class of a request straight to Letta", () => {
	const cases: ReadonlyArray<readonly [method: string, path: string, body: string | undefined, DirectClass]> =
		[
			["POST", "/v1/agents/agent-1/messages", says, "turn"],
			["POST", "/v1/conversations/conv-1/messages", says, "turn"],
			["POST", "/v1/agents/agent-1/messages", answers, "toolResult"],
			["PATCH", "/v1/agents/agent-1/core-memory/blocks/group_members", "{}", "group"],
			["PATCH", "/v1/agents/agent-1/core-memory/blocks/status", "{}", "status"],
			["POST", "/v1/agents/", "{}", "agents"],
			["GET", "/v1/agents/?tags=townsfolk", undefined, "agents"],
			["DELETE", "/v1/agents/agent-1", undefined, "agents"],
			["GET", "/v1/agents/agent-1/messages?limit=20", undefined, "housekeeping"],
			["POST", "/v1/conversations/?agent_id=agent-1", "{}", "housekeeping"],
			["GET", "/v1/models/", undefined, "housekeeping"],
			["GET", "/v1/nowhere", undefined, "housekeeping"],
		];
	for (const [method, path, body, wanted] of cases) {
		it(`of ${method} ${path} is ${wanted}`, () => {
			assert.equal(classifyDirect(method, HOST + path, body), wanted);
		});
	}
});
