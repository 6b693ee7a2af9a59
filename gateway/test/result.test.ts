import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { failureOf, presentable } from "../src/backend/app-server/result.ts";

describe("a message of the App Server", () => {
	for (const key of [
		"sk-abcdef123456",
		"pk_live_abcdef123456",
		"key-abcdef123456",
		"token abcdef123456",
		"Bearer abcdef123456",
	]) {
		it(`loses the key in "refused: ${key}"`, () => {
			assert.equal(presentable(`refused: ${key}`), "refused: [redacted]");
		});
	}

	it("comes on one line", () => {
		assert.equal(presentable(" no\n\tsuch  model\r\n"), "no such model");
	});

	it("is cut if it is long, because it may quote what players said", () => {
		assert.equal(presentable("x".repeat(300)), "x".repeat(300));
		assert.equal(presentable("x".repeat(301)), `${"x".repeat(300)}…`);
	});

	it("reaches the game only like this", () => {
		const failure = failureOf({ kind: "refused", message: "401: sk-abcdef123456\n" });
		assert.deepEqual(failure, { kind: "rejected", message: "401: [redacted]" });
	});
});
