import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createModelChoice } from "../src/backend/agents/model-choice.ts";
import type { Result } from "../src/backend/agents/result.ts";

function setUp(listed: Result<string[]>) {
	let asked = 0;
	const listModels = async () => {
		asked += 1;
		return listed;
	};
	return { ...createModelChoice({ listModels }, "the App Server"), asked: () => asked };
}

const LISTED = ["openai-compatible/gpt-sub:latest", "openai-compatible/small:7b"];

describe("the choice of a model", () => {
	it("is the listed handle, or the tag `latest` of a name without a tag", async () => {
		const { choose } = setUp({ kind: "ok", value: LISTED });
		assert.deepEqual(await choose("openai-compatible/small:7b"), { kind: "ok", value: LISTED[1] });
		assert.deepEqual(await choose("openai-compatible/gpt-sub"), { kind: "ok", value: LISTED[0] });
	});

	it("is refused with what is listed", async () => {
		const { choose } = setUp({ kind: "ok", value: LISTED });
		assert.deepEqual(await choose("openai-compatible/small"), {
			kind: "unlisted",
			message:
				"the App Server does not list the model openai-compatible/small; it lists " +
				"openai-compatible/gpt-sub:latest, openai-compatible/small:7b",
		});
		const empty = await setUp({ kind: "ok", value: [] }).choose("a/b");
		assert.match((empty as { message: string }).message, /it lists none$/);
	});

	it("is asked for once for each connection, and again after a refusal or a failure", async () => {
		const { choose, forget, asked } = setUp({ kind: "ok", value: LISTED });
		for (let i = 0; i < 3; i++) await choose(LISTED[0]!);
		assert.equal(asked(), 1);
		forget();
		await choose(LISTED[0]!);
		await choose("a/b");
		await choose("a/b");
		assert.equal(asked(), 4);
		const down = setUp({ kind: "down", message: "no connection" });
		assert.deepEqual(await down.choose("a/b"), { kind: "down", message: "no connection" });
	});
});
