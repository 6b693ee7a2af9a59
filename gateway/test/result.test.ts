import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { failureOf, reasonOf } from "../src/backend/agents/result.ts";
import { refusedBy } from "../src/backend/app-server/error-summary.ts";

describe("a failed request to the App Server", () => {
	const refused = refusedBy("401: sk-abcdef123456: Alex says: hello");

	it("reaches neither the game nor the log in the App Server's words", () => {
		const { kind, message } = failureOf(refused);
		assert.equal(kind, "rejected");
		for (const text of [message, reasonOf(refused)]) {
			assert.match(text, /401/);
			assert.doesNotMatch(text, /sk-|Alex|hello/);
		}
	});

	for (const [kind, expected] of [
		["timeout", "timeout"],
		["down", "backendUnavailable"],
	] as const) {
		it(`that ends as ${kind} is told in the gateway's own words`, () => {
			const failed = { kind, message: "no answer to input within 3 s" };
			assert.deepEqual(failureOf(failed), { kind: expected, message: failed.message });
			assert.equal(reasonOf(failed), failed.message);
		});
	}
});
