import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { damageOf, summaryOf } from "../src/backend/app-server/error-summary.ts";

/** As the App Server passes on a provider's error that quotes the prompt. */
function passedOn(status: number): string {
	const provider = JSON.stringify({
		message: `Invalid prompt: "my secret is 4711" gsk_abcdef123456`,
		type: "x",
	});
	return JSON.stringify(
		{ error: { error: { type: "llm_error", message: `${status}: ${provider}` } } },
		null,
		2,
	);
}

describe("the summary of an App Server's error", () => {
	for (const [status, words] of [
		[400, "it does not take the request"],
		[401, "it refuses the key"],
		[404, "it does not have the model or the address"],
		[422, "it does not take the request"],
		[429, "it is asked too often, or the quota is spent"],
		[503, "it failed"],
	] as const) {
		it(`holds status ${status} and its meaning, and no word of the provider's`, () => {
			assert.equal(summaryOf(passedOn(status)), `the model's provider answered ${status}: ${words}`);
		});
	}

	for (const [text, summary] of [
		["Agent agent-local-1 not found: Alex said 4711", "Agent agent-local-1 not found"],
		["Conversation default not found", "the App Server does not have the agent's conversation"],
		["Unknown model openai-compatible/x", "the App Server does not know the model"],
		["ENOSPC: no space left on device, write '/home/x'", "the App Server's disk is full"],
		[
			"Command failed: git config\nerror: failed to write new configuration file /x/.git/config.lock\n",
			"the App Server cannot write to its disk: it is full, or closed to it",
		],
		["fatal: --local can only be used inside a git repository", "the App Server has lost the agent's memory"],
		["Unexpected end of JSON input", "the App Server does not have the agent's conversation"],
		["fetch failed: http://key@x.example", "the model cannot be reached"],
		["the context window of Alex's words", "the conversation is too long for the model"],
		["Alex says: my secret is 4711", "the App Server reports an error"],
	] as const) {
		it(`of "${text}" is "${summary}"`, () => assert.equal(summaryOf(text), summary));
	}
});

describe("the damage in the App Server's store", () => {
	for (const [text, damage] of [
		["Conversation default not found", "conversation"],
		["Unexpected end of JSON input", "conversation"],
		["fatal: --local can only be used inside a git repository\n", "memory"],
		["fatal: not a git repository (or any of the parent directories): .git", "memory"],
		["ENOSPC: no space left on device, write", "disk"],
		["fatal: unable to write loose object file: No space left on device", "disk"],
		// A full disk, seen with git 2.39: it says nothing of space.
		["error: failed to write new configuration file /x/not a git repository/config.lock", "disk"],
		[passedOn(400), undefined],
		['500: {"error":"Conversation default not found, no space left on device"}', undefined],
		["the model said: Unexpected end of JSON input", undefined],
		["Unknown model openai-compatible/x", undefined],
	] as const) {
		it(`of ${JSON.stringify(text).slice(0, 60)} is ${damage ?? "none"}`, () =>
			assert.equal(damageOf(text), damage));
	}
});
