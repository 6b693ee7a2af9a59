import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deleteAgent } from "../src/backend/agents/delete-agent.ts";
import type { Result } from "../src/backend/agents/result.ts";
import { refusedBy } from "../src/backend/app-server/error-summary.ts";

/** Deletes `a`, with this answer of the App Server; `dataGone` tells what comes of each removal of data. */
async function run(answer: Result<void>, dataGone = true) {
	const calls: string[] = [];
	const result = await deleteAgent("a", {
		api: {
			remove: async (agentId) => {
				calls.push(`agent ${agentId}`);
				return answer;
			},
		},
		removeData: async (agentId) => {
			calls.push(`data ${agentId}`);
			return dataGone;
		},
	});
	return { calls, result };
}

describe("deleteAgent", () => {
	it("deletes the data first, then the agent, and what was written meanwhile", async () => {
		const { calls, result } = await run({ kind: "ok", value: undefined });
		assert.deepEqual(calls, ["data a", "agent a", "data a"]);
		assert.deepEqual(result, { kind: "ok", value: true });
	});

	it("says where data may be left", async () => {
		const { result } = await run({ kind: "ok", value: undefined }, false);
		assert.deepEqual(result, { kind: "ok", value: false });
	});

	it("takes an agent that is not there for deleted", async () => {
		const { result } = await run(refusedBy("Agent a not found"));
		assert.deepEqual(result, { kind: "ok", value: true });
	});

	for (const answer of [
		{ kind: "down", message: "the wire is cut" },
		{ kind: "timeout", message: "slow" },
		refusedBy("no"),
	] as const) {
		it(`leaves no data behind, and an agent to be found, where the answer is: ${answer.kind}`, async () => {
			const { calls, result } = await run(answer);
			assert.deepEqual(calls, ["data a", "agent a"]);
			assert.equal(result, answer);
		});
	}
});
